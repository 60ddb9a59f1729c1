// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the latest operations on a map, so that a retry is told by its own name alone.
 *
 * <p>A verdict is kept until the gateway says that it has heard it, and beyond a number the oldest
 * are forgotten. A forgotten one is no answer: a dot in the context without a verdict <em>may have
 * happened</em>. Confined to the event loop.
 */
final class Verdicts {

  /** The most verdicts that are kept for a map. */
  static final int MAX = 2048;

  private final Map<OperationId, Verdict> verdicts = new LinkedHashMap<>();

  @Nullable Verdict of(OperationId id) {
    return verdicts.get(id);
  }

  void put(OperationId id, Verdict verdict) {
    verdicts.putIfAbsent(id, verdict);
    Iterator<OperationId> eldest = verdicts.keySet().iterator();
    while (verdicts.size() > MAX) {
      eldest.next();
      eldest.remove();
    }
  }

  /** Forgets what the writer knows: all of its operations that end below the counter. */
  void forget(long writer, long decidedBelow) {
    verdicts.keySet().removeIf(id -> id.writer() == writer && id.end() <= decidedBelow);
  }

  void putAll(Verdicts others) {
    others.verdicts.forEach(this::put);
  }

  int size() {
    return verdicts.size();
  }

  Verdicts copy() {
    Verdicts copy = new Verdicts();
    copy.putAll(this);
    return copy;
  }

  void write(WireWriter into) {
    into.list(
        verdicts.entrySet(),
        (entry, to) -> {
          entry.getKey().write(to);
          to.bool(entry.getValue() == Verdict.APPLIED);
        });
  }

  static Verdicts read(WireReader from) throws WireFormatException {
    Verdicts read = new Verdicts();
    List<Verdicts> each = from.list(MAX, Verdicts::readOne);
    each.forEach(read::putAll);
    return read;
  }

  private static Verdicts readOne(WireReader from) throws WireFormatException {
    OperationId id = OperationId.read(from);
    Verdicts one = new Verdicts();
    one.put(id, from.bool() ? Verdict.APPLIED : Verdict.VOID);
    return one;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Verdicts that && verdicts.equals(that.verdicts);
  }

  @Override
  public int hashCode() {
    return verdicts.hashCode();
  }

  @Override
  public String toString() {
    return verdicts.toString();
  }
}

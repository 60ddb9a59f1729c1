// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The laws of contexts and joins, and that equal contexts mean equal maps (conditions C1, C2). */
class CausalMapProperties {

  private static final Term TERM = new Term(1, new NodeAddress("10.0.0.1", 4000));

  private static final int RUNS = 2000;

  @Property
  void aContextIsTheSetOfItsDots(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 59) Integer> first,
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 59) Integer> second) {
    Set<Dot> one = dots(first);
    Set<Dot> two = dots(second);
    Set<Dot> both = new LinkedHashSet<>(one);
    both.addAll(two);
    CausalContext a = CausalContext.EMPTY.plus(one);
    CausalContext b = CausalContext.EMPTY.plus(two);

    assertThat(a.union(b)).isEqualTo(CausalContext.EMPTY.plus(both)).isEqualTo(b.union(a));
    assertThat(a.union(b).hash()).isEqualTo(b.union(a).hash());
    assertThat(a.covers(b)).isEqualTo(one.containsAll(two));
    assertThat(a.equals(b)).isEqualTo(one.equals(two)).isEqualTo(a.hash().equals(b.hash()));
    for (int i = 0; i < 60; i++) {
      assertThat(a.contains(dot(i))).isEqualTo(one.contains(dot(i)));
    }
    assertThat(a.highest(1))
        .isEqualTo(
            one.stream().filter(d -> d.writer() == 1).mapToLong(Dot::counter).max().orElse(0));
  }

  @Property
  void aContextSurvivesTheWire(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 59) Integer> numbers)
      throws WireFormatException {
    CausalContext context = CausalContext.EMPTY.plus(dots(numbers));
    WireWriter writer = new WireWriter(64 * 1024);
    context.write(writer);

    assertThat(CausalContext.read(new WireReader(writer.toBuffer()))).isEqualTo(context);
  }

  @Property(tries = 300)
  void aJoinIsCommutativeAssociativeAndIdempotent(@ForAll long seed) {
    Random random = new Random(seed);
    List<MapState> copies = new Run(random, Rule.SOUND).copies(12);
    MapState a = copies.get(0);
    MapState b = copies.get(1);
    MapState c = copies.get(2);

    assertSame(MapState.join(a, b), MapState.join(b, a));
    assertSame(MapState.join(MapState.join(a, b), c), MapState.join(a, MapState.join(b, c)));
    assertSame(MapState.join(a, a), a);
    assertSame(MapState.join(MapState.join(a, b), b), MapState.join(a, b));
  }

  @Property(tries = 300)
  void theDigestIsThatOfTheRows(@ForAll long seed) {
    for (MapState copy : new Run(new Random(seed), Rule.SOUND).copies(30)) {
      RowDigest expected = RowDigest.ZERO;
      for (StampedRow row : copy.allRows()) {
        expected = expected.plus(RowDigest.of(row.row()));
      }
      assertThat(copy.digest()).isEqualTo(expected);
    }
  }

  @Property
  void theDigestAddsAsANumberDoes(@ForAll long a, @ForAll long b, @ForAll long c, @ForAll long d) {
    RowDigest one = new RowDigest(a, b, c, d);
    RowDigest two = new RowDigest(d, -1, -1, b);

    assertThat(number(one.plus(two)))
        .isEqualTo(number(one).add(number(two)).mod(java.math.BigInteger.TWO.pow(256)));
    assertThat(one.plus(two).minus(two)).isEqualTo(one);
  }

  @Test
  void equalContextsMeanEqualMaps() {
    assertThat(runsWithEqualContextsAndUnequalRows(Rule.SOUND)).isZero();
  }

  @Test
  void aRemovalWithoutADotIsCaught() {
    assertThat(runsWithEqualContextsAndUnequalRows(Rule.REMOVAL_WITHOUT_DOT)).isPositive();
  }

  @Test
  void aDeltaJoinedWithoutItsPastIsCaught() {
    assertThat(runsWithEqualContextsAndUnequalRows(Rule.NO_CAUSAL_GATE)).isPositive();
  }

  @Test
  void underTheCausalGateNoContextEverHasAGap() {
    for (int seed = 0; seed < RUNS; seed++) {
      for (MapState copy : new Run(new Random(seed), Rule.SOUND).copies(40)) {
        assertThat(copy.context().hasGaps()).isFalse();
      }
    }
  }

  @Test
  void rowsThatWereLostDoNotCountAsRemoved() {
    MapState whole = new MapState();
    apply(whole, put("a", new Dot(1, 1)));
    apply(whole, put("b", new Dot(1, 2)));
    MapState damaged = new MapState();
    damaged.join(copy(List.of(StampedRow.of(row("a", new Dot(1, 1)))), whole.context()));

    damaged.forgetAllButRows();

    assertSame(MapState.join(whole, damaged), whole);
    assertSame(MapState.join(damaged, whole), whole);
  }

  @Test
  void aHostileContextIsRefused() {
    WireWriter writer = new WireWriter(100).i32(Integer.MAX_VALUE);

    assertThatThrownBy(() -> CausalContext.read(new WireReader(writer.toBuffer())))
        .isInstanceOf(WireFormatException.class);
  }

  private static int runsWithEqualContextsAndUnequalRows(Rule rule) {
    int found = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      found += new Run(new Random(seed), rule).showsUnequalRows(40) ? 1 : 0;
    }
    return found;
  }

  private enum Rule {
    SOUND,
    REMOVAL_WITHOUT_DOT,
    NO_CAUSAL_GATE
  }

  /** Three replicas that write, lose and reorder their deltas, and sometimes send all they have. */
  private static final class Run {
    private final Random random;
    private final Rule rule;
    private final List<MapState> copies = List.of(new MapState(), new MapState(), new MapState());
    private final List<Sent> sent = new ArrayList<>();

    Run(Random random, Rule rule) {
      this.random = random;
      this.rule = rule;
    }

    private record Sent(CausalContext before, Change change) {}

    List<MapState> copies(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
      }
      return copies;
    }

    boolean showsUnequalRows(int steps) {
      for (int i = 0; i < steps; i++) {
        step();
        for (MapState one : copies) {
          for (MapState other : copies) {
            if (one.context().equals(other.context()) && !rows(one).equals(rows(other))) {
              return true;
            }
          }
        }
      }
      return false;
    }

    private void step() {
      int number = random.nextInt(3);
      MapState copy = copies.get(number);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> write(copy, number);
        case 3 -> {
          MapState from = copies.get(random.nextInt(3));
          copy.join(from.snapshot());
        }
        default -> deliver(copy);
      }
    }

    private void write(MapState copy, int number) {
      String name = "n" + random.nextInt(3);
      boolean removal = random.nextInt(3) == 0;
      List<Dot> seen = copy.rows(name).stream().map(Row::dot).toList();
      if (removal && seen.isEmpty()) {
        return;
      }
      CausalContext before = copy.context();
      if (removal && rule == Rule.REMOVAL_WITHOUT_DOT) {
        List<StampedRow> left =
            copy.allRows().stream().filter(row -> !seen.contains(row.row().dot())).toList();
        copy.join(CausalMapProperties.copy(left, before));
        return;
      }
      Dot dot = new Dot(number, before.highest(number) + 1);
      List<Row> added = removal ? List.of() : List.of(row(name, dot));
      Change change =
          new Change(
              new OperationId(number, dot.counter(), 1), 1, Verdict.APPLIED, added, seen, TERM);
      apply(copy, change);
      sent.add(new Sent(before, change));
    }

    /** Any delta at any time, or never: so they are lost, late, repeated and reordered. */
    private void deliver(MapState copy) {
      if (!sent.isEmpty()) {
        Sent message = sent.get(random.nextInt(sent.size()));
        if (rule == Rule.NO_CAUSAL_GATE || copy.context().covers(message.before())) {
          apply(copy, message.change());
        }
      }
    }
  }

  private static void assertSame(MapState actual, MapState expected) {
    assertThat(actual.context()).isEqualTo(expected.context());
    assertThat(rows(actual)).isEqualTo(rows(expected));
    assertThat(actual.digest()).isEqualTo(expected.digest());
    assertThat(actual.bytes()).isEqualTo(expected.bytes());
  }

  private static Set<Dot> rows(MapState state) {
    Set<Dot> rows = new TreeSet<>();
    state.allRows().forEach(row -> rows.add(row.row().dot()));
    return rows;
  }

  private static Change put(String name, Dot dot) {
    OperationId id = new OperationId(dot.writer(), dot.counter(), 1);
    return new Change(id, 1, Verdict.APPLIED, List.of(row(name, dot)), List.of(), TERM);
  }

  private static void apply(MapState copy, Change change) {
    copy.prepare(List.of(change));
    copy.commit(List.of(change.id()));
  }

  private static MapCopy copy(List<StampedRow> rows, CausalContext seen) {
    MapHead head = new MapHead(seen, RowDigest.ZERO, new Verdicts(), Optional.empty());
    return new MapCopy(head, rows, List.of());
  }

  private static Row row(String name, Dot dot) {
    return new Row(name, dot, Bytes.utf8("value " + dot));
  }

  private static Set<Dot> dots(List<Integer> numbers) {
    Set<Dot> dots = new LinkedHashSet<>();
    numbers.forEach(number -> dots.add(dot(number)));
    return dots;
  }

  private static Dot dot(int number) {
    return new Dot(number % 3, number / 3 + 1);
  }

  private static java.math.BigInteger number(RowDigest digest) {
    return new java.math.BigInteger(
        1,
        java.nio.ByteBuffer.allocate(32)
            .putLong(digest.a())
            .putLong(digest.b())
            .putLong(digest.c())
            .putLong(digest.d())
            .array());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** The hash over all that happened, and the last of it for people to read. */
final class Trace {

  private static final int REMEMBERED = 50;

  /** One thing that happened. */
  private record Entry(long nanos, String kind, String from, String to, int bytes) {
    @Override
    public String toString() {
      return String.format(
          "%d.%09d s  %s %s%s%s",
          nanos / 1_000_000_000,
          nanos % 1_000_000_000,
          kind,
          from,
          to.isEmpty() ? "" : " -> " + to,
          bytes < 0 ? "" : " (" + bytes + " bytes)");
    }
  }

  private final boolean on;
  private final MessageDigest digest = newDigest();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
  private final Deque<Entry> last = new ArrayDeque<>();

  Trace() {
    this(true);
  }

  private Trace(boolean on) {
    this.on = on;
  }

  /** Returns a trace that stays empty. */
  static Trace off() {
    return new Trace(false);
  }

  boolean isOn() {
    return on;
  }

  void add(long nanos, String kind, String at) {
    if (!on) {
      return;
    }
    remember(new Entry(nanos, kind, at, "", -1));
  }

  void add(long nanos, String kind, String from, String to, ByteBuffer bytes) {
    if (!on) {
      return;
    }
    remember(new Entry(nanos, kind, from, to, bytes.remaining()));
    digest.update(bytes.duplicate());
  }

  /** Returns the SHA-256 so far, in hexadecimal digits. */
  String hash() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  List<String> lastEvents() {
    return last.stream().map(Entry::toString).toList();
  }

  private void remember(Entry entry) {
    if (last.size() == REMEMBERED) {
      last.removeFirst();
    }
    last.addLast(entry);
    number(entry.nanos);
    text(entry.kind);
    text(entry.from);
    text(entry.to);
    number(entry.bytes);
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    digest.update(utf8);
  }

  private void number(long value) {
    digest.update(number.clear().putLong(value).flip());
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}

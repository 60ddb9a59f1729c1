// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes that one upload sends: lines that say whose they are and where, so that bytes that are
 * read can be attributed. No two uploads are the same but for very short ones.
 *
 * @param number of all uploads of a run
 */
record Upload(String path, int number, int length) {

  /** From here on the bytes are of one upload only. */
  static final int UNIQUE_BYTES = 24;

  private static final int LINE = 64;
  private static final int NUMBER_AT = 42;
  private static final int NUMBER_DIGITS = 9;
  private static final int OFFSET_AT = 53;
  private static final int OFFSET_DIGITS = 9;
  private static final Pattern MARK = Pattern.compile("#([0-9]{9})@");

  /** Returns the bytes. */
  byte[] bytes() {
    byte[] line = (" ".repeat(LINE - 1) + "\n").getBytes(US_ASCII);
    byte[] name = path.getBytes(US_ASCII);
    // The number comes first too: short uploads have no more.
    number(line, 1, NUMBER_DIGITS);
    line[0] = '#';
    line[1 + NUMBER_DIGITS] = '@';
    System.arraycopy(name, 0, line, 12, Math.min(name.length, NUMBER_AT - 13));
    number(line, NUMBER_AT, NUMBER_DIGITS);
    byte[] bytes = new byte[length];
    if (length < UNIQUE_BYTES) {
      // Last digits first: one byte tells ten uploads apart.
      for (int i = 0; i < length; i++) {
        bytes[i] = line[i < NUMBER_DIGITS ? NUMBER_DIGITS - i : i];
      }
      return bytes;
    }
    for (int at = 0; at < length; at += LINE) {
      int offset = at;
      for (int digit = OFFSET_DIGITS - 1; digit >= 0; digit--) {
        line[OFFSET_AT + digit] = (byte) ('0' + offset % 10);
        offset /= 10;
      }
      System.arraycopy(line, 0, bytes, at, Math.min(LINE, length - at));
    }
    return bytes;
  }

  private void number(byte[] line, int from, int digits) {
    int left = number;
    for (int digit = digits - 1; digit >= 0; digit--) {
      line[from + digit] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }

  /** Returns the digest of uploads, one after the other. */
  static String digest(List<Upload> uploads) {
    MessageDigest digest = sha256();
    uploads.forEach(upload -> digest.update(upload.bytes()));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the digest of bytes. */
  static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Says in words what bytes are that are of no version. */
  static String explain(byte[] bytes) {
    Set<Integer> numbers = new LinkedHashSet<>();
    Matcher marks = MARK.matcher(new String(bytes, US_ASCII));
    while (marks.find()) {
      numbers.add(Integer.parseInt(marks.group(1)));
    }
    return bytes.length + " bytes with parts of uploads " + numbers;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "#" + number;
  }
}

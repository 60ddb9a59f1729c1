// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * An absolute place in the served tree: the names on the way from the root, which has none.
 *
 * <p>A name is 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8 (RFC 2640) without NUL, {@code '/'}, CR
 * or LF, and neither {@code "."} nor {@code ".."}. CR and LF are left out because a listing is made
 * of lines: a name that holds one could forge entries. Names are compared and kept exactly as they
 * came; nothing is normalised.
 *
 * @param names the names from the root downwards, at most {@value #MAX_DEPTH}
 */
public record FtpPath(List<String> names) {
  /** The longest name in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 255;

  /** The most names in one path; bounds what a look-up walks. */
  public static final int MAX_DEPTH = 256;

  /** The order of listings: that of the unsigned bytes of the names. */
  public static final Comparator<String> NAME_ORDER =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final FtpPath ROOT = new FtpPath(List.of());

  /**
   * Checks every name.
   *
   * @throws InvalidNameException if a name is not allowed or there are too many
   */
  public FtpPath {
    names = List.copyOf(names);
    if (names.size() > MAX_DEPTH) {
      throw new InvalidNameException("More than " + MAX_DEPTH + " directories deep.");
    }
    names.forEach(FtpPath::checkName);
  }

  /** Returns the root. */
  public static FtpPath root() {
    return ROOT;
  }

  /**
   * Reads a path from the root, as {@link #resolve} would.
   *
   * @throws InvalidNameException if a name in it is not allowed
   */
  public static FtpPath of(String path) {
    return ROOT.resolve(path);
  }

  /**
   * Tells whether a name may stand in a path.
   *
   * @param name any text
   */
  public static boolean isValidName(String name) {
    return problemWith(name).isEmpty();
  }

  /**
   * Follows a path as a client writes it: from the root if it begins with a slash, else from here.
   *
   * <p>Empty parts and {@code "."} stay, {@code ".."} goes up and stops at the root (RFC 3659
   * section 6, TVFS). There are no patterns: every other character is part of a name.
   *
   * @throws InvalidNameException if a name in it is not allowed
   */
  public FtpPath resolve(String path) {
    List<String> result = new ArrayList<>(path.startsWith("/") ? List.of() : names);
    for (String part : path.split("/", -1)) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (!result.isEmpty()) {
            result.remove(result.size() - 1);
          }
        }
        default -> result.add(part);
      }
    }
    return result.isEmpty() ? ROOT : new FtpPath(result);
  }

  /**
   * Returns the place with this name below this one.
   *
   * @throws InvalidNameException if the name is not allowed
   */
  public FtpPath child(String name) {
    List<String> result = new ArrayList<>(names);
    result.add(name);
    return new FtpPath(result);
  }

  /** Returns the place above; that of the root is the root. */
  public FtpPath parent() {
    return names.size() <= 1 ? ROOT : new FtpPath(names.subList(0, names.size() - 1));
  }

  /** Returns the last name; empty for the root. */
  public String name() {
    return names.isEmpty() ? "" : names.get(names.size() - 1);
  }

  /** Tells whether this is the root. */
  public boolean isRoot() {
    return names.isEmpty();
  }

  /** Tells whether this place is the other or lies below it. */
  public boolean startsWith(FtpPath other) {
    return names.size() >= other.names.size()
        && names.subList(0, other.names.size()).equals(other.names);
  }

  /** Returns the path as clients see it, from the root: {@code "/a/b"}. */
  @Override
  public String toString() {
    return "/" + String.join("/", names);
  }

  private static void checkName(String name) {
    String problem = problemWith(name);
    if (!problem.isEmpty()) {
      throw new InvalidNameException(problem);
    }
  }

  private static String problemWith(String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      return "Not a name: \"" + name + "\".";
    }
    if (name.chars().anyMatch(c -> c == 0 || c == '/' || c == '\r' || c == '\n')) {
      return "A name holds no NUL, slash, CR or LF.";
    }
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
      return bytes.remaining() <= MAX_NAME_BYTES
          ? ""
          : "A name is at most " + MAX_NAME_BYTES + " bytes of UTF-8 long.";
    } catch (CharacterCodingException e) {
      return "Names are UTF-8.";
    }
  }
}

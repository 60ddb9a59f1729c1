// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The facts that MLST and MLSD can tell (RFC 3659 section 7.5), in the order they are told. */
public enum MlstFact {
  /** File or directory. */
  TYPE,
  /** Bytes of a file. */
  SIZE,
  /** Time of the last change. */
  MODIFY,
  /** What this user may do with it. */
  PERM,
  /** An id that no other file or directory has. */
  UNIQUE;

  /** Returns all facts. */
  public static Set<MlstFact> all() {
    return EnumSet.allOf(MlstFact.class);
  }

  /** Returns the name on the wire. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the argument of OPTS MLST, names that each end with a semicolon (RFC 3659 section 7.9).
   * Unknown names are ignored. The last semicolon may be missing behind a known one.
   *
   * @return the facts that are named; absent if the argument is no such list
   */
  public static Optional<Set<MlstFact>> ofArgument(String argument) {
    String list = argument.trim().toLowerCase(Locale.ROOT);
    if (list.isEmpty()) {
      return Optional.of(Set.of());
    }
    boolean closed = list.endsWith(";");
    String names = closed ? list.substring(0, list.length() - 1) : list;
    Set<MlstFact> facts = EnumSet.noneOf(MlstFact.class);
    boolean known = closed;
    for (String name : names.split(";", -1)) {
      if (name.isEmpty() || name.contains(" ") || name.contains("=")) {
        return Optional.empty();
      }
      Optional<MlstFact> fact = called(name);
      fact.ifPresent(facts::add);
      known = closed || fact.isPresent();
    }
    return known ? Optional.of(facts) : Optional.empty();
  }

  private static Optional<MlstFact> called(String label) {
    return Arrays.stream(values()).filter(fact -> fact.label().equals(label)).findFirst();
  }

  /** Returns the line of FEAT: all facts, those that are chosen with a star. */
  public static String feature(Set<MlstFact> chosen) {
    return Arrays.stream(values())
        .map(fact -> fact.label() + (chosen.contains(fact) ? "*;" : ";"))
        .collect(Collectors.joining("", "MLST ", ""));
  }
}

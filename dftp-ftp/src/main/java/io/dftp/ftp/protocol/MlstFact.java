// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
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

  /** Returns the facts that are named in the argument of OPTS MLST; unknown ones are ignored. */
  public static Set<MlstFact> ofArgument(String argument) {
    Set<String> wanted =
        Set.copyOf(Arrays.asList(argument.trim().toLowerCase(Locale.ROOT).split(";", -1)));
    return Arrays.stream(values())
        .filter(fact -> wanted.contains(fact.label()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(MlstFact.class)));
  }

  /** Returns the line of FEAT: all facts, those that are chosen with a star. */
  public static String feature(Set<MlstFact> chosen) {
    return Arrays.stream(values())
        .map(fact -> fact.label() + (chosen.contains(fact) ? "*;" : ";"))
        .collect(Collectors.joining("", "MLST ", ""));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.regex.Pattern;

/** Names of versions that lost their name to another one. */
final class Conflicts {

  private static final Pattern MARK = Pattern.compile(" \\(conflict [^()/]*\\)");

  private Conflicts() {}

  static boolean isOne(String name) {
    return MARK.matcher(name).find();
  }

  /** Returns the name that it lost. */
  static String original(String name) {
    return MARK.matcher(name).replaceAll("");
  }
}

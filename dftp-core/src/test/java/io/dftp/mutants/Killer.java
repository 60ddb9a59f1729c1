// SPDX-License-Identifier: Apache-2.0
package io.dftp.mutants;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A test that fails when a mutant is in force.
 *
 * @param test the name of the class within the home of its mutant
 * @param invocation which invocation of a parameterized test, from 1; 0 for all
 * @param seed of its simulation; empty where there is none
 */
public record Killer(String test, String method, int invocation, String seed) {

  private static final Pattern FORM = Pattern.compile("([\\w.]+)#(\\w+)(?:\\[(\\d+)])?");

  static Killer of(String text, String seed) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a test: " + text);
    }
    String number = matcher.group(3);
    return new Killer(
        matcher.group(1), matcher.group(2), number == null ? 0 : Integer.parseInt(number), seed);
  }

  String named() {
    return test + "#" + method + (invocation == 0 ? "" : "[" + invocation + "]");
  }

  @Override
  public String toString() {
    return named() + (seed.isEmpty() ? "" : ", seed " + seed);
  }
}

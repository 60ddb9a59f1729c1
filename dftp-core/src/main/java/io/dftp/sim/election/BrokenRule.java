// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.election;

import java.util.function.Supplier;

/** A step did what none may do. */
final class BrokenRule extends Exception {

  private static final long serialVersionUID = 1L;

  private final String rule;

  BrokenRule(String rule, String detail) {
    super(detail);
    this.rule = rule;
  }

  static void check(boolean holds, String rule, Supplier<String> detail) throws BrokenRule {
    if (!holds) {
      throw new BrokenRule(rule, detail.get());
    }
  }

  /** Returns the name of the rule. */
  String rule() {
    return rule;
  }

  /** Returns how it was broken. */
  String detail() {
    return String.valueOf(getMessage());
  }
}

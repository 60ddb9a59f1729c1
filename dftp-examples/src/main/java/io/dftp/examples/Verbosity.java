// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that shows more of the log on standard error. */
final class Verbosity {

  /** Sets the level in the configuration of the log. */
  private static final String LEVEL_PROPERTY = "dftp.log.level";

  Verbosity() {}

  /** Raises the log level to INFO. */
  @Option(
      names = {"-v", "--verbose"},
      description = "Log state changes to standard error, not only warnings.")
  void setVerbose(boolean verbose) {
    if (verbose && !isOn()) {
      root().setLevel(Level.INFO);
    }
  }

  /**
   * Shows errors only, unless the user asked for more: warnings are for operators of a node, and a
   * demonstration on a busy machine gives cause for some.
   */
  static void showErrorsOnly() {
    if (root().getLevel() == Level.WARN && System.getProperty(LEVEL_PROPERTY) == null) {
      root().setLevel(Level.ERROR);
    }
  }

  /** Returns whether state changes are logged. */
  static boolean isOn() {
    return root().isInfoEnabled();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}

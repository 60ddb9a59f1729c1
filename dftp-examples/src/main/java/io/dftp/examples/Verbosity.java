// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that shows more of the log on standard error. */
final class Verbosity {

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

  /** Returns whether state changes are logged. */
  static boolean isOn() {
    return root().isInfoEnabled();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}

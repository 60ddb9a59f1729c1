// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import picocli.CommandLine.Command;

/**
 * {@code dftp sim}: the experiments of the Chord papers on simulated rings, elections, merges, and
 * the store and the tree of files under faults.
 */
@Command(
    name = "sim",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel =
        "(failures | churn | path-length | load | latency | scale | determinism | election |"
            + " merge | store | tree)",
    description = {
      "Repeats the experiments of the Chord papers on simulated rings of the production classes,"
          + " measures elections and merges of whole clusters, and judges what clients of a faulty"
          + " cluster are told, and what becomes of their files.",
      "Exit code 0: done. 1: an invariant broke, or a wrong answer was given. 2: wrong option, or a"
          + " file cannot be written."
    },
    subcommands = {
      FailuresCommand.class,
      ChurnCommand.class,
      PathLengthCommand.class,
      LoadCommand.class,
      LatencyCommand.class,
      ScaleCommand.class,
      ElectionCommand.class,
      MergeCommand.class,
      StoreCommand.class,
      TreeCommand.class
    })
public final class SimCommand {

  /** Made by picocli. */
  public SimCommand() {}
}

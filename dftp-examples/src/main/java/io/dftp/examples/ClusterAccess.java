// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.transport.ClusterSecret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of commands that ask running nodes: which cluster, and the proof to belong to it. */
final class ClusterAccess {

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "dftp",
      description = "Name of the cluster (default ${DEFAULT-VALUE}).")
  private String cluster = "dftp";

  @Option(
      names = "--secret-file",
      paramLabel = "F",
      description =
          "File with the cluster's secret (default: the secret that nodes of this user share on"
              + " this machine).")
  private @Nullable String secretFile;

  @Option(
      names = "--no-secret",
      description = "The cluster has no secret, as programs may have that embed nodes on loopback.")
  private boolean noSecret;

  ClusterAccess() {}

  /** Returns the name, checked; throws {@link IllegalArgumentException} that says what is wrong. */
  String cluster() {
    NodeOptions.name("--cluster", cluster);
    return cluster;
  }

  /**
   * Returns the secret to prove, which is none where this user has none yet; throws {@link
   * IllegalArgumentException} that says what is wrong.
   *
   * @param command whose options these are
   */
  ClusterSecret secret(CommandSpec command) {
    if (noSecret && secretFile != null) {
      throw new IllegalArgumentException("--no-secret and --secret-file exclude each other");
    }
    if (noSecret) {
      return ClusterSecret.none();
    }
    return secretFile == null
        ? OwnSecret.of(command).find().orElse(ClusterSecret.none())
        : NetworkOptions.secret(secretFile);
  }
}

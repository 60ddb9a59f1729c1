// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.transport.ClusterSecret;
import org.jspecify.annotations.Nullable;
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
      description = "File with the cluster's secret, if it has one.")
  private @Nullable String secretFile;

  ClusterAccess() {}

  /** Returns the name, checked; throws {@link IllegalArgumentException} that says what is wrong. */
  String cluster() {
    NodeOptions.name("--cluster", cluster);
    return cluster;
  }

  /**
   * Returns the secret in the file; throws {@link IllegalArgumentException} that says what is
   * wrong.
   */
  ClusterSecret secret() {
    return secretFile == null ? ClusterSecret.none() : NetworkOptions.secret(secretFile);
  }
}

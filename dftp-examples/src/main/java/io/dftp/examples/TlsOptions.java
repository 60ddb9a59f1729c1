// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.node.DftpNodeConfig;
import io.dftp.ftp.node.NodeTls;
import io.dftp.ftp.tls.SessionReuse;
import io.dftp.ftp.tls.TlsMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code dftp node} that say how FTP is encrypted. */
final class TlsOptions {

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      description =
          "off, allow or require (default: require where FTP is beyond loopback: nobody logs in in"
              + " clear; on loopback off, or allow with --tls-cert or --ftps-port).")
  private @Nullable String mode;

  @Option(
      names = "--tls-cert",
      paramLabel = "F",
      description =
          "File with the certificate of the FTP server and of who signed it, in PEM form; read"
              + " again when it changes (default: one that the node makes itself).")
  private @Nullable String certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "F",
      description = "File with its key, in PEM form (PKCS #8, not encrypted).")
  private @Nullable String key;

  @Option(
      names = "--tls-reuse",
      paramLabel = "MODE",
      defaultValue = "accept",
      description =
          "Whether a data connection has to resume the TLS session of its control connection:"
              + " off, accept or require, which not all clients can (default ${DEFAULT-VALUE}).")
  private String reuse = "accept";

  @Option(
      names = "--ftps-port",
      paramLabel = "P",
      description = "A second FTP port, under TLS from the first byte (usual is 990).")
  private @Nullable Integer implicitPort;

  TlsOptions() {}

  /**
   * Puts them into a configuration.
   *
   * @throws IllegalArgumentException if an option has a bad value
   */
  void addTo(DftpNodeConfig.Builder config) {
    NodeTls tls =
        NodeTls.defaults().withReuse(NodeOptions.choice("--tls-reuse", reuse, SessionReuse.class));
    if (mode != null) {
      tls = tls.withMode(NodeOptions.choice("--tls", mode, TlsMode.class));
    }
    if (certificate != null && key != null) {
      tls = tls.withFiles(NodeOptions.path(certificate), NodeOptions.path(key));
    } else if (certificate != null || key != null) {
      throw new IllegalArgumentException("--tls-cert and --tls-key go together");
    }
    if (implicitPort != null) {
      tls = tls.withImplicitPort(NodeOptions.port("--ftps-port", implicitPort));
    }
    config.tls(tls);
  }
}

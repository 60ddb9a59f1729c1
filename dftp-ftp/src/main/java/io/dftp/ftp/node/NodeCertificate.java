// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.ftp.server.FtpServerConfig;
import io.dftp.ftp.tls.TlsConfig;
import io.dftp.ftp.tls.TlsFileException;
import io.dftp.ftp.tls.TlsIdentities;
import io.dftp.ftp.tls.TlsMode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The certificate of a node's FTP server. It is opened beside the rest of the start, for to make
 * one takes about a second.
 */
final class NodeCertificate implements AutoCloseable {

  private final DftpNodeConfig config;
  private final Path data;
  private final CompletableFuture<TlsIdentities> opened = new CompletableFuture<>();

  private NodeCertificate(DftpNodeConfig config, Path data) {
    this.config = config;
    this.data = data;
  }

  /**
   * Begins to open it.
   *
   * @param data where one of the node's own is kept
   */
  static NodeCertificate opening(DftpNodeConfig config, Path data) {
    NodeCertificate certificate = new NodeCertificate(config, data);
    if (config.tlsMode() != TlsMode.OFF) {
      Thread thread = new Thread(certificate::open, "tls-" + config.name());
      thread.setDaemon(true);
      thread.start();
    } else {
      certificate.opened.cancel(false);
    }
    return certificate;
  }

  /** Returns the configuration with TLS, if clients may encrypt; waits for the certificate. */
  FtpServerConfig addTo(FtpServerConfig plain) throws StartException, InterruptedException {
    if (config.tlsMode() == TlsMode.OFF) {
      return plain;
    }
    NodeTls tls = config.tls();
    FtpServerConfig encrypting =
        plain.withTls(TlsConfig.of(config.tlsMode(), await()).withReuse(tls.reuse()));
    return tls.implicitPort()
        .map(port -> encrypting.withImplicitTls(new InetSocketAddress(config.ftpBind(), port)))
        .orElse(encrypting);
  }

  /** Waits for a certificate from files, so that a node joins nobody that cannot use it. */
  void awaitIfGiven() throws StartException {
    if (config.tlsMode() != TlsMode.OFF && config.tls().files().isPresent()) {
      try {
        await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new StartException("interrupted while starting", stopped);
      }
    }
  }

  /** Returns how clients show it, if there is one. */
  Optional<String> fingerprint() {
    return opened.isDone() && !opened.isCompletedExceptionally()
        ? Optional.of(opened.join().get().fingerprint())
        : Optional.empty();
  }

  /** Waits until nothing is written any more. */
  @Override
  public void close() {
    try {
      opened.get().close();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | CancellationException none) {
      // There is nothing to close.
    }
  }

  private TlsIdentities await() throws StartException, InterruptedException {
    try {
      return opened.get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new StartException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private void open() {
    try {
      opened.complete(
          config.tls().files().isPresent()
              ? ofFiles(config.tls().files().get())
              : TlsIdentities.ofOwn(
                  data,
                  config.name(),
                  List.of(
                      config.ftpAdvertise(),
                      config.ftpBind(),
                      "localhost",
                      "127.0.0.1",
                      config.name())));
    } catch (TlsFileException | RuntimeException failed) {
      opened.completeExceptionally(failed);
    }
  }

  private static TlsIdentities ofFiles(NodeTls.Files files) throws TlsFileException {
    return TlsIdentities.ofFiles(files.certificates(), files.key());
  }
}

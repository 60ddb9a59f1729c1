// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A key that a server makes for itself, with a certificate that it signs itself. Java has no
 * interface to make certificates, but a tool that does, which is in every run-time image.
 */
final class OwnCertificate implements TlsIdentities.Source {

  static final String FILE = "ftp-tls.p12";

  private static final String ALIAS = "dftp";

  /** The tool wants one. It keeps no secret: the key is guarded by the mode of its file. */
  static final String PASSWORD = "guarded-by-file-mode";

  private static final String PASSWORD_VARIABLE = "DFTP_STORE_PASSWORD";

  /** As long as public authorities allow at most. */
  private static final int DAYS = 397;

  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final int TOOL_SECONDS = 30;
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*");

  private final Path file;
  private final String name;
  private final List<String> hosts;
  private final InstantSource clock;

  OwnCertificate(Path folder, String name, List<String> hosts, InstantSource clock) {
    this.file = folder.resolve(FILE);
    this.name = name;
    this.hosts =
        hosts.stream()
            .filter(each -> isAddress(each) || HOST_NAME.matcher(each).matches())
            .map(each -> isAddress(each) ? written(each) : each)
            .distinct()
            .toList();
    this.clock = clock;
  }

  @Override
  public Object stamp() {
    // Every look of so rare looks may find that it is time to renew.
    return clock.instant();
  }

  @Override
  public TlsIdentity load() throws TlsFileException {
    if (!Files.exists(file)) {
      make();
    }
    TlsIdentity identity = read();
    if (isToRenew(identity)) {
      renew();
      identity = read();
    }
    return identity;
  }

  private boolean isToRenew(TlsIdentity identity) throws TlsFileException {
    return identity.goodUntil().isBefore(clock.instant().plus(RENEW_BEFORE))
        || !named(identity.certificate()).containsAll(hosts);
  }

  private Set<String> named(X509Certificate certificate) throws TlsFileException {
    Set<String> named = new HashSet<>();
    try {
      if (certificate.getSubjectAlternativeNames() != null) {
        certificate.getSubjectAlternativeNames().forEach(each -> named.add((String) each.get(1)));
      }
    } catch (GeneralSecurityException garbled) {
      throw new TlsFileException(file + " holds a garbled certificate", garbled);
    }
    return named;
  }

  private void make() throws TlsFileException {
    Path made = file.resolveSibling(FILE + ".new");
    try {
      Files.deleteIfExists(made);
      tool(
          made,
          List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"),
          List.of("-dname", "CN=" + name.replaceAll("[^A-Za-z0-9._-]", "-")));
      replaceBy(made);
    } catch (IOException failed) {
      throw new TlsFileException("Cannot keep a certificate at " + file, failed);
    }
  }

  /** Signs the same key anew, so that who trusts the key need not look again. */
  private void renew() throws TlsFileException {
    Path renewed = file.resolveSibling(FILE + ".new");
    try {
      Files.copy(file, renewed, StandardCopyOption.REPLACE_EXISTING);
      tool(renewed, List.of("-selfcert"), List.of());
      replaceBy(renewed);
    } catch (IOException failed) {
      throw new TlsFileException("Cannot renew the certificate at " + file, failed);
    }
  }

  private void replaceBy(Path made) throws IOException {
    if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
    }
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void tool(Path store, List<String> job, List<String> more) throws TlsFileException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(job);
    command.addAll(more);
    command.addAll(List.of("-alias", ALIAS, "-validity", Integer.toString(DAYS)));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", store.toString()));
    command.addAll(List.of("-storepass:env", PASSWORD_VARIABLE));
    if (!hosts.isEmpty()) {
      command.addAll(
          List.of(
              "-ext",
              "san=" + String.join(",", hosts.stream().map(OwnCertificate::alternative).toList())));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, PASSWORD);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said;
      try (InputStream output = process.getInputStream()) {
        said = new String(output.readNBytes(4096), UTF_8).strip();
      }
      if (!process.waitFor(TOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new TlsFileException("keytool of this Java could not make a certificate: " + said);
      }
    } catch (IOException missing) {
      throw new TlsFileException(
          "keytool of this Java cannot be run; give a certificate of your own", missing);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new TlsFileException("Interrupted while a certificate was made", stopped);
    }
  }

  private static String alternative(String host) {
    return (isAddress(host) ? "ip:" : "dns:") + host;
  }

  private static boolean isAddress(String host) {
    return InetAddresses.isInetAddress(host);
  }

  /** Returns an address as certificates show it. */
  private static String written(String address) {
    return InetAddresses.forString(address).getHostAddress();
  }

  private TlsIdentity read() throws TlsFileException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      PrivateKey key = (PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray());
      X509Certificate certificate = (X509Certificate) store.getCertificate(ALIAS);
      if (key == null || certificate == null) {
        throw new TlsFileException(file + " holds no key; remove it, and another one is made");
      }
      return TlsIdentity.of(key, List.of(certificate));
    } catch (IOException | GeneralSecurityException unreadable) {
      throw new TlsFileException(
          file + " cannot be read; remove it, and another one is made", unreadable);
    }
  }
}

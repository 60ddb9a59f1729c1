// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a server's certificate comes from, and how it is replaced. */
class TlsIdentitiesTest {

  private static final List<String> HOSTS = List.of("localhost", "127.0.0.1", "::1", "node_1");

  @TempDir Path folder;

  @Test
  void itMakesItsOwnAndKeepsIt() throws Exception {
    TlsIdentity made = own(Instant.now()).load();

    X509Certificate certificate = made.certificate();
    assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=n-1");
    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    assertThat(own(Instant.now()).load().fingerprint()).isEqualTo(made.fingerprint());
    assertThat(made.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    assertThat(Files.getPosixFilePermissions(folder.resolve(OwnCertificate.FILE)))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void itIsRenewedInTimeWithTheSameKey() throws Exception {
    TlsIdentity made = own(Instant.now()).load();

    TlsIdentity renewed = own(made.goodUntil().minus(Duration.ofDays(29))).load();

    assertThat(renewed.fingerprint()).isNotEqualTo(made.fingerprint());
    assertThat(renewed.certificate().getPublicKey()).isEqualTo(made.certificate().getPublicKey());
  }

  @Test
  void itIsRenewedForAnotherAddress() throws Exception {
    own(Instant.now()).load();

    TlsIdentity renewed =
        new OwnCertificate(folder, "n 1", List.of("10.1.2.3"), InstantSource.system()).load();

    assertThat(renewed.certificate().getSubjectAlternativeNames())
        .extracting(name -> String.valueOf(name.get(1)))
        .contains("10.1.2.3");
  }

  @Test
  void garbageIsNotTakenForOne() throws Exception {
    Files.writeString(folder.resolve(OwnCertificate.FILE), "garbage");

    assertThatThrownBy(() -> own(Instant.now()).load())
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining("remove it");
  }

  @Test
  void filesOfAnAuthorityAreRead() throws Exception {
    Pem pem = pem("a");

    assertThat(PemFiles.read(pem.certificate, pem.key).fingerprint()).isEqualTo(pem.fingerprint);
  }

  @Test
  void whatIsWrongWithFilesIsSaid() throws Exception {
    Pem pem = pem("a");
    Pem other = pem("b");
    Path garbage = Files.writeString(folder.resolve("garbage"), "garbage");
    Path old =
        Files.writeString(
            folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END");
    Path rsa = write("rsa.key", "PRIVATE KEY", rsaKey());

    assertRefused(pem.certificate, other.key, "is not the key");
    assertRefused(pem.certificate, rsa, "is not the key");
    assertRefused(pem.certificate, folder.resolve("none"), "there is no such file");
    assertRefused(pem.certificate, garbage, "openssl pkcs8 -topk8");
    assertRefused(pem.certificate, old, "\"EC PRIVATE KEY\"");
    assertRefused(garbage, pem.key, "certificate");
  }

  @Test
  void aLinkThatLeadsElsewhereIsFollowedAndABadFileIsNot() throws Exception {
    Pem first = pem("a");
    Pem second = pem("b");
    Path certificate = folder.resolve("live.crt");
    Path key = folder.resolve("live.key");
    swapLink(certificate, first.certificate);
    swapLink(key, first.key);
    CountedSource source = new CountedSource(new PemSource(certificate, key));
    try (TlsIdentities identities =
        new TlsIdentities(source, InstantSource.system(), Duration.ofMillis(20))) {
      assertThat(identities.get().fingerprint()).isEqualTo(first.fingerprint);

      swapLink(key, Files.writeString(folder.resolve("garbage"), "garbage"));
      until(() -> source.loads.get() > 1);
      assertThat(identities.get().fingerprint()).isEqualTo(first.fingerprint);

      swapLink(certificate, second.certificate);
      swapLink(key, second.key);
      until(() -> identities.get().fingerprint().equals(second.fingerprint));
    }
  }

  /** Tells how often it was loaded. */
  private record CountedSource(TlsIdentities.Source real, AtomicInteger loads)
      implements TlsIdentities.Source {

    CountedSource(TlsIdentities.Source real) {
      this(real, new AtomicInteger());
    }

    @Override
    public Object stamp() {
      return real.stamp();
    }

    @Override
    public TlsIdentity load() throws TlsFileException {
      loads.incrementAndGet();
      return real.load();
    }
  }

  private static void until(BooleanSupplier wanted) {
    Instant end = Instant.now().plusSeconds(20);
    while (!wanted.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  private OwnCertificate own(Instant now) {
    return new OwnCertificate(folder, "n 1", HOSTS, InstantSource.fixed(now));
  }

  private record Pem(Path certificate, Path key, String fingerprint) {}

  private Pem pem(String name) throws Exception {
    Path made = Files.createDirectory(folder.resolve(name));
    TlsIdentity identity = TestIdentity.in(made);
    return new Pem(
        write(name + ".crt", "CERTIFICATE", identity.certificate().getEncoded()),
        write(name + ".key", "PRIVATE KEY", TestIdentity.keyIn(made).getEncoded()),
        identity.fingerprint());
  }

  private Path write(String file, String type, byte[] bytes) throws Exception {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(file),
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  private static byte[] rsaKey() throws Exception {
    Key key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
    return key.getEncoded();
  }

  private void swapLink(Path link, Path target) throws Exception {
    Path made = folder.resolve("swap");
    Files.createSymbolicLink(made, target);
    Files.move(made, link, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void assertRefused(Path certificate, Path key, String reason) {
    assertThatThrownBy(() -> PemFiles.read(certificate, key))
        .isInstanceOf(TlsFileException.class)
        .hasMessageContaining(reason);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Identities of servers in tests, and clients that trust them. */
public final class TestIdentity {

  private TestIdentity() {}

  /** Makes one below a folder. */
  public static TlsIdentity in(Path folder) throws TlsFileException {
    return new OwnCertificate(
            folder, "test", List.of("localhost", "127.0.0.1"), InstantSource.system())
        .load();
  }

  /** Returns the key of the one that was made below a folder. */
  static PrivateKey keyIn(Path folder) throws Exception {
    try (InputStream in = Files.newInputStream(folder.resolve(OwnCertificate.FILE))) {
      char[] password = OwnCertificate.PASSWORD.toCharArray();
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return (PrivateKey) store.getKey("dftp", password);
    }
  }

  /** Returns a client's side that trusts nobody else, and has no session yet. */
  public static SSLContext clientOf(TlsIdentity identity) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", identity.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return context(trust);
  }

  private static SSLContext context(TrustManagerFactory trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A key and the certificates that go with it, ready for use. Immutable.
 *
 * @param chain the certificate of the key first, then who signed it
 */
public record TlsIdentity(List<X509Certificate> chain, List<KeyManager> keyManagers) {

  private static final String ALIAS = "dftp";

  /** In memory only, and it guards nothing there. */
  private static final char[] IN_MEMORY = "in memory".toCharArray();

  /** Keeps immutable copies. */
  public TlsIdentity {
    chain = List.copyOf(chain);
    keyManagers = List.copyOf(keyManagers);
  }

  /**
   * Makes one of a key and its certificates.
   *
   * @throws GeneralSecurityException if they do not go together
   */
  public static TlsIdentity of(PrivateKey key, List<X509Certificate> chain)
      throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(ALIAS, key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, IN_MEMORY);
      return new TlsIdentity(chain, List.of(factory.getKeyManagers()));
    } catch (IOException impossible) {
      throw new GeneralSecurityException("an empty key store was not made", impossible);
    }
  }

  /** Returns the certificate that clients see. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** Returns until when the first of the certificates that ends is good. */
  public Instant goodUntil() {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Returns the SHA-256 of the certificate, as clients show it: in pairs of digits with colons. */
  public String fingerprint() {
    return Fingerprints.sha256(certificate());
  }

  @Override
  public String toString() {
    return certificate().getSubjectX500Principal() + " " + fingerprint();
  }
}

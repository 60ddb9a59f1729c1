// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS between hosts that know a secret: version 1.3 alone, one suite, and a certificate of each
 * side that this process has made and nobody vouches for. TLS proves that the other side has the
 * key of its certificate; that it belongs to the cluster is proved right behind, by {@link
 * Challenge}, over the fingerprints of both. Safe for several threads.
 */
final class RingTls {

  private static final String[] PROTOCOLS = {"TLSv1.3"};
  private static final String[] SUITES = {"TLS_AES_128_GCM_SHA256"};

  /** What a side that is gone may hold up the end of a connection. */
  private static final long CLOSE_MILLIS = 1_000;

  private final SSLContext context;
  private final Executor handshakes;

  /**
   * Creates it with a fresh certificate.
   *
   * @param handshakes runs the slow steps of handshakes, so that a flood of them delays nothing
   *     else
   */
  RingTls(Executor handshakes) {
    this.context = context(EphemeralCertificate.fresh());
    this.handshakes = handshakes;
  }

  /** Returns the handler of a connection, whose handshake has no end by itself. */
  SslHandler handler(boolean dialling) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(dialling);
    engine.setEnabledProtocols(PROTOCOLS);
    engine.setEnabledCipherSuites(SUITES);
    if (!dialling) {
      engine.setNeedClientAuth(true);
    }
    SslHandler handler = new Handler(engine, handshakes);
    handler.setHandshakeTimeoutMillis(0);
    handler.setCloseNotifyFlushTimeoutMillis(CLOSE_MILLIS);
    return handler;
  }

  /** Returns the fingerprints of a session: the dialler's, then the other side's. */
  static byte[] fingerprints(SSLSession session, boolean dialling)
      throws SSLPeerUnverifiedException {
    byte[] mine = EphemeralCertificate.fingerprint(session.getLocalCertificates()[0]);
    byte[] theirs = EphemeralCertificate.fingerprint(session.getPeerCertificates()[0]);
    byte[] both = new byte[mine.length + theirs.length];
    System.arraycopy(dialling ? mine : theirs, 0, both, 0, mine.length);
    System.arraycopy(dialling ? theirs : mine, 0, both, mine.length, theirs.length);
    return both;
  }

  static SSLContext context(EphemeralCertificate certificate) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new OneKey(certificate)}, new TrustManager[] {new Anybody()}, null);
      // Nobody resumes one: each connection is proved anew. Zero would be without a bound.
      context.getServerSessionContext().setSessionCacheSize(1);
      context.getClientSessionContext().setSessionCacheSize(1);
      return context;
    } catch (GeneralSecurityException missing) {
      throw new AssertionError("every Java platform has TLS", missing);
    }
  }

  /** One that tells nobody's listener what it finds out when its connection is gone. */
  private static final class Handler extends SslHandler {

    Handler(SSLEngine engine, Executor tasks) {
      super(engine, tasks);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
      if (!context.isRemoved()) {
        super.exceptionCaught(context, cause);
      }
    }
  }

  /** Shows the one certificate that there is. */
  private static final class OneKey extends X509ExtendedKeyManager {

    private static final String ALIAS = "dftp";
    private static final String KEY_TYPE = "EC";

    private final EphemeralCertificate certificate;

    OneKey(EphemeralCertificate certificate) {
      this.certificate = certificate;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      for (String type : keyTypes) {
        if (type.equals(KEY_TYPE)) {
          return ALIAS;
        }
      }
      return null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return keyType.equals(KEY_TYPE) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return chooseEngineClientAlias(keyTypes, issuers, null);
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return new X509Certificate[] {certificate.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return certificate.key();
    }
  }

  /**
   * Takes every certificate: no authority knows those of processes. Whoever shows one has proved
   * nothing yet but that it has its key.
   */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      demandOne(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      demandOne(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      demandOne(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      demandOne(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      demandOne(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      demandOne(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }

    private static void demandOne(Certificate[] chain) throws CertificateException {
      if (chain.length != 1) {
        throw new CertificateException("one certificate of a process, not " + chain.length);
      }
    }
  }
}

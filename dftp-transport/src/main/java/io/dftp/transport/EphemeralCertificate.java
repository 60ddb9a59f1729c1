// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;

/**
 * A fresh key (P-256) and a certificate that it signs itself, which says nothing: TLS wants one.
 * Who its owner is, is proved by the cluster's secret and the {@link #fingerprint}.
 *
 * <p>Java reads certificates but has no interface to make them, and its tool takes a second of
 * processor time. So the one shape that is needed here is written out: X.509 (RFC 5280) in its
 * first version, which has no extensions, good for ever.
 */
record EphemeralCertificate(PrivateKey key, X509Certificate certificate) {

  static final int FINGERPRINT_BYTES = 32;

  private static final String CURVE = "secp256r1";
  private static final String SIGNATURE = "SHA256withECDSA";

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OBJECT_ID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  /** 1.2.840.10045.4.3.2 and 2.5.4.3. */
  private static final byte[] ECDSA_WITH_SHA256 = {
    0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2
  };

  private static final byte[] COMMON_NAME = {0x55, 4, 3};

  static EphemeralCertificate fresh() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      KeyPair pair = generator.generateKeyPair();
      byte[] name =
          der(
              SEQUENCE,
              der(SET, der(SEQUENCE, der(OBJECT_ID, COMMON_NAME), der(UTF8_STRING, utf8("dftp")))));
      byte[] algorithm = der(SEQUENCE, der(OBJECT_ID, ECDSA_WITH_SHA256));
      // RFC 5280, 4.1.2.5: the second one says that there is no end.
      byte[] validity =
          der(
              SEQUENCE,
              der(UTC_TIME, ascii("700101000000Z")),
              der(GENERALIZED_TIME, ascii("99991231235959Z")));
      byte[] toSign =
          der(
              SEQUENCE,
              der(INTEGER, new byte[] {1}),
              algorithm,
              name,
              validity,
              name,
              // Already of this form.
              pair.getPublic().getEncoded());
      byte[] whole =
          der(
              SEQUENCE,
              toSign,
              algorithm,
              der(BIT_STRING, new byte[] {0}, signed(toSign, pair.getPrivate())));
      Certificate read =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(whole));
      return new EphemeralCertificate(pair.getPrivate(), (X509Certificate) read);
    } catch (GeneralSecurityException missing) {
      throw new AssertionError("every Java platform has ECDSA with " + CURVE, missing);
    }
  }

  /** Returns the SHA-256 of a certificate. */
  static byte[] fingerprint(Certificate certificate) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    } catch (NoSuchAlgorithmException missing) {
      throw new AssertionError("every Java platform has SHA-256", missing);
    } catch (CertificateEncodingException impossible) {
      throw new AssertionError("it was read from its encoding", impossible);
    }
  }

  private static byte[] signed(byte[] bytes, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(SIGNATURE);
    signature.initSign(key);
    signature.update(bytes);
    return signature.sign();
  }

  /** One value of DER (ITU-T X.690): its tag, its length in as few bytes as can be, its parts. */
  private static byte[] der(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer value = ByteBuffer.allocate(4 + length).put((byte) tag);
    if (length < 0x80) {
      value.put((byte) length);
    } else if (length < 0x100) {
      value.put((byte) 0x81).put((byte) length);
    } else {
      value.put((byte) 0x82).putShort((short) length);
    }
    for (byte[] part : parts) {
      value.put(part);
    }
    byte[] bytes = new byte[value.flip().remaining()];
    value.get(bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** Says nothing about the key. */
  @Override
  public String toString() {
    return "certificate of a process";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads keys and certificates in the text form in which authorities hand them out (RFC 7468). */
final class PemFiles {

  private static final long MOST_BYTES = 1024 * 1024;
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private PemFiles() {}

  /** Reads a key and its certificates; fails with a message that says what to do. */
  static TlsIdentity read(Path certificates, Path key) throws TlsFileException {
    List<X509Certificate> chain = certificates(certificates);
    PrivateKey secret = key(key);
    try {
      if (!KeyPairs.goTogether(secret, chain.get(0).getPublicKey())) {
        throw new TlsFileException(
            key + " is not the key of the first certificate in " + certificates);
      }
      return TlsIdentity.of(secret, chain);
    } catch (GeneralSecurityException unusable) {
      throw new TlsFileException(
          "The key in " + key + " and the certificate in " + certificates + " cannot be used",
          unusable);
    }
  }

  private static List<X509Certificate> certificates(Path file) throws TlsFileException {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))) {
        chain.add((X509Certificate) each);
      }
      if (chain.isEmpty()) {
        throw new TlsFileException("There is no certificate in " + file);
      }
      return chain;
    } catch (GeneralSecurityException unreadable) {
      throw new TlsFileException(
          file + " does not hold certificates in PEM form (-----BEGIN CERTIFICATE-----)",
          unreadable);
    }
  }

  private static PrivateKey key(Path file) throws TlsFileException {
    String text = new String(bytes(file), ISO_8859_1);
    Matcher found = KEY.matcher(text);
    if (!found.find()) {
      Matcher other = OTHER_KEY.matcher(text);
      throw new TlsFileException(
          file
              + (other.find()
                  ? " holds a key of the form \"" + other.group(1) + "\""
                  : " holds no private key in PEM form")
              + "; make one that can be read with: openssl pkcs8 -topk8 -nocrypt -in "
              + file.getFileName());
    }
    PKCS8EncodedKeySpec encoded;
    try {
      encoded =
          new PKCS8EncodedKeySpec(Base64.getDecoder().decode(found.group(1).replaceAll("\\s", "")));
    } catch (IllegalArgumentException garbled) {
      throw new TlsFileException("The key in " + file + " is garbled", garbled);
    }
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException another) {
        // Nothing in the file says which it is but the key itself.
      } catch (GeneralSecurityException missing) {
        throw new TlsFileException("This Java cannot read keys of " + algorithm, missing);
      }
    }
    throw new TlsFileException("The key in " + file + " is not one of " + ALGORITHMS);
  }

  private static byte[] bytes(Path file) throws TlsFileException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TlsFileException(file + " is too large for keys or certificates");
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new TlsFileException("Cannot read " + file + ": " + reason(unreadable), unreadable);
    }
  }

  private static String reason(IOException failure) {
    return failure instanceof NoSuchFileException
        ? "there is no such file"
        : failure instanceof AccessDeniedException
            ? "this user may not read it"
            : failure.getClass().getSimpleName();
  }
}

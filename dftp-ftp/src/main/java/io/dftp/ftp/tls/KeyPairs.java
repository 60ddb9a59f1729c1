// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;

/** Tells whether two keys are halves of one pair. */
final class KeyPairs {

  private static final byte[] SAMPLE = {1, 2, 3};

  private KeyPairs() {}

  static boolean goTogether(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
    String scheme =
        switch (secret.getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "EdDSA";
        };
    try {
      Signature signing = Signature.getInstance(scheme);
      signing.initSign(secret);
      signing.update(SAMPLE);
      Signature verifying = Signature.getInstance(scheme);
      verifying.initVerify(open);
      verifying.update(SAMPLE);
      return verifying.verify(signing.sign());
    } catch (InvalidKeyException | SignatureException other) {
      return false;
    }
  }
}

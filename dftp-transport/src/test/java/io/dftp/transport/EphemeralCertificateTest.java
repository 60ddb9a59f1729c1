// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class EphemeralCertificateTest {

  @Test
  void javaReadsWhatWasWrittenAndFindsItSound() throws GeneralSecurityException {
    for (int i = 0; i < 50; i++) {
      X509Certificate made = EphemeralCertificate.fresh().certificate();
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(made.getEncoded()));

      read.verify(read.getPublicKey());
      read.checkValidity(Date.from(Instant.parse("9999-12-31T00:00:00Z")));
      assertThat(read.getSigAlgName()).isEqualTo("SHA256withECDSA");
      assertThat(read.getSubjectX500Principal().getName()).isEqualTo("CN=dftp");
      assertThat(((ECPublicKey) read.getPublicKey()).getParams().getOrder().bitLength())
          .isEqualTo(256);
    }
  }

  @Test
  void noTwoAreTheSameAndNoneTellsItsKey() {
    EphemeralCertificate one = EphemeralCertificate.fresh();
    EphemeralCertificate other = EphemeralCertificate.fresh();

    assertThat(EphemeralCertificate.fingerprint(one.certificate()))
        .hasSize(EphemeralCertificate.FINGERPRINT_BYTES)
        .isNotEqualTo(EphemeralCertificate.fingerprint(other.certificate()));
    assertThat(one.toString()).isEqualTo(other.toString());
  }
}

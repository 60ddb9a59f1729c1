// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {

  private static final String SECRET = "0123456789abcdef";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {SECRET, SECRET + "\n", SECRET + "\r\n"})
  void one_line_end_does_not_belong_to_the_secret(String content) throws IOException {
    ClusterSecret read = ClusterSecret.read(file(content, "rw-------"));

    assertThat(read.keyId()).isEqualTo(ClusterSecret.of(SECRET.getBytes(UTF_8)).keyId());
  }

  @ParameterizedTest
  @ValueSource(strings = {SECRET + "\n\n", SECRET + " ", " " + SECRET, SECRET + "\r"})
  void everything_else_belongs_to_it(String content) throws IOException {
    ClusterSecret read = ClusterSecret.read(file(content, "rw-------"));

    assertThat(read.keyId()).isNotEqualTo(ClusterSecret.of(SECRET.getBytes(UTF_8)).keyId());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
  void a_file_open_to_others_is_refused(String permissions) throws IOException {
    Path file = file(SECRET, permissions);

    assertThatThrownBy(() -> ClusterSecret.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("open to other users")
        .hasMessageContaining("chmod 600 " + file)
        .message()
        .doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--------"})
  void a_file_for_its_owner_alone_is_read(String permissions) throws IOException {
    assertThat(ClusterSecret.read(file(SECRET, permissions)).isNone()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "too-short-it-is", "too-short-it-is\n"})
  void a_short_secret_is_refused_and_not_repeated(String content) throws IOException {
    Path file = file(content, "rw-------");

    assertThatThrownBy(() -> ClusterSecret.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("needs at least 16")
        .message()
        .doesNotContain("short-it");
  }

  @Test
  void a_file_that_is_too_long_is_refused() throws IOException {
    Path longest = file("x".repeat(1024) + "\r\n", "rw-------");
    assertThat(ClusterSecret.read(longest).isNone()).isFalse();
    Path longer = file("x".repeat(1025), "rw-------");
    assertThatThrownBy(() -> ClusterSecret.read(longer)).hasMessageContaining("more than 1024");
    Path endless = file("x".repeat(1 << 20), "rw-------");
    assertThatThrownBy(() -> ClusterSecret.read(endless)).hasMessageContaining("more than 1024");
  }

  @Test
  void what_is_no_file_is_named() {
    assertThatThrownBy(() -> ClusterSecret.read(folder.resolve("none")))
        .hasMessageContaining("there is no secret file")
        .hasMessageContaining("none");
    assertThatThrownBy(() -> ClusterSecret.read(folder)).hasMessageContaining("is not a file");
  }

  @Test
  void a_secret_does_not_show_itself_and_each_purpose_has_a_key_of_its_own() {
    ClusterSecret secret = ClusterSecret.of(SECRET.getBytes(UTF_8));

    assertThat(secret.toString()).startsWith("secret ").doesNotContain(SECRET);
    assertThat(secret.connectionKey()).isNotEqualTo(secret.datagramKey());
    for (byte[] key : List.of(secret.connectionKey(), secret.datagramKey())) {
      assertThat(Arrays.copyOf(key, secret.keyId().length)).isNotEqualTo(secret.keyId());
    }
    assertThat(TransportConfig.loopback("c", TcpNetwork.config(1).uid(), 1).withSecret(secret))
        .asString()
        .doesNotContain(SECRET);
  }

  @Test
  void keys_are_derived_as_in_rfc_5869() {
    // Test case 1 of its appendix, the first block of the output, with keys made by this class.
    byte[] ikm = new byte[22];
    Arrays.fill(ikm, (byte) 0x0b);
    byte[] salt = new byte[13];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) i;
    }
    byte[] info = new byte[10];
    for (int i = 0; i < info.length; i++) {
      info[i] = (byte) (0xf0 + i);
    }
    byte[] key = Hmac.of(salt, ikm);

    assertThat(key)
        .isEqualTo(hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"));
    assertThat(Hmac.of(key, info, new byte[] {1}))
        .isEqualTo(hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private Path file(String content, String permissions) throws IOException {
    Path file = Files.createTempFile(folder, "secret", "");
    Files.writeString(file, content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}

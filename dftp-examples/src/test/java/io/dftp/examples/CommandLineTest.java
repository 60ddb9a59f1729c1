// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says to wrong input, before anything is opened. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CommandLineTest {

  @TempDir private Path config;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frob                            | 'frob'",
        "chaos --faults kill,fire       | --faults: there is no fire",
        "chaos --nodes 3                 | --nodes must be at least 4, not 3",
        "node --bogus                    | '--bogus'",
        "node --ftp-prt 2121             | or --ftp-port?",
        "node extra                      | 'extra'",
        "node --ftp-port                 | --ftp-port",
        "node --ftp-port abc             | 'abc' is not an int",
        "node --ftp-port 0               | --ftp-port must be 1 to 65535, not 0",
        "node --ftp-port 65536           | not 65536",
        "node --ring-port -1             | --ring-port must be 1 to 65535, not -1",
        "node --discovery-port 70000     | --discovery-port must be 1 to 65535",
        "node --bind 0.0.0.0             | --bind 0.0.0.0 is refused without --secret-file",
        "node --bind 192.0.2.1           | --bind 192.0.2.1 is refused without --secret-file",
        "node --bind ::                  | --bind :: is refused without --secret-file",
        "node --bind 192.0.2.1 --ring-clear | --ring-clear is refused with --bind 192.0.2.1",
        "node --ftp-bind 0.0.0.0         | --ftp-bind 0.0.0.0 is refused without --user",
        "node --secret-file no/such      | there is no secret file 'no/such'",
        "node --secret-file /            | the secret file '/' is not a file",
        "status --ring a:1 --secret-file no/such | there is no secret file 'no/such'",
        "node --bind no.such.invalid     | 'no.such.invalid' is not an address",
        "node --advertise 127.0.0.1:21   | --advertise takes an address without a port",
        "node --user solo                | --user solo has no password, and there is no terminal",
        "node --user solo: | --user takes NAME or NAME:PASS",
        "node --user a --password-file no/such | --password-file no/such: there is no such file",
        "node --user a:b --password-file x | is given 1 times, and 0 times --user",
        "node --user a --user b --password-file x | give one for each",
        "status --ring a:1 --no-secret --secret-file x | exclude each other",
        "secret                          | Missing required subcommand",
        "node --user :secret             | --user takes NAME or NAME:PASS",
        "node --user a:b --user a:c      | names 'a' twice",
        "node --seed 127.0.0.1           | --seed: expected HOST:PORT, not '127.0.0.1'",
        "node --seed 127.0.0.1:0         | --seed: port must be 1..65535, not 0",
        "node --discovery smoke          | 'dns:NAME[:PORT]' with commas between them, not 'smoke'",
        "node --discovery none,broadcast | not 'none'",
        "node --discovery broadcast,     | not ''",
        "node --discovery dns:db         | dns:db needs a port",
        "node --discovery dns:db:x       | with a number for the port, not 'db:x'",
        "node --discovery dns::4         | expected HOST:PORT",
        "node --replicas 0               | --replicas must be 1 to 7, not 0",
        "node --replicas 8               | --replicas must be 1 to 7, not 8",
        "node --scrub-period 0           | --scrub-period must be 1 to 31536000 seconds, not 0",
        "node --name two,words           | --name takes 1 to 64 letters",
        "node --cluster a/b              | --cluster takes 1 to 64 letters",
        "node --ftp-port 1 --ftp-port 2  | specified only once",
        "status                          | '--ring=HOST:PORT'",
        "status --ring here              | --ring: expected HOST:PORT, not 'here'",
        "status --ring 127.0.0.1:1 --wait -1 | --wait must not be negative",
        "status --ring 127.0.0.1:1 --timeout 0 | --timeout must be at least 1",
        "watch                           | '--ring=HOST:PORT'",
        "watch --ring here               | --ring: expected HOST:PORT, not 'here'",
        "watch --ring 127.0.0.1:1 --every 0 | --every must be at least 1",
        "watch --ring 127.0.0.1:1 --silent-after 0 | --silent-after must be at least 1",
        "check nodes                     | '--ring=HOST:PORT'",
        "check nodes --ring here         | --ring: expected HOST:PORT, not 'here'",
        "check nodes --ring 127.0.0.1:1 --lookups -1 | --lookups must not be negative",
        "check nodes --ring 127.0.0.1:1 --lookups x  | 'x' is not an int",
        "check nodes --ring 127.0.0.1:1 --nodes -2   | --nodes must not be negative",
        "check nodes --ring 127.0.0.1:1 --wait -1    | --wait must not be negative",
        "sim determinism --seeds 0       | --seeds must be at least 1, not 0",
        "demo --quit                     | '--quit'"
      })
  void wrongInputIsOneLineAndExitCodeTwo(String arguments, String complaint) {
    int code = run(arguments.isEmpty() ? new String[0] : arguments.split(" +"));

    assertThat(code).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err)).startsWith("dftp: ").contains(complaint).contains("--help'");
    assertThat(text(err).lines()).hasSize(1);
  }

  @Test
  void theNameAloneShowsFirstStepsAndIsExitCodeTwo() {
    assertThat(run()).isEqualTo(2);

    assertThat(text(out)).isEmpty();
    assertThat(text(err)).startsWith("dftp: ").contains("dftp demo --exit", "dftp --help");
    assertThat(text(err).lines()).allMatch(line -> line.length() < 80).hasSizeLessThan(12);
  }

  @Test
  void aPasswordIsNotRepeatedInAComplaint() {
    run("node", "--user", "a:secret", "--user", "a:hidden");

    assertThat(text(err)).doesNotContain("secret").doesNotContain("hidden");
  }

  @Test
  void theOwnSecretIsPrintedAloneAndStaysTheSame() {
    assertThat(run("secret", "show")).isZero();
    assertThat(text(out)).matches("[A-Za-z0-9+/]{43}=\\R");
    assertThat(text(err)).isEmpty();

    assertThat(run("secret", "show")).isZero();
    assertThat(text(out).lines().distinct()).hasSize(1);
  }

  @Test
  void aWrongOptionMakesNoSecret() {
    run("node", "--replicas", "9");
    run("node", "--user", "a");
    run("status", "--ring", "127.0.0.1:1");

    assertThat(config).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "status --ring 127.0.0.1:1",
    "check nodes --ring 127.0.0.1:1",
    "fsck --ring 127.0.0.1:1",
    "forget n1 --ring 127.0.0.1:1"
  })
  void aNodeThatDoesNotAnswerIsOneLineAndExitCodeTwo(String arguments) {
    int code = run(arguments.split(" "));

    assertThat(code).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err)).startsWith("dftp: ").contains("127.0.0.1:1");
    assertThat(text(err).lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "--help",
    "node --help",
    "status --help",
    "check nodes --help",
    "demo --help",
    "--version"
  })
  void helpGoesToStandardOutput(String arguments) {
    int code = run(arguments.split(" "));

    assertThat(code).isZero();
    assertThat(text(out)).contains("dftp");
    assertThat(text(err)).isEmpty();
  }

  private int run(String... arguments) {
    return Main.run(
        Map.of("DFTP_CONFIG_DIR", config.toString()),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command that compares two JVMs, and that it does see a difference. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DeterminismCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void twoJvmsGiveTheSameTraces() {
    int code = run("--seeds", "5", "--seed", "42");

    assertThat(code).as("%s%s", text(out), text(err)).isZero();
    assertThat(text(out)).startsWith("5 of 5 seeds gave the same trace in two JVMs; ");
  }

  @Test
  void aJvmThatRunsOtherwiseIsSeen(@TempDir Path directory) throws Exception {
    run("--seeds", "3", "--print");
    List<String> lines = text(out).lines().toList();
    assertThat(lines).hasSize(3);
    out.reset();
    Path lying = directory.resolve("java");
    String third = lines.get(2).replaceAll(" [0-9a-f]{64} ", " " + "0".repeat(64) + " ");
    Files.writeString(
        lying,
        "#!/bin/sh\necho '"
            + lines.get(0)
            + "'\necho '"
            + lines.get(1)
            + "'\necho '"
            + third
            + "'\n");
    Files.setPosixFilePermissions(lying, PosixFilePermissions.fromString("rwx------"));

    int code = run("--seeds", "3", "--java", lying.toString());

    assertThat(code).isEqualTo(1);
    assertThat(text(out)).startsWith("here 3 ").contains("2 of 3 seeds gave the same trace");
  }

  @Test
  void aJvmThatEndsEarlyIsSeen() {
    int code = run("--seeds", "3", "--java", "/bin/true");

    assertThat(code).isEqualTo(1);
    assertThat(text(err)).contains("the second JVM ended before seed 1");
  }

  @Test
  void noSuchJavaIsTheUsersToPutRight() {
    int code = run("--seeds", "3", "--java", "/no/such/java");

    assertThat(code).isEqualTo(2);
    assertThat(text(err)).startsWith("dftp: --java: cannot start /no/such/java").hasLineCount(1);
  }

  private int run(String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "sim";
    arguments[1] = "determinism";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return Main.run(
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Where the passwords of users come from. */
class PasswordInputTest {

  @TempDir private Path folder;

  private String standardInput = "";
  private Optional<String> typed = Optional.empty();

  @ParameterizedTest
  @ValueSource(strings = {"päss word", "päss word\n", "päss word\r\n"})
  void aFileOfOneLine(String content) throws IOException {
    assertThat(accounts("--user", "me", "--password-file", file(content).toString()))
        .isEqualTo(Map.of("me", "päss word"));
  }

  @Test
  void eachUserHasAFileInTheSameOrderAndAPasswordOfTheOldFormNeedsNone() throws IOException {
    standardInput = "third\nfourth\n";

    assertThat(
            accounts(
                "--user",
                "a",
                "--user",
                "b:second",
                "--user",
                "c",
                "--user",
                "d",
                "--password-file",
                file("first").toString(),
                "--password-file",
                "-",
                "--password-file",
                "-"))
        .isEqualTo(Map.of("a", "first", "b", "second", "c", "third", "d", "fourth"));
  }

  @Test
  void withoutAFileTheTerminalIsAsked() {
    typed = Optional.of("typed");

    assertThat(accounts("--user", "me")).isEqualTo(Map.of("me", "typed"));
  }

  @Test
  void withoutATerminalTheUserIsToldWhatToDo() {
    assertRefused("give --password-file FILE", "--user", "me");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFileThatOthersMayReadIsRefused() throws IOException {
    Path file = file("hidden");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertRefused("chmod 600 " + file, "--user", "me", "--password-file", file.toString());
  }

  @Test
  void whatIsNotOneLineIsRefused() throws IOException {
    assertRefused("is empty", "--user", "me", "--password-file", file("").toString());
    assertRefused("is empty", "--user", "me", "--password-file", "-");
    assertRefused(
        "more than one line", "--user", "me", "--password-file", file("hidden\nb").toString());
    assertRefused(
        "at most 1024 bytes", "--user", "me", "--password-file", file("x".repeat(1030)).toString());
    assertRefused("cannot be read", "--user", "me", "--password-file", folder.toString());
    typed = Optional.of("");
    assertRefused("is empty", "--user", "me");
  }

  @Test
  void onlyAPasswordOnTheCommandLineIsWarnedOf() throws IOException {
    assertThat(options("--user", "me:secret").showsPassword()).isTrue();
    assertThat(options("--user", "me", "--password-file", "f").showsPassword()).isFalse();
  }

  private void assertRefused(String advice, String... options) {
    assertThatThrownBy(() -> accounts(options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(advice)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("hidden");
  }

  private Map<String, String> accounts(String... options) {
    return options(options)
        .accounts(
            new PasswordInput(
                new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)),
                typed.map(answer -> question -> answer)));
  }

  private static UserOptions options(String... options) {
    UserOptions parsed = new UserOptions();
    new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("users", mixin(parsed)))
        .parseArgs(options);
    return parsed;
  }

  private static CommandLine.Model.CommandSpec mixin(UserOptions options) {
    return CommandLine.Model.CommandSpec.forAnnotatedObject(options);
  }

  private Path file(String content) throws IOException {
    Path file = Files.createTempFile(folder, "password", null);
    Files.writeString(file, content);
    return file;
  }
}

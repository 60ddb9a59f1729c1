// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Gets passwords from where others cannot see them: files, standard input, a terminal.
 *
 * <p>Every failure is an {@link IllegalArgumentException} for the user, without the password.
 */
final class PasswordInput {

  static final int MAX_BYTES = 1024;

  private static final String STANDARD_INPUT = "-";
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private final InputStream standardInput;
  private final Optional<UnaryOperator<String>> terminal;

  /**
   * Creates it.
   *
   * @param terminal prints a question and returns what is typed, unseen; if there is a terminal
   */
  PasswordInput(InputStream standardInput, Optional<UnaryOperator<String>> terminal) {
    this.standardInput = standardInput;
    this.terminal = terminal;
  }

  /** Returns that of this process. */
  static PasswordInput ofProcess() {
    return new PasswordInput(
        System.in, Terminal.console().map(console -> question -> typed(console, question)));
  }

  /** Asks for the password of a user. */
  String ask(String user) {
    String typed =
        terminal
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--user "
                            + user
                            + " has no password, and there is no terminal to ask for it; give"
                            + " --password-file FILE, or --password-file - for standard input"))
            .apply("Password of " + user + ": ");
    return notEmpty(typed, "the password of " + user);
  }

  /** Returns the password in a file, or in the next line of standard input for {@code -}. */
  String read(String file) {
    String what = "--password-file " + file;
    try {
      if (file.equals(STANDARD_INPUT)) {
        return notEmpty(line(standardInput, what), what);
      }
      Path path = Path.of(file);
      if (!Files.isReadable(path) || Files.isDirectory(path)) {
        throw new IllegalArgumentException(what + ": there is no such file, or it cannot be read");
      }
      refuseOthers(path, what);
      byte[] content;
      try (InputStream in = Files.newInputStream(path)) {
        content = in.readNBytes(MAX_BYTES + 3);
      }
      InputStream in = new ByteArrayInputStream(content);
      String password = line(in, what);
      if (in.available() > 0) {
        throw new IllegalArgumentException(what + ": it has more than one line");
      }
      return notEmpty(password, what);
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(what + ": " + Main.reason(e), e);
    }
  }

  private static void refuseOthers(Path file, String what) throws IOException {
    Set<PosixFilePermission> permissions;
    try {
      permissions = Files.getPosixFilePermissions(file);
    } catch (UnsupportedOperationException notPosix) {
      return;
    }
    if (permissions.stream().anyMatch(OTHERS::contains)) {
      throw new IllegalArgumentException(
          what + " is open to other users; close it with: chmod 600 " + file);
    }
  }

  /** Takes one line and no byte more, for the next one may be another password. */
  private static String line(InputStream in, String what) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.size() > MAX_BYTES) {
        throw new IllegalArgumentException(
            what + ": a password has at most " + MAX_BYTES + " bytes");
      }
      line.write(next);
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(line.toByteArray()))
              .toString();
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(what + ": that is not UTF-8", e);
    }
  }

  private static String notEmpty(String password, String what) {
    if (password.isEmpty()) {
      throw new IllegalArgumentException(what + " is empty");
    }
    return password;
  }

  private static String typed(Console console, String question) {
    char @Nullable [] typed = console.readPassword("%s", question);
    return typed == null ? "" : new String(typed);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients read of a failure tells nothing of the machine. */
final class LocalErrorsTest {

  static Stream<IOException> failures() {
    return Stream.of(
        new IOException("/srv/data/f: Input/output error"),
        new IOException(new IllegalStateException("closed")),
        new IOException(),
        new FileSystemLoopException("/srv/data/f"),
        new FileSystemException("/srv/data/f", "/srv/data/g", "java.io.IOException: /srv"),
        new FileSystemException("/srv/data/f"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void noPathAndNoClassIsShown(IOException failure) {
    FileError error = LocalErrors.of(failure);

    assertThat(error.kind()).isEqualTo(FileError.Kind.FAILED);
    assertThat(error.getMessage()).doesNotContain("srv", "java", "Exception", "null");
    assertThat(error).hasCause(failure);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.files.FileError;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileErrorRepliesTest {

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND,550,550", "NOT_A_DIRECTORY,550,550", "IS_A_DIRECTORY,550,550", "EXISTS,550,550",
    "NOT_EMPTY,550,550", "NAME_NOT_ALLOWED,553,553", "READ_ONLY,553,553", "BAD_OFFSET,554,554",
    "NO_HOLDER,450,450", "FAILED,451,451", "MAY_HAVE_HAPPENED,451,451", "STORE_FULL,452,552",
    "QUOTA,552,552",
  })
  void everyKindHasItsCode(FileError.Kind kind, int before, int during) {
    FileError error = new FileError(kind, "because");
    CompletionException wrapped = new CompletionException(new CompletionException(error));

    assertThat(FileErrorReplies.beforeTransfer(error).code().number()).isEqualTo(before);
    assertThat(FileErrorReplies.duringTransfer(wrapped).code().number()).isEqualTo(during);
    assertThat(FileErrorReplies.duringTransfer(wrapped).lines()).containsExactly("because");
  }

  @ParameterizedTest
  @CsvSource({"451"})
  void whatThePortForbidsIsALocalError(int code) {
    assertThat(FileErrorReplies.beforeTransfer(new IllegalStateException("x")).code().number())
        .isEqualTo(code);
  }
}

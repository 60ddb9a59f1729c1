// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

  @ParameterizedTest
  @CsvSource({
    "226, 226 Stored on 3 hosts., DONE",
    "550, 550 No such file or directory., DENIED",
    "450, 450 No host that holds it can be reached; try again later., REFUSED",
    "452, 452 The store is full., REFUSED",
    "451, '451 It cannot be done now, and has not happened.', REFUSED",
    "451, 451 The name is being moved; try again., REFUSED",
    "451, 451 No answer in time; it may yet happen., UNKNOWN",
    "451, '451 It is at its new place, and may be at the old one too.', UNKNOWN",
    "451, 451 An internal error., UNKNOWN",
    "421, 421 Good bye., UNKNOWN",
  })
  void tellsApartWhatHasNotHappenedAndWhatMayHave(int code, String text, Answer.Kind kind) {
    assertThat(Answer.reply(code, text).kind()).isEqualTo(kind);
  }
}

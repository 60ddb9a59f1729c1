// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FtpPathTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "/a/b, c, /a/b/c",
        "/a/b, /c, /c",
        "/a/b, .., /a",
        "/a/b, ../../../.., /",
        "/a/b, ./c/./d/, /a/b/c/d",
        "/a/b, //c//d, /c/d",
        "/a/b, g[1]*.txt, /a/b/g[1]*.txt",
        "/a, '...', /a/'...'",
        "/, \"  x \", \"/  x \"",
        "/a, -x, /a/-x",
      })
  void aPathIsFollowed(String from, String argument, String expected) {
    assertThat(FtpPath.of(from).resolve(argument)).hasToString(expected);
  }

  @Test
  void anEmptyArgumentStaysWhereItIs() {
    assertThat(FtpPath.of("/a").resolve("")).hasToString("/a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\rb", "a\nb", "\ud800"})
  void charactersThatCannotBeInANameAreRefused(String name) {
    assertThatThrownBy(() -> FtpPath.root().resolve(name)).isInstanceOf(InvalidNameException.class);
    assertThat(FtpPath.isValidName(name)).isFalse();
  }

  @Test
  void aNameHasAtMost255BytesOfUtf8() {
    String longest = "\u00e4".repeat(127) + "x";

    assertThat(FtpPath.root().child(longest).name()).isEqualTo(longest);
    assertThatThrownBy(() -> FtpPath.root().child(longest + "x"))
        .isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> FtpPath.root().child("")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> FtpPath.root().child("..")).isInstanceOf(InvalidNameException.class);
    assertThatThrownBy(() -> FtpPath.root().child("a/b")).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void theDepthIsBounded() {
    String deepest = "/a".repeat(FtpPath.MAX_DEPTH);

    assertThat(FtpPath.of(deepest).names()).hasSize(FtpPath.MAX_DEPTH);
    assertThatThrownBy(() -> FtpPath.of(deepest + "/a")).isInstanceOf(InvalidNameException.class);
  }

  @Test
  void namesSortByUnsignedBytes() {
    assertThat(
            List.of("\ud83d\ude00", "\uffee", "z", "\u00e4", "B", "a").stream()
                .sorted(FtpPath.NAME_ORDER))
        .containsExactly("B", "a", "z", "\u00e4", "\uffee", "\ud83d\ude00");
  }

  @Property
  void whatIsWrittenIsReadBack(@ForAll("names") List<String> names) {
    FtpPath path = new FtpPath(names);

    assertThat(FtpPath.of(path.toString())).isEqualTo(path);
    assertThat(FtpPath.of("/x/y").resolve(path.toString())).isEqualTo(path);
    assertThat(path.startsWith(path.parent())).isTrue();
    assertThat(path.isRoot() ? path : path.parent().child(path.name())).isEqualTo(path);
  }

  @Property
  void noArgumentLeadsOutOfTheTree(@ForAll("arguments") String argument) {
    FtpPath path = FtpPath.of("/a/b").resolve(argument);

    assertThat(path.names()).doesNotContain("", ".", "..").noneMatch(name -> name.contains("/"));
  }

  @Provide
  Arbitrary<List<String>> names() {
    return Arbitraries.strings()
        .all()
        .ofMinLength(1)
        .ofMaxLength(20)
        .filter(FtpPath::isValidName)
        .list()
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> arguments() {
    return Arbitraries.of("..", ".", "/", "a", "b ", "//", "../")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}

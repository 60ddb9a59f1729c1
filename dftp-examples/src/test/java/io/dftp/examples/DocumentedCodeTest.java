// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each piece of Java in docs/SIMULATION.md and in the pages of packages stands, line by line, in a
 * file that a test runs.
 */
class DocumentedCodeTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- from (\\S+) -->\n)?```java\n(.*?)```", Pattern.DOTALL);

  private static final Pattern JAVADOC =
      Pattern.compile(
          "\\{@code\\s+(\\S+\\.java)\\}:\\s+<pre>\\{@code\n(.*?)\n *\\}</pre>", Pattern.DOTALL);

  @Test
  void everyExampleInThePagesOfPackagesIsPartOfTheFileThatItNames() throws IOException {
    for (String page :
        List.of(
            "dftp-core/src/main/java/io/dftp/chord/package-info.java",
            "dftp-transport/src/main/java/io/dftp/transport/package-info.java")) {
      String text = Files.readString(ROOT.resolve(page)).replaceAll("(?m)^ \\* ?", "");
      Matcher example = JAVADOC.matcher(text);

      assertThat(example.find()).as(page).isTrue();
      assertThat(stripped(Files.readString(ROOT.resolve(example.group(1)))))
          .contains(stripped(example.group(2)));
    }
  }

  @Test
  void everyBlockIsPartOfTheFileThatItNames() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/SIMULATION.md"));
    Matcher blocks = BLOCK.matcher(page);
    List<String> seen = new ArrayList<>();
    while (blocks.find()) {
      assertThat(blocks.group(1)).as("the file of%n%s", blocks.group(2)).isNotNull();
      String source = Files.readString(ROOT.resolve(blocks.group(1)));

      assertThat(stripped(source)).contains(stripped(blocks.group(2)));
      seen.add(blocks.group(1));
    }
    assertThat(seen).hasSizeGreaterThanOrEqualTo(4);
  }

  /** The outside project has what a user gets who copies the properties. */
  @Test
  void thePropertiesOfTheOutsideProjectAreACopy() throws IOException {
    Path examples = ROOT.resolve("dftp-examples/src");
    String name = "RingInvariantsProperties.java";
    String copy =
        Files.readString(
            examples.resolve("it/outside-project/src/test/java/com/example/phonebook/" + name));
    String original = Files.readString(examples.resolve("test/java/io/dftp/examples/" + name));

    assertThat(copy)
        .isEqualTo(original.replace("package io.dftp.examples;", "package com.example.phonebook;"));
  }

  private static String stripped(String code) {
    StringBuilder text = new StringBuilder("\n");
    code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}

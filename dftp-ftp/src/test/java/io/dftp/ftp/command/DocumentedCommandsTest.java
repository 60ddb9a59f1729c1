// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The document of FTP names the commands that there are, and no others. */
class DocumentedCommandsTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "FTP.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\| ");
  private static final Pattern WORD = Pattern.compile("`([A-Z]{3,4})`");

  private final CommandTable table = CommandTable.standard();

  @Test
  void everyCommandIsDescribedAndEveryDescribedOneIsThere() throws IOException {
    String text = Files.readString(DOCUMENT);

    Set<String> described = new TreeSet<>();
    Matcher row = ROW.matcher(text);
    while (row.find()) {
      words(row.group(1), described);
    }
    Set<String> named = new TreeSet<>();
    words(text, named);

    assertThat(described).isNotEmpty().allMatch(table::knows);
    assertThat(named).containsAll(table.verbs());
  }

  private static void words(String text, Set<String> into) {
    Matcher word = WORD.matcher(text);
    while (word.find()) {
      into.add(word.group(1));
    }
  }
}

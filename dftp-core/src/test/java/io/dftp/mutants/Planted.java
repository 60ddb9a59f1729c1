// SPDX-License-Identifier: Apache-2.0
package io.dftp.mutants;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the source of a class and plants a mutant in it. */
final class Planted {

  private static final Pattern TOKEN = Pattern.compile("\\w+|\\S");

  private Planted() {}

  /** Returns the changed source; fails when the code has moved. */
  static String source(SourceMutant mutant) throws IOException {
    Path file =
        Path.of(System.getProperty("basedir", ""))
            .resolve("src/main/java")
            .resolve((mutant.home() + "." + mutant.source()).replace('.', '/') + ".java");
    String source = Files.readString(file);
    for (SourceMutant.Edit edit : mutant.edits()) {
      source = changed(source, edit, mutant);
    }
    return source;
  }

  private static String changed(String source, SourceMutant.Edit edit, SourceMutant mutant) {
    Matcher matcher = inAnyLayout(edit.original()).matcher(source);
    if (!matcher.find()) {
      fail(
          "mutant '%s': the snippet '%s' is not in %s; the code has moved, plant it anew",
          mutant.name(), edit.original(), mutant.source());
    }
    int start = matcher.start();
    int end = matcher.end();
    if (matcher.find()) {
      fail(
          "mutant '%s': the snippet '%s' is in %s more than once; take a longer one",
          mutant.name(), edit.original(), mutant.source());
    }
    return source.substring(0, start) + edit.replaced() + source.substring(end);
  }

  /** A formatter may break lines elsewhere. */
  private static Pattern inAnyLayout(String code) {
    StringBuilder pattern = new StringBuilder();
    Matcher tokens = TOKEN.matcher(code);
    boolean afterWord = false;
    while (tokens.find()) {
      boolean word = Character.isJavaIdentifierPart(tokens.group().charAt(0));
      if (!pattern.isEmpty()) {
        pattern.append(afterWord && word ? "\\s+" : "\\s*");
      }
      pattern.append(Pattern.quote(tokens.group()));
      afterWord = word;
    }
    return Pattern.compile(pattern.toString());
  }
}

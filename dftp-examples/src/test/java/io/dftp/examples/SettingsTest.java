// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SettingsTest {

  @TempDir private Path folder;

  private final CommandLine node = new CommandLine(new NodeCommand());
  private final Map<String, String> environment = new HashMap<>();
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("dftp.properties");
    environment.put("DFTP_CONFIG_DIR", folder.resolve("config").toString());
  }

  @Test
  void theCommandLineComesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    Files.writeString(file, "ftp-port = 1\nring-port = 2\nreplicas = 3\nname = n\n");
    environment.put("DFTP_RING_PORT", "5");
    environment.put("DFTP_REPLICAS", "6");

    assertThat(complete("node", "--config", file.toString(), "--replicas=7"))
        .containsExactlyInAnyOrder(
            "node",
            "--ftp-port=1",
            "--ring-port=5",
            "--name=n",
            "--config",
            file.toString(),
            "--replicas=7");
  }

  @Test
  void theEnvironmentNamesTheFileToo() throws IOException {
    Files.writeString(file, "ftp-port = 1\n");
    environment.put("DFTP_CONFIG", file.toString());

    assertThat(complete("node")).containsExactly("node", "--ftp-port=1");
  }

  @Test
  void aListHasCommasAndIsReplacedAsAWhole() throws IOException {
    Files.writeString(file, "seed = a:1, b:2\n");
    String config = "--config=" + file;

    assertThat(complete("node", config))
        .containsExactly("node", "--seed=a:1", "--seed=b:2", config);
    assertThat(complete("node", config, "--seed", "c:3"))
        .containsExactly("node", config, "--seed", "c:3");
  }

  /** The passwords of the file are those of its users. */
  @Test
  void usersAndTheirPasswordsAreFromOnePlace() throws IOException {
    Files.writeString(file, "user = a\npassword-file = of-a\n");
    String config = "--config=" + file;

    assertThat(complete("node", config, "--user", "b"))
        .containsExactly("node", config, "--user", "b");
    environment.put("DFTP_USER", "c");
    assertThat(complete("node", config)).containsExactly("node", "--user=c", config);
  }

  @Test
  void otherCommandsTakeNothingFromIt() {
    environment.put("DFTP_REPLICAS", "6");

    assertThat(complete("status", "--ring", "a:1")).containsExactly("status", "--ring", "a:1");
  }

  @Test
  void whatCannotBeReadIsOneLineThatNamesIt() throws IOException {
    Files.writeString(file, "ftp-prt = 2121\n");
    assertThat(complain("node", "--config", file.toString()))
        .contains(file.toString(), "no setting 'ftp-prt'", "ftp-port");
    Files.writeString(file, "name = \\u00zz\n");
    assertThat(complain("node", "--config", file.toString())).contains(file.toString());
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE});
    assertThat(complain("node", "--config", file.toString())).contains(file.toString());
    assertThat(complain("node", "--config", folder.toString())).contains(folder.toString());
    assertThat(complain("node", "--config", "no/such")).contains("configuration file 'no/such'");
    assertThat(complain("node", "--config")).contains("--config");
    Files.writeString(file, "replicas = many\n");
    assertThat(complain("config", "show", "--config", file.toString())).contains("'many'");
  }

  @Test
  void noPasswordBelongsThere() throws IOException {
    Files.writeString(file, "user = a:hidden\n");

    assertThat(complain("node", "--config", file.toString()))
        .contains("password-file")
        .doesNotContain("hidden");
    environment.put("DFTP_USER", "b:covered");
    assertThat(complain("node")).contains("DFTP_USER").doesNotContain("covered");
  }

  /** Every setting that there is, each with another value than by default. */
  @Test
  void whatIsShownIsAFileThatSaysTheSame() throws IOException {
    Settings.options(node)
        .forEach(
            (key, option) ->
                environment.put(
                    Settings.variable(key),
                    option.type() == boolean.class
                        ? "true"
                        : Number.class.isAssignableFrom(option.type()) || option.type() == int.class
                            ? "77"
                            : "other"));
    environment.put("DFTP_TLS", "require");
    environment.put("DFTP_TLS_REUSE", "off");
    String shown = output("config", "show");
    Properties read = new Properties();
    read.load(new StringReader(shown));

    assertThat(read.stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(Settings.options(node).keySet());
    environment.clear();
    nameTheFile();
    Files.writeString(file, shown);
    assertThat(output("config", "show", "--config", file.toString()))
        .contains(file.toString())
        .contains("replicas = 77");
  }

  @Test
  void withoutAnythingAllIsByDefault() {
    assertThat(output("config", "show").lines())
        .allMatch(line -> line.startsWith("#"))
        .contains("#replicas = 3", "#name = ", "#verbose = false");
  }

  private String[] complete(String... arguments) {
    return Settings.complete(arguments, environment, node);
  }

  private String output(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(Main.run(environment, stream(out), stream(err), arguments)).as("%s", err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complain(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(Main.run(environment, stream(out), stream(err), arguments)).isEqualTo(Main.USAGE);
    assertThat(out.toByteArray()).isEmpty();
    String text = err.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(1);
    return text;
  }

  private static PrintStream stream(ByteArrayOutputStream into) {
    return new PrintStream(into, true, StandardCharsets.UTF_8);
  }
}

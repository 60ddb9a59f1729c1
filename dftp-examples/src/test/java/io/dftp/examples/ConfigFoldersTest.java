// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigFoldersTest {

  private static final Path CHOSEN = Path.of("/c").toAbsolutePath();
  private static final Path XDG = Path.of("/x").toAbsolutePath();
  private static final Path HOME = Path.of("/h").toAbsolutePath();
  private static final Path APP = Path.of("/a").toAbsolutePath();

  @Test
  void theVariableOfDftpStandsAlone() {
    assertThat(
            of(Map.of(
                    "DFTP_CONFIG_DIR",
                    CHOSEN.toString(),
                    "XDG_CONFIG_HOME",
                    XDG.toString(),
                    "HOME",
                    HOME.toString()))
                .folders())
        .containsExactly(CHOSEN);
  }

  @Test
  void thenComesTheOneOfTheDesktopThenTheHome() {
    assertThat(of(Map.of("XDG_CONFIG_HOME", XDG.toString(), "HOME", HOME.toString())).folders())
        .containsExactly(XDG.resolve("dftp"), HOME.resolve(".config/dftp"));
  }

  @Test
  void onlyWindowsHasAFolderOfItsOwn() {
    Map<String, String> environment = Map.of("APPDATA", APP.toString());

    assertThat(ConfigFolders.of(environment, true).folders()).containsExactly(APP.resolve("dftp"));
    assertThat(ConfigFolders.of(environment, false).folders()).isEmpty();
  }

  @Test
  void nothingIsEverRelative() {
    assertThat(of(Map.of("XDG_CONFIG_HOME", "config", "HOME", "")).folders()).isEmpty();
    assertThat(of(Map.of()).folders()).isEmpty();
    assertThatThrownBy(() -> of(Map.of("DFTP_CONFIG_DIR", "here")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DFTP_CONFIG_DIR must be the absolute path");
  }

  private static ConfigFolders of(Map<String, String> environment) {
    return ConfigFolders.of(environment, false);
  }
}

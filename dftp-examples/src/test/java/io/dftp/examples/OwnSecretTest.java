// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.transport.ClusterSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class OwnSecretTest {

  @TempDir private Path root;

  @Test
  void theFirstMakesItAndTheNextFindsIt() throws IOException {
    Path folder = root.resolve("below/dftp");
    OwnSecret own = secretIn(folder);
    assertThat(own.find()).as("asking makes nothing").isEmpty();
    assertThat(folder).doesNotExist();

    ClusterSecret made = own.findOrMake();

    assertThat(made.isNone()).isFalse();
    assertThat(secretIn(folder).find().map(ClusterSecret::toString)).contains(made.toString());
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(folder.resolve("secret"))).isEqualTo("rw-------");
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).as("nothing is left aside").containsExactly(folder.resolve("secret"));
    }
  }

  @Test
  void theTextIsWhatASecretFileHolds() throws IOException {
    String text = secretIn(root.resolve("dftp")).text();

    assertThat(Base64.getDecoder().decode(text)).hasSize(32);
    Path brought = Files.createTempFile(root, "brought", null);
    Files.writeString(brought, text + "\n");
    assertThat(ClusterSecret.read(brought).toString())
        .isEqualTo(secretIn(root.resolve("dftp")).findOrMake().toString());
  }

  @Test
  void allThatStartAtOneMomentAgreeOnOne() throws Exception {
    ExecutorService starters = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        Path folder = root.resolve("round" + round);
        List<Callable<String>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          starts.add(() -> secretIn(folder).findOrMake().toString());
        }
        Set<String> made = new HashSet<>();
        for (Future<String> start : starters.invokeAll(starts)) {
          made.add(start.get());
        }
        assertThat(made).hasSize(1);
      }
    } finally {
      starters.shutdownNow();
    }
  }

  @Test
  void aPlaceThatCannotBeWrittenIsPassedOver() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    Path second = root.resolve("second");

    ClusterSecret made =
        new OwnSecret(
                new ConfigFolders(List.of(file.resolve("dftp"), second)),
                new Ownership(Ownership::thisUser))
            .findOrMake();

    assertThat(made.toString()).isEqualTo(secretIn(second).findOrMake().toString());
  }

  @Test
  void withoutAPlaceTheUserIsToldWhatToDo() throws IOException {
    Path file = Files.createFile(root.resolve("file"));

    assertThatThrownBy(() -> secretIn(file.resolve("dftp")).findOrMake())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set DFTP_CONFIG_DIR to a folder")
        .hasMessageContaining("or give --secret-file");
    assertThatThrownBy(
            () ->
                new OwnSecret(new ConfigFolders(List.of()), new Ownership(Ownership::thisUser))
                    .findOrMake())
        .hasMessageContaining("neither HOME nor XDG_CONFIG_HOME is an absolute path");
  }

  @Test
  void aSecretThatOthersMayReadIsRefused() throws IOException {
    secretIn(root.resolve("dftp")).findOrMake();
    Files.setPosixFilePermissions(
        root.resolve("dftp/secret"), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> secretIn(root.resolve("dftp")).findOrMake())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void aFolderThatOthersMayWriteIsRefused() throws IOException {
    secretIn(root.resolve("dftp")).findOrMake();
    Files.setPosixFilePermissions(
        root.resolve("dftp"), PosixFilePermissions.fromString("rwxrwx---"));

    assertThatThrownBy(() -> secretIn(root.resolve("dftp")).find())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chmod 700");
  }

  @Test
  void aSecretOrALinkOfSomebodyElseIsRefused() throws IOException {
    secretIn(root.resolve("dftp")).findOrMake();
    Path link = Files.createDirectory(root.resolve("other")).resolve("secret");
    Files.createSymbolicLink(link, root.resolve("dftp/secret"));
    assertThat(secretIn(root.resolve("other")).find()).as("a link of one's own").isPresent();

    for (String folder : List.of("dftp", "other")) {
      OwnSecret asAnother =
          new OwnSecret(
              new ConfigFolders(List.of(root.resolve(folder))), new Ownership(this::somebodyElse));
      assertThatThrownBy(asAnother::find)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("belongs to")
          .hasMessageContaining("set DFTP_CONFIG_DIR");
    }
  }

  private UserPrincipal somebodyElse() throws IOException {
    return root.getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(Files.getOwner(root).getName().equals("nobody") ? "root" : "nobody");
  }

  private static OwnSecret secretIn(Path folder) {
    return new OwnSecret(new ConfigFolders(List.of(folder)), new Ownership(Ownership::thisUser));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}

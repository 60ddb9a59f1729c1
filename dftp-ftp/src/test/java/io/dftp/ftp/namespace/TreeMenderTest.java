// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import io.dftp.ftp.content.FakeObjects;
import io.dftp.ftp.files.FileInfo;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Workers;
import io.dftp.sim.Simulation;
import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When directories are mended, and when not. */
class TreeMenderTest {

  private static final Duration STEP = Duration.ofMillis(100);
  private static final long GONE = 99;
  private static final ObjectId FIRST = new ObjectId(7, 1);
  private static final ObjectId SECOND = new ObjectId(7, 2);

  private final Simulation simulation = new Simulation(1);
  private final EventLoop loop = simulation.newLoop("host");
  private final FakeObjects objects = new FakeObjects(loop, 1024);
  private final RingFileSystem files =
      new RingFileSystem(
          objects,
          "node-1",
          loop,
          mock(Workers.class),
          () -> Instant.EPOCH,
          () -> CompletableFuture.completedFuture(1000L));

  private long last;

  @BeforeEach
  void start() {
    files.start();
    simulation.runFor(Duration.ofMinutes(1));
  }

  @Test
  void twoOfOneNameAreJoinedOnceAllHaveCompared() {
    split();
    simulation.runFor(Duration.ofMinutes(1));

    assertThat(names()).containsExactly("d");
    assertThat(files.toMend()).isZero();
    assertThat(files.notes()).isEmpty();
  }

  @Test
  void nothingIsMendedBefore() {
    objects.comparing = false;
    split();
    simulation.runFor(Duration.ofMinutes(10));

    assertThat(names()).hasSize(2);
    assertThat(files.notes()).hasSize(1).first().asString().contains("have compared");

    objects.comparing = true;
    simulation.runFor(Duration.ofMinutes(3));
    assertThat(names()).containsExactly("d");
  }

  @Test
  void whatIsReadAllTheTimeIsMendedToo() {
    split();
    for (int i = 0; i < 120; i++) {
      names();
      simulation.runFor(Duration.ofMillis(500));
    }

    assertThat(names()).containsExactly("d");
  }

  @Test
  void whatIsJoinedDuringTheHearingWaitsForTheNext() {
    split();
    Duration began = simulation.now();
    while (names().size() > 1) {
      simulation.runFor(STEP);
    }
    Duration took = simulation.now().minus(began);

    split();
    simulation.runFor(took.minus(STEP.multipliedBy(5)));
    assertThat(names()).hasSize(2);
    // Nobody was heard of what comes now.
    add(PathWalk.ROOT, "joined", Bytes.utf8("x"));
    simulation.runFor(STEP.multipliedBy(10));
    assertThat(names()).hasSize(2);

    simulation.runFor(Duration.ofMinutes(1));
    assertThat(names()).containsExactly("d");
  }

  /** As if a merge had brought two directories under one name. */
  private void split() {
    for (ObjectId directory : List.of(FIRST, SECOND)) {
      ParentLink link = new ParentLink(directory, PathWalk.ROOT, "d");
      NameRow name =
          new NameRow(
              new Entry.DirectoryEntry(directory, directory, Instant.EPOCH),
              "node-1",
              Optional.empty());
      add(directory, "..", link.encode());
      add(PathWalk.ROOT, "n/d", name.encode());
    }
  }

  private void add(ObjectId map, String row, Bytes value) {
    loop.execute(() -> objects.addSibling(map, row, value, new Dot(GONE, ++last)));
  }

  private List<String> names() {
    return simulation
        .await(files.list(FtpPath.root(), "", 10), Duration.ofMinutes(1))
        .entries()
        .stream()
        .map(FileInfo::name)
        .toList();
  }
}

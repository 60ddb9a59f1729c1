// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Works on some directories of its own, through one node after the other. Used by one thread. */
final class Client implements Actor {

  private static final int DIRECTORIES = 3;
  private static final int FILES = 5;
  private static final long MOST_FILE_BYTES = 6 << 20;
  private static final int WEIGHTS =
      Arrays.stream(Operation.values()).mapToInt(Operation::weight).sum();

  private final String home;
  private final Links links;
  private final Expectations expected;
  private final Uploads uploads;
  private final RandomGenerator random;
  private final Meter meter;

  /** What was drawn, or what was done in its stead. */
  private Operation ran = Operation.READ;

  Client(
      String home,
      Links links,
      Expectations expected,
      Uploads uploads,
      RandomGenerator random,
      Meter meter) {
    this.home = home;
    this.links = links;
    this.expected = expected;
    this.uploads = uploads;
    this.random = random;
    this.meter = meter;
  }

  @Override
  public Expectations expected() {
    return expected;
  }

  @Override
  public void work(BooleanSupplier goesOn) throws InterruptedException {
    while (goesOn.getAsBoolean()) {
      Optional<FtpLink> link = links.get();
      if (link.isPresent()) {
        step(link.get());
      }
    }
    links.close();
  }

  private void step(FtpLink link) {
    Cell top = expected.cell(home);
    if (!top.isThere()) {
      Set<Fault> before = meter.active();
      Answer answer = link.make(home);
      meter.count(Operation.MAKE, before, answer);
      expected.made(home, answer);
      return;
    }
    String directory = directory();
    String file = directory + "/f" + random.nextInt(FILES) + ".dat";
    Operation operation = draw();
    boolean frozen = expected.cell(directory).isFrozen() || expected.cell(file).isFrozen();
    if (frozen && operation != Operation.LIST) {
      operation = Operation.READ;
    } else if (!expected.cell(directory).isThere() && operation != Operation.READ) {
      // Most would be refused otherwise.
      operation = random.nextInt(4) > 0 ? Operation.MAKE : operation;
    }
    Set<Fault> before = meter.active();
    ran = operation;
    Answer answer = run(operation, link, directory, file);
    meter.count(ran, before, answer);
  }

  private Operation draw() {
    int left = random.nextInt(WEIGHTS);
    for (Operation operation : Operation.values()) {
      left -= operation.weight();
      if (left < 0) {
        return operation;
      }
    }
    throw new AssertionError();
  }

  private String directory() {
    return home + "/d" + random.nextInt(DIRECTORIES);
  }

  private Answer run(Operation operation, FtpLink link, String directory, String file) {
    Answer answer;
    switch (operation) {
      case STORE -> {
        Upload upload = uploads.next(file, length());
        answer = link.store(file, upload.bytes());
        expected.stored(file, upload, answer);
      }
      case APPEND -> {
        Upload upload = uploads.next(file, Upload.UNIQUE_BYTES + random.nextInt(20_000));
        if (expected.cell(file).now().stream().anyMatch(v -> v.length() > MOST_FILE_BYTES)) {
          return read(link, file);
        }
        answer = link.append(file, upload.bytes());
        expected.appended(file, upload, answer);
      }
      case DELETE -> {
        answer = link.delete(file);
        expected.deleted(file, answer);
      }
      case RENAME -> answer = move(link, file, directory);
      case MOVE -> answer = move(link, file, directory());
      case MAKE -> {
        answer = link.make(directory);
        expected.made(directory, answer);
      }
      case REMOVE -> answer = remove(link, directory);
      case LIST -> {
        FtpLink.Listing listing = link.list(directory);
        answer = listing.answer();
        expected.listed(directory, listing.names(), answer);
      }
      default -> answer = read(link, file);
    }
    return answer;
  }

  private Answer read(FtpLink link, String file) {
    ran = Operation.READ;
    FtpLink.Read read = link.read(file);
    if (read.answer().isDone()) {
      expected.read(file, read.bytes(), read.answer());
    } else {
      expected.notRead(file, read.answer());
    }
    return read.answer();
  }

  private Answer move(FtpLink link, String file, String directory) {
    String target = directory + "/f" + random.nextInt(FILES) + ".dat";
    boolean frozen = expected.cell(target).isFrozen() || expected.cell(directory).isFrozen();
    if (target.equals(file) || frozen) {
      return read(link, file);
    }
    Answer answer = link.move(file, target);
    expected.moved(file, target, answer);
    return answer;
  }

  /** Most of the time it empties the directory first, for others are refused. */
  private Answer remove(FtpLink link, String directory) {
    List<Cell> files = new ArrayList<>(expected.in(directory));
    if (files.stream().anyMatch(Cell::isFrozen)) {
      return read(link, files.get(0).path());
    }
    if (random.nextInt(4) > 0) {
      for (Cell file : files) {
        if (!file.isOnly(Version.ABSENT)) {
          Answer answer = link.delete(file.path());
          expected.deleted(file.path(), answer);
          if (link.isBroken()) {
            return answer;
          }
        }
      }
    }
    Answer answer = link.remove(directory);
    expected.removed(directory, answer);
    return answer;
  }

  /** From one byte to some MiB: within a row, in one block, in several. */
  private int length() {
    int kind = random.nextInt(20);
    if (kind < 2) {
      return 1 + random.nextInt(Upload.UNIQUE_BYTES);
    }
    if (kind < 9) {
      return Upload.UNIQUE_BYTES + random.nextInt(4_096);
    }
    if (kind < 17) {
      return 4_097 + random.nextInt(250_000);
    }
    return kind < 19 ? 1 + random.nextInt(3 << 19) : 1 + random.nextInt(4 << 20);
  }
}

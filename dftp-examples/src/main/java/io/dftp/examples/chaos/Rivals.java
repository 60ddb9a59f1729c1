// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import io.dftp.examples.chaos.Answer.Kind;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Two sessions that move one file to two places, or make one directory, at the same moment: of
 * those one wins. Used by one thread.
 */
final class Rivals implements Actor {

  private static final String HOME = "/shared";
  private static final long PAUSE_MILLIS = 100;

  private final Links one;
  private final Links other;
  private final Expectations expected;
  private final Uploads uploads;
  private final RandomGenerator random;
  private final Meter meter;
  private final String names;
  private int contests;

  /**
   * Makes them.
   *
   * @param names begins the names of all that they make, like nobody else's
   */
  Rivals(
      String names,
      Links one,
      Links other,
      Expectations expected,
      Uploads uploads,
      RandomGenerator random,
      Meter meter) {
    this.names = names;
    this.one = one;
    this.other = other;
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
      Optional<FtpLink> first = one.get();
      Optional<FtpLink> second = other.get();
      if (first.isPresent() && second.isPresent()) {
        round(first.get(), second.get());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
    one.close();
    other.close();
  }

  private void round(FtpLink first, FtpLink second) {
    if (!expected.cell(HOME).isThere()) {
      expected.made(HOME, first.make(HOME));
      return;
    }
    contests++;
    if (random.nextBoolean()) {
      moves(first, second, HOME + "/" + names + "-source" + contests);
    } else {
      makes(first, second, HOME + "/" + names + "-made" + contests);
    }
  }

  private void moves(FtpLink first, FtpLink second, String source) {
    Upload upload = uploads.next(source, Upload.UNIQUE_BYTES + random.nextInt(9_000));
    Answer stored = first.store(source, upload.bytes());
    expected.stored(source, upload, stored);
    if (!stored.isDone()) {
      return;
    }
    String left = source + "-left";
    String right = source + "-right";
    Pair answers = both(() -> first.move(source, left), () -> second.move(source, right));
    judgeOne(expected.cell(source), answers);
    learn(
        answers,
        answer -> expected.moved(source, left, answer),
        answer -> expected.moved(source, right, answer));
    if (answers.areOpen()) {
      expected.touched(source);
    }
    String winner = answers.left().isDone() ? left : right;
    FtpLink link = answers.left().isDone() ? first : second;
    if (expected.cell(winner).isThere() && !link.isBroken()) {
      expected.deleted(winner, link.delete(winner));
    }
  }

  private void makes(FtpLink first, FtpLink second, String path) {
    Pair answers = both(() -> first.make(path), () -> second.make(path));
    judgeOne(expected.cell(path), answers);
    learn(answers, answer -> expected.made(path, answer), answer -> expected.made(path, answer));
    FtpLink link = answers.left().isDone() ? first : second;
    if (expected.cell(path).isThere() && !link.isBroken()) {
      expected.removed(path, link.remove(path));
    }
  }

  /** Where one has won, the other has changed nothing; what was denied is judged by that. */
  private static void learn(Pair answers, Consumer<Answer> left, Consumer<Answer> right) {
    boolean won = answers.left().isDone() || answers.right().isDone();
    boolean open = answers.left().kind() == Kind.UNKNOWN || answers.right().kind() == Kind.UNKNOWN;
    Kind tells = won ? Kind.DONE : Kind.UNKNOWN;
    if (answers.left().kind() == tells || !(won || open)) {
      left.accept(answers.left());
    }
    if (answers.right().kind() == tells || !(won || open)) {
      right.accept(answers.right());
    }
  }

  private record Pair(Answer left, Answer right) {

    boolean areOpen() {
      return left.kind() == Kind.UNKNOWN && right.kind() == Kind.UNKNOWN;
    }
  }

  private Pair both(Supplier<Answer> left, Supplier<Answer> right) {
    Set<Fault> before = meter.active();
    CompletableFuture<Answer> begun = CompletableFuture.supplyAsync(left);
    Answer second = right.get();
    Pair answers = new Pair(begun.join(), second);
    meter.count(Operation.CONTEST, before, answers.left());
    meter.count(Operation.CONTEST, before, answers.right());
    return answers;
  }

  private static void judgeOne(Cell cell, Pair answers) {
    boolean two = answers.left().isDone() && answers.right().isDone();
    boolean none = answers.left().kind() == Kind.DENIED && answers.right().kind() == Kind.DENIED;
    if (two || none) {
      throw new Wrong(
          "of two rivals at "
              + cell.path()
              + (two ? " both won: " : " none won: ")
              + answers
              + "\n  history:\n    "
              + cell.history());
    }
  }
}

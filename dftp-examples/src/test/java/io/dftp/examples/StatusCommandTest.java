// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.cluster.ClusterStatus;
import io.dftp.ftp.node.StatusException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StatusCommandTest {

  private static final ClusterStatus SETTLED = SampleStatus.ofTwoHosts("two", 0);
  private static final ClusterStatus UNSETTLED = SampleStatus.ofTwoHosts("two", 3);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void settledIsZeroAndNotSettledIsOne() {
    assertThat(status(List.of(Optional.of(SETTLED)))).isZero();
    assertThat(status(List.of(Optional.of(UNSETTLED)))).isEqualTo(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void noAnswerIsTwoAndOneLine() {
    assertThat(status(List.of(Optional.empty()))).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines()).containsExactly("dftp: nobody there");
  }

  @Test
  void waitAsksUntilItIsSettledAndPrintsTheLastAnswer() {
    List<Optional<ClusterStatus>> answers =
        List.of(Optional.empty(), Optional.of(UNSETTLED), Optional.of(SETTLED));

    assertThat(status(answers, "--wait", "60", "--json")).isZero();
    assertThat(out.toString().lines()).hasSize(1);
    assertThat(out.toString()).startsWith("{\"settled\":true");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void waitEndsWithTheTime() {
    assertThat(status(List.of(Optional.of(UNSETTLED)), "--wait", "1")).isEqualTo(1);
    assertThat(out.toString()).contains("not settled");
  }

  /** Runs the command against these answers, the last of which repeats; empty is none. */
  private int status(List<Optional<ClusterStatus>> answers, String... options) {
    Deque<Optional<ClusterStatus>> left = new ArrayDeque<>(answers);
    StatusCommand command =
        new StatusCommand(
            (ring, cluster, secret, timeout) ->
                (left.size() > 1 ? left.remove() : left.element())
                    .orElseThrow(
                        () -> new StatusException("nobody there", new IllegalStateException())));
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(
            Stream.concat(Stream.of("--ring", "127.0.0.1:1"), Stream.of(options))
                .toArray(String[]::new));
  }
}

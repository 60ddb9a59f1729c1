// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventLinesTest {

  @Test
  void writesOneLineAnEventAndWaitsForTheLast() throws InterruptedException {
    StringWriter text = new StringWriter();
    EventLines events = new EventLines(new PrintWriter(text));

    events.coordinatorChanged("alpha", 3);
    events.left();

    assertThat(text.toString().lines()).containsExactly("COORDINATOR name=alpha epoch=3", "LEFT");
  }

  @Test
  void theSameCoordinatorIsToldOnce() throws InterruptedException {
    StringWriter text = new StringWriter();
    EventLines events = new EventLines(new PrintWriter(text));

    events.coordinatorChanged("alpha", 3);
    events.coordinatorChanged("alpha", 3);
    events.coordinatorChanged("alpha", 4);
    events.left();

    assertThat(text.toString().lines())
        .containsExactly(
            "COORDINATOR name=alpha epoch=3", "COORDINATOR name=alpha epoch=4", "LEFT");
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.SECONDS)
  void aReaderThatStopsReadingDoesNotStopTheNode() throws IOException {
    // Not closed before its reader: closing would wait for the line that cannot be written.
    PipedReader nobodyReads = new PipedReader(16);
    EventLines events = new EventLines(new PrintWriter(new PipedWriter(nobodyReads)));

    for (int epoch = 1; epoch <= 5000; epoch++) {
      events.coordinatorChanged("alpha", epoch);
    }

    assertThat(nobodyReads.read()).isEqualTo('C');
    nobodyReads.close();
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.sim.EventQueue.Event;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The queue of events against a list that is sorted anew each time. */
class EventQueueProperties {

  private static final Comparator<Event> ORDER =
      Comparator.<Event>comparingLong(event -> event.nanos)
          .thenComparingLong(event -> event.sequence);

  @Property(tries = 200)
  void itGivesWhatASortedListGives(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Simulation simulation = new Simulation(1);
    List<SimulatedEventLoop> loops =
        List.of(simulation.newLoop("a"), simulation.newLoop("b"), simulation.newLoop("c"));
    EventQueue queue = new EventQueue();
    List<Event> twin = new ArrayList<>();
    List<Event> gone = new ArrayList<>();

    for (int i = 0; i < 1500; i++) {
      int choice = random.nextInt(100);
      if (choice < 55 || twin.isEmpty()) {
        SimulatedEventLoop loop = loops.get(random.nextInt(loops.size()));
        Event event = new Event(queue, random.nextInt(50), i, loop, "test", () -> {});
        queue.add(event);
        twin.add(event);
      } else if (choice < 75) {
        twin.sort(ORDER);
        Event next = twin.remove(0);
        assertThat(queue.first()).isSameAs(next);
        assertThat(queue.poll()).isSameAs(next);
        gone.add(next);
      } else if (choice < 98) {
        Event cancelled = twin.remove(random.nextInt(twin.size()));
        cancelled.cancel();
        gone.add(cancelled);
      } else if (choice < 99) {
        SimulatedEventLoop loop = loops.get(random.nextInt(loops.size()));
        queue.removeAllOf(loop);
        twin.removeIf(event -> event.loop == loop);
      } else {
        gone.forEach(Event::cancel);
      }
      assertThat(queue.isEmpty()).isEqualTo(twin.isEmpty());
    }

    twin.sort(ORDER);
    for (Event next : twin) {
      assertThat(queue.poll()).isSameAs(next);
    }
    assertThat(queue.poll()).isNull();
  }
}

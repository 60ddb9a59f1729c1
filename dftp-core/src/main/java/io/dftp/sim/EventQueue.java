// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The events to come, ordered by their time, and at one moment by their number.
 *
 * <p>A heap of four children a node that knows where each event stands: most timers are called off
 * long before they are due, and one taken out at once holds no memory and costs no more steps.
 */
final class EventQueue {

  private static final int CHILDREN = 4;

  /** Something that happens at a moment; those of one moment happen in the order of creation. */
  static final class Event {
    final long nanos;
    final long sequence;
    final @Nullable SimulatedEventLoop loop;
    final String kind;
    final Runnable task;
    private int place = -1;

    Event(
        long nanos, long sequence, @Nullable SimulatedEventLoop loop, String kind, Runnable task) {
      this.nanos = nanos;
      this.sequence = sequence;
      this.loop = loop;
      this.kind = kind;
      this.task = task;
    }

    private boolean isBefore(Event other) {
      return nanos < other.nanos || (nanos == other.nanos && sequence < other.sequence);
    }
  }

  private Event[] heap = new Event[256];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns the next event without taking it; null when there is none. */
  @Nullable Event first() {
    return size == 0 ? null : heap[0];
  }

  void add(Event event) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    size++;
    moveUp(event, size - 1);
  }

  /** Takes the next event; null when there is none. */
  @Nullable Event poll() {
    Event first = first();
    if (first != null) {
      remove(first);
    }
    return first;
  }

  /** Takes the event out, if it is still to come. */
  void remove(Event event) {
    int place = event.place;
    if (place < 0) {
      return;
    }
    event.place = -1;
    size--;
    Event last = heap[size];
    heap[size] = null;
    if (last != event) {
      put(last, place);
    }
  }

  /** Takes out all events of a loop. */
  void removeAllOf(SimulatedEventLoop loop) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      Event event = heap[i];
      if (event.loop == loop) {
        event.place = -1;
      } else {
        event.place = kept;
        heap[kept++] = event;
      }
    }
    Arrays.fill(heap, kept, size, null);
    size = kept;
    for (int i = Math.min(size - 1, size / CHILDREN); i >= 0; i--) {
      moveDown(heap[i], i);
    }
  }

  private void put(Event event, int place) {
    if (place > 0 && event.isBefore(heap[(place - 1) / CHILDREN])) {
      moveUp(event, place);
    } else {
      moveDown(event, place);
    }
  }

  private void moveUp(Event event, int from) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / CHILDREN;
      if (!event.isBefore(heap[parent])) {
        break;
      }
      set(place, heap[parent]);
      place = parent;
    }
    set(place, event);
  }

  private void moveDown(Event event, int from) {
    int place = from;
    while (true) {
      int first = CHILDREN * place + 1;
      if (first >= size) {
        break;
      }
      int least = first;
      int end = Math.min(first + CHILDREN, size);
      for (int child = first + 1; child < end; child++) {
        if (heap[child].isBefore(heap[least])) {
          least = child;
        }
      }
      if (!heap[least].isBefore(event)) {
        break;
      }
      set(place, heap[least]);
      place = least;
    }
    set(place, event);
  }

  private void set(int place, Event event) {
    heap[place] = event;
    event.place = place;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.runtime.Bytes;
import io.dftp.store.Mutation.Condition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.stream.Collectors;

/** What a mutation means for the rows of a map as they stand. Pure. */
sealed interface MutationVerdict {

  /** The most rows that a refusal shows. */
  int MAX_SHOWN = 16;

  /** Its conditions hold. */
  record Apply() implements MutationVerdict {}

  /** It has been applied before. */
  record AlreadyApplied() implements MutationVerdict {}

  /** A condition does not hold. */
  record Fails(int condition, List<Row> current) implements MutationVerdict {
    /** Keeps an immutable copy. */
    public Fails {
      current = ImmutableList.copyOf(current);
    }
  }

  /** It removes a row that this copy has never seen; its holders must be away. */
  record Unseen(Dot dot) implements MutationVerdict {}

  /** Judges the mutation. */
  static MutationVerdict of(Mutation mutation, MapState state) {
    if (isApplied(mutation, state)) {
      return new AlreadyApplied();
    }
    for (int i = 0; i < mutation.conditions().size(); i++) {
      Condition condition = mutation.conditions().get(i);
      List<Row> current = rows(condition, state);
      if (!holds(condition, current)) {
        return new Fails(i, current);
      }
    }
    for (Dot dot : mutation.removes()) {
      if (!state.context().contains(dot)) {
        return new Unseen(dot);
      }
    }
    return new Apply();
  }

  /**
   * All it puts is there, byte for byte, and all it removes was seen and is gone. One that neither
   * puts nor removes counts as applied, so that it only asks for the copies.
   */
  private static boolean isApplied(Mutation mutation, MapState state) {
    for (Mutation.Put put : mutation.puts()) {
      if (state.rows(put.name()).stream().noneMatch(row -> row.value().equals(put.value()))) {
        return false;
      }
    }
    for (Dot dot : mutation.removes()) {
      if (state.row(dot) != null || !state.context().contains(dot)) {
        return false;
      }
    }
    return !mutation.puts().isEmpty()
        || !mutation.removes().isEmpty()
        || mutation.conditions().isEmpty();
  }

  private static List<Row> rows(Condition condition, MapState state) {
    if (condition instanceof Condition.Absent absent) {
      return state.rows(absent.name());
    }
    if (condition instanceof Condition.Exactly exactly) {
      return state.rows(exactly.name());
    }
    Condition.NoneBeginning none = (Condition.NoneBeginning) condition;
    List<Row> found = new ArrayList<>();
    Bytes prefix = Bytes.utf8(none.prefix());
    for (Map.Entry<Bytes, NavigableMap<Dot, Row>> name : state.namesFrom(prefix)) {
      if (!name.getKey().startsWith(prefix) || found.size() >= MAX_SHOWN) {
        break;
      }
      found.addAll(name.getValue().values());
    }
    return found;
  }

  private static boolean holds(Condition condition, List<Row> current) {
    if (condition instanceof Condition.Exactly exactly) {
      Set<Dot> dots = current.stream().map(Row::dot).collect(Collectors.toSet());
      return dots.equals(Set.copyOf(exactly.dots()));
    }
    return current.isEmpty();
  }

  /** Says why the mutation is not well-formed; empty when it is. */
  static String fault(Mutation mutation) {
    if (isTooLong(mutation.puts())
        || isTooLong(mutation.removes())
        || isTooLong(mutation.conditions())) {
      return "a mutation has at most " + Mutation.MAX_PARTS + " puts, removes and conditions each";
    }
    for (Mutation.Put put : mutation.puts()) {
      int nameBytes = put.name().getBytes(StandardCharsets.UTF_8).length;
      if (nameBytes < 1 || nameBytes > Row.MAX_NAME_BYTES) {
        return "a name has 1.." + Row.MAX_NAME_BYTES + " bytes, not " + nameBytes;
      }
      if (put.value().size() > Row.MAX_VALUE_BYTES) {
        return "a value has at most " + Row.MAX_VALUE_BYTES + " bytes, not " + put.value().size();
      }
    }
    return "";
  }

  private static boolean isTooLong(Collection<?> parts) {
    return parts.size() > Mutation.MAX_PARTS;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import io.dftp.store.Mutation.Condition;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a mutation means for the rows of a map as they stand. Pure. */
sealed interface MutationVerdict {

  /** The most rows that a refusal shows. */
  int MAX_SHOWN = 16;

  /** Its conditions hold. */
  record Apply() implements MutationVerdict {}

  /** A condition does not hold. */
  record Fails(int condition, List<Row> current) implements MutationVerdict {
    /** Keeps an immutable copy. */
    public Fails {
      current = ImmutableList.copyOf(current);
    }
  }

  /** It was made by one who saw a dot that this copy has never seen: this copy is behind. */
  record Behind(Dot dot) implements MutationVerdict {}

  /** It rests on something not being there, and this copy may lack it. */
  record Unsure(int condition) implements MutationVerdict {}

  /**
   * Judges the mutation.
   *
   * @param view the rows as the mutations before it leave them
   * @param complete whether what is not in the copy is not anywhere
   */
  static MutationVerdict of(
      Mutation mutation, PendingView view, CausalContext context, boolean complete) {
    for (Dot dot : seen(mutation)) {
      if (!context.contains(dot)) {
        return new Behind(dot);
      }
    }
    for (int i = 0; i < mutation.conditions().size(); i++) {
      Condition condition = mutation.conditions().get(i);
      if (condition instanceof Condition.SmallerThan smaller) {
        // Rows that this copy lacks would only make it larger.
        if (view.bytes() >= smaller.bytes()) {
          return new Fails(i, List.of());
        }
        continue;
      }
      List<Row> current = rows(condition, view);
      if (!holds(condition, current)) {
        return new Fails(i, current);
      }
      if (condition instanceof Condition.NoneBeginning && !complete) {
        return new Unsure(i);
      }
    }
    return new Apply();
  }

  /** Returns the dots that the caller had seen. */
  private static Set<Dot> seen(Mutation mutation) {
    Set<Dot> seen = new LinkedHashSet<>(mutation.removes());
    for (Condition condition : mutation.conditions()) {
      if (condition instanceof Condition.Exactly exactly) {
        seen.addAll(exactly.dots());
      }
    }
    return seen;
  }

  private static List<Row> rows(Condition condition, PendingView view) {
    if (condition instanceof Condition.Absent absent) {
      return view.rows(absent.name());
    }
    if (condition instanceof Condition.Exactly exactly) {
      return view.rows(exactly.name());
    }
    return view.beginning(((Condition.NoneBeginning) condition).prefix(), MAX_SHOWN);
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

// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import java.util.Optional;

/**
 * How a host's copy of a map stands.
 *
 * @param summary of what is committed
 * @param pending whether changes are prepared there that are not committed
 * @param stamp the term under which an owner last made sure that it has everything
 */
record MapStanding(MapSummary summary, boolean pending, Optional<Term> stamp) {

  static final MapStanding ABSENT = new MapStanding(MapSummary.ABSENT, false, Optional.empty());

  static MapStanding of(MapState state) {
    return new MapStanding(
        state.summary(), !state.pending().isEmpty(), Optional.ofNullable(state.stamp()));
  }

  /** Says whether there is nothing at all of the map. */
  boolean isAbsent() {
    return !summary.exists() && !pending;
  }

  void write(WireWriter into) {
    summary.write(into);
    into.bool(pending).bool(stamp.isPresent());
    stamp.ifPresent(term -> term.write(into));
  }

  static MapStanding read(WireReader from) throws WireFormatException {
    return new MapStanding(
        MapSummary.read(from),
        from.bool(),
        from.bool() ? Optional.of(Term.read(from)) : Optional.empty());
  }
}

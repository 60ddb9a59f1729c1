// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.dftp.id.Arc;
import io.dftp.id.Identifier;
import io.dftp.net.NodeAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How this host owns one arc of the ring, as far as the store is concerned. Immutable.
 *
 * @param self this host
 * @param arc the keys that are this host's by its view of the ring; null while there are none
 * @param hosts the first hosts at and after the arc that can hold maps, this one first
 * @param takeover a takeover that is under way; null when none is
 * @param open the term under which this host serves; null before the first takeover has succeeded
 * @param rival the newer owner of some of the keys, met by a refusal; null when none is known
 * @param version counts what was learnt that may make a served copy incomplete
 */
record Tenure(
    NodeAddress self,
    @Nullable Arc arc,
    List<Holder> hosts,
    @Nullable Takeover takeover,
    @Nullable Open open,
    Promises.@Nullable Segment rival,
    long version) {

  Tenure {
    hosts = ImmutableList.copyOf(hosts);
  }

  static Tenure none(NodeAddress self) {
    return new Tenure(self, null, List.of(), null, null, null, 0);
  }

  /** Where a host stands that was asked for its promise. */
  enum Standing {
    WAITING,
    ANSWERED,
    SILENT
  }

  /** How far all members of the ring have been asked whether they hold or know anything. */
  enum Flood {
    NOT_BEGUN,
    WALKING,
    LOOKING,
    DONE
  }

  /**
   * A takeover: the promises that are being asked for.
   *
   * @param asked each host that was asked, in the order in which it was
   * @param looking members that were asked whether the arc concerns them, and did not answer yet
   * @param leasesOver whether the leases for reads of any owner before have run out
   */
  record Takeover(
      Term term,
      Arc arc,
      List<Holder> holders,
      ImmutableMap<NodeAddress, Standing> asked,
      Evidence evidence,
      Flood flood,
      ImmutableSet<NodeAddress> looking,
      boolean leasesOver) {

    Takeover {
      holders = ImmutableList.copyOf(holders);
    }

    boolean waits() {
      return asked.containsValue(Standing.WAITING);
    }

    boolean isSilent(NodeAddress host) {
      return asked.get(host) == Standing.SILENT;
    }

    Set<NodeAddress> silent() {
      Set<NodeAddress> silent = new LinkedHashSet<>();
      asked.forEach(
          (host, standing) -> {
            if (standing == Standing.SILENT) {
              silent.add(host);
            }
          });
      return silent;
    }

    Takeover with(NodeAddress host, Standing standing) {
      Map<NodeAddress, Standing> changed = new LinkedHashMap<>(asked);
      changed.put(host, standing);
      return new Takeover(
          term, arc, holders, ImmutableMap.copyOf(changed), evidence, flood, looking, leasesOver);
    }

    Takeover with(Evidence changed) {
      return new Takeover(term, arc, holders, asked, changed, flood, looking, leasesOver);
    }

    Takeover with(Flood changed, Set<NodeAddress> lookedAt) {
      return new Takeover(
          term, arc, holders, asked, evidence, changed, ImmutableSet.copyOf(lookedAt), leasesOver);
    }

    Takeover withLeasesOver() {
      return new Takeover(term, arc, holders, asked, evidence, flood, looking, true);
    }
  }

  /**
   * A term under which this host serves.
   *
   * @param arc the keys, less those that a newer term has taken since
   * @param holders who keeps the maps, this host first; fixed for the term
   * @param evidence what those who were asked had said
   * @param silent who was named and did not answer
   * @param before the newest of this host's terms that it had served under until this one began;
   *     where nobody else has owned a key in between, its copy has missed nothing
   * @param settled whether every holder has every map
   */
  record Open(
      Term term,
      Arc arc,
      List<Holder> holders,
      Evidence evidence,
      ImmutableSet<NodeAddress> silent,
      @Nullable Term before,
      boolean settled) {

    Open {
      holders = ImmutableList.copyOf(holders);
    }

    Open over(Arc smaller) {
      return new Open(term, smaller, holders, evidence, silent, before, settled);
    }

    /** Returns the holders but this host. */
    List<NodeAddress> others() {
      return holders.stream().skip(1).map(Holder::host).toList();
    }

    /** Says whether nobody else has owned the key since this host served it last. */
    boolean isContinuous(Identifier key) {
      return before != null
          && evidence.met().at(key).map(met -> met.term().equals(before)).orElse(false);
    }
  }

  Tenure with(@Nullable Takeover changed) {
    return new Tenure(self, arc, hosts, changed, open, rival, version);
  }

  Tenure with(@Nullable Open changed) {
    return new Tenure(self, arc, hosts, takeover, changed, rival, version);
  }

  Tenure withRival(Promises.@Nullable Segment changed) {
    return new Tenure(self, arc, hosts, takeover, open, changed, version);
  }

  Tenure withView(@Nullable Arc changed, List<Holder> first) {
    return new Tenure(self, changed, first, takeover, open, rival, version);
  }

  Tenure nextVersion() {
    return new Tenure(self, arc, hosts, takeover, open, rival, version + 1);
  }
}

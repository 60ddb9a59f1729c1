// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.dftp.net.NodeAddress;
import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.store.DiskState;
import io.dftp.store.ScrubStatus;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One host, as it describes itself.
 *
 * @param name for people
 * @param uid in hexadecimal digits; the same for all starts
 * @param ring the address of its ring socket
 * @param service where the application above serves, such as the FTP address; empty when it does
 *     not
 * @param positions its positions on the ring
 * @param coordinator the name of the coordinator that it follows; empty when it knows none
 * @param coordinatorId the uid of that coordinator in hexadecimal digits; empty when it knows none
 * @param epoch of that coordinator, 0 when it knows none
 * @param role its own part in the election, such as {@code leader} or {@code follower}
 * @param why in words: why it leads, why it follows, or why it knows no coordinator
 * @param objects what it counted as the primary of its arcs
 * @param disk what is the matter with its disk; with a failed one it has left the ring
 * @param scrub how the search for damaged copies on its disk stands
 * @param outsiders hosts that it heard lately and that its ring does not contain
 * @param notes what else an operator should know, a sentence each
 */
public record HostStatus(
    String name,
    String uid,
    NodeAddress ring,
    String service,
    List<PositionStatus> positions,
    String coordinator,
    String coordinatorId,
    long epoch,
    String role,
    String why,
    ObjectCount objects,
    DiskState disk,
    ScrubStatus scrub,
    List<NodeAddress> outsiders,
    List<String> notes) {

  static final int MAX_TEXT_BYTES = 255;
  static final int MAX_POSITIONS = 64;
  static final int MAX_OUTSIDERS = 16;
  static final int MAX_NOTES = 8;
  static final int MAX_NOTE_BYTES = 1024;

  /** Keeps immutable copies, of the notes the first few; and checks that there is a position. */
  public HostStatus {
    checkArgument(!positions.isEmpty(), "%s has no position", name);
    positions = ImmutableList.copyOf(positions);
    outsiders = ImmutableList.copyOf(outsiders);
    notes = notes.stream().limit(MAX_NOTES).toList();
  }

  /**
   * What a host counted in its last audit.
   *
   * @param total objects whose primary it is
   * @param belowTarget those of them with fewer live copies than there should be
   * @param current whether the count was taken after the last change of the ring, and nothing waits
   *     to be compared
   */
  public record ObjectCount(long total, long belowTarget, boolean current) {}

  /** Returns the hosts of its ring that it sees around it, itself first; each once. */
  public List<NodeAddress> sees() {
    Set<NodeAddress> seen = new LinkedHashSet<>(List.of(ring));
    for (PositionStatus position : positions) {
      position.predecessor().forEach(member -> seen.add(member.address()));
      position.successors().forEach(member -> seen.add(member.address()));
    }
    return ImmutableList.copyOf(seen);
  }

  /** Returns whether its disk is out of service, because of which it has left the ring. */
  public boolean diskFailed() {
    return disk == DiskState.FAILED;
  }

  private static DiskState disk(String name) throws WireFormatException {
    try {
      return DiskState.valueOf(name);
    } catch (IllegalArgumentException unknown) {
      throw new WireFormatException("a disk is never " + name);
    }
  }

  void write(WireWriter into) {
    into.text(name)
        .text(uid)
        .address(ring)
        .text(service)
        .list(positions, PositionStatus::write)
        .text(coordinator)
        .text(coordinatorId)
        .i64(epoch)
        .text(role)
        .text(why)
        .i64(objects.total)
        .i64(objects.belowTarget)
        .bool(objects.current)
        .text(disk.name())
        .i32(scrub.thousandths())
        .i64(scrub.passes())
        .i64(scrub.sincePass().toSeconds())
        .i64(scrub.passTakes().toSeconds())
        .bool(scrub.behind())
        .i64(scrub.found())
        .i64(scrub.waiting())
        .i64(scrub.lost())
        .list(outsiders, (address, writer) -> writer.address(address))
        .list(notes, (note, writer) -> writer.text(note));
  }

  static HostStatus read(WireReader from) throws WireFormatException {
    return new HostStatus(
        from.text(MAX_TEXT_BYTES),
        from.text(MAX_TEXT_BYTES),
        from.address(),
        from.text(MAX_TEXT_BYTES),
        from.list(MAX_POSITIONS, PositionStatus::read),
        from.text(MAX_TEXT_BYTES),
        from.text(MAX_TEXT_BYTES),
        from.i64(),
        from.text(MAX_TEXT_BYTES),
        from.text(MAX_TEXT_BYTES),
        new ObjectCount(from.i64(), from.i64(), from.bool()),
        disk(from.text(MAX_TEXT_BYTES)),
        new ScrubStatus(
            from.i32(),
            from.i64(),
            Duration.ofSeconds(from.i64()),
            Duration.ofSeconds(from.i64()),
            from.bool(),
            from.i64(),
            from.i64(),
            from.i64()),
        from.list(MAX_OUTSIDERS, WireReader::address),
        from.list(MAX_NOTES, reader -> reader.text(MAX_NOTE_BYTES)));
  }
}

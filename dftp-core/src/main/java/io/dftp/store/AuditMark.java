// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;

/**
 * How far a host has compared its copies of maps with those of others. If its process and its disk
 * are the same in two marks, and the later one's clean pass began after the earlier mark, then all
 * that was on its disk at the time of the earlier one is known to the owners at the later one.
 *
 * @param process random, new at each start
 * @param disk the name of the disk; another one than before has lost rows
 * @param begun how many passes have begun
 * @param clean the number of the latest pass that found nothing to do, counted from 1; 0 for none
 */
public record AuditMark(long process, long disk, long begun, long clean) {

  /** Says whether all that was there at that earlier mark is known to the owners at this one. */
  public boolean covers(AuditMark earlier) {
    return process == earlier.process && disk == earlier.disk && clean > earlier.begun;
  }

  void write(WireWriter into) {
    into.i64(process).i64(disk).i64(begun).i64(clean);
  }

  static AuditMark read(WireReader from) throws WireFormatException {
    return new AuditMark(from.i64(), from.i64(), from.i64(), from.i64());
  }
}

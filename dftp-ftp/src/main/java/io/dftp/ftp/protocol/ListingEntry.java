// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.time.Instant;

/**
 * One file or directory for a listing.
 *
 * @param name what to show: a name, or a path in MLST
 * @param directory whether it is a directory
 * @param size bytes of a file
 * @param modified the last change
 * @param id the {@code unique} fact
 * @param readable whether this user may read it
 * @param writable whether this user may change it
 */
public record ListingEntry(
    String name,
    boolean directory,
    long size,
    Instant modified,
    String id,
    boolean readable,
    boolean writable) {

  /**
   * Returns the letters of the {@code perm} fact (RFC 3659 section 7.5.5). The root, whose name is
   * a slash, can neither be removed nor renamed.
   */
  public String perm() {
    if (!directory) {
      return (writable ? "adf" : "") + (readable ? "r" : "") + (writable ? "w" : "");
    }
    boolean movable = writable && !name.equals("/");
    return (writable ? "c" : "")
        + (movable ? "d" : "")
        + "e"
        + (movable ? "f" : "")
        + (readable ? "l" : "")
        + (writable ? "mp" : "");
  }
}

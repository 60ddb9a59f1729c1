// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is at a path: nothing, a directory, or a file put together from uploads.
 *
 * @param digest of the bytes of a file; a word for the others
 * @param length of a file
 * @param pieces the uploads of a file, one after the other
 */
record Version(String digest, long length, List<Upload> pieces) {

  static final Version ABSENT = new Version("absent", -1, List.of());
  static final Version DIRECTORY = new Version("directory", -1, List.of());

  Version {
    pieces = List.copyOf(pieces);
  }

  static Version of(List<Upload> pieces) {
    return new Version(
        Upload.digest(pieces), pieces.stream().mapToLong(Upload::length).sum(), pieces);
  }

  /** Returns this file with an upload added; what is no file begins with it. */
  Version plus(Upload upload) {
    List<Upload> all = new ArrayList<>(pieces);
    all.add(upload);
    return of(all);
  }

  boolean isFile() {
    return !pieces.isEmpty();
  }

  /** Returns whether no other version has the same bytes by chance. */
  boolean isUnique() {
    return length >= Upload.UNIQUE_BYTES;
  }

  /** Two files of the same bytes are the same to those who read them. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && version.digest.equals(digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return isFile()
        ? pieces.stream().map(Upload::toString).collect(Collectors.joining("+"))
            + " ("
            + length
            + " bytes)"
        : digest;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

import java.util.List;

/**
 * A part of a directory's listing.
 *
 * @param directory the id of the directory, by which its listing goes on
 * @param entries what was found, in the order of the names' bytes
 * @param last whether nothing follows; a page that is not the last has at least one entry
 */
public record DirectoryPage(String directory, List<FileInfo> entries, boolean last) {
  /** Keeps a copy of the entries. */
  public DirectoryPage {
    entries = List.copyOf(entries);
  }
}

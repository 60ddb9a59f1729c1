// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.tree;

import io.dftp.ftp.files.FileError;
import java.util.List;

/** What a client was told. */
sealed interface Answer {

  /** 226, 250 or 257: it happened. */
  record Done() implements Answer {}

  /** It certainly did not happen. */
  record Refused(FileError.Kind kind) implements Answer {}

  /**
   * 451, or no answer: it may have happened.
   *
   * @param gone whether the process that had taken it has ended since, so that it may yet happen
   */
  record Open(boolean gone) implements Answer {}

  /**
   * A file that was read whole.
   *
   * @param id by which it is known
   */
  record Content(String id, String text) implements Answer {}

  /**
   * A listing that came to its end.
   *
   * @param directories the ids of the directories that its pages were of
   */
  record Listing(List<String> directories, List<Item> items) implements Answer {
    public Listing {
      directories = List.copyOf(directories);
      items = List.copyOf(items);
    }
  }

  /** One line of a listing. */
  record Item(String name, boolean directory, String id) {}
}

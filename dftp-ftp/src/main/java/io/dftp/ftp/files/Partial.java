// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.files;

/** What becomes of the bytes of an upload that broke off. */
public enum Partial {
  /** They are kept as a part, which only the user sees who goes on with it. */
  HIDDEN,
  /** They stand under the name as a shorter file, if there was none. */
  VISIBLE,
  /** Nothing is kept. */
  DISCARD
}

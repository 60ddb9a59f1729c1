// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

/** The arguments of LIST, NLST and STAT: real clients put options of {@code ls} before the path. */
final class ListingArguments {
  private ListingArguments() {}

  /**
   * Returns the path behind the options, which are ignored (RFC 1123 section 4.1.2.7). A path that
   * begins with a dash is written {@code ./-x}.
   */
  static String path(String argument) {
    String rest = argument;
    while (rest.startsWith("-")) {
      int space = rest.indexOf(' ');
      rest = space < 0 ? "" : rest.substring(space + 1).stripLeading();
    }
    return rest;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import java.util.Set;

/** First words of HTTP requests: who sends one is not an FTP client (cross-protocol attacks). */
final class HttpVerbs {
  private static final Set<String> VERBS =
      Set.of("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH");

  private HttpVerbs() {}

  static boolean contains(String verb) {
    return VERBS.contains(verb);
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What the application above a host says to operators. Called on the event loop. */
public interface Application {

  /** Answers a question with text for people, or fails with such a message. */
  CompletableFuture<String> answer(String question);

  /** Returns what an operator should know, a sentence each; the first few are shown. */
  List<String> notes();
}

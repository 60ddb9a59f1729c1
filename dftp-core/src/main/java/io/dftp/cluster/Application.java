// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.RequestChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What the application above a host says to operators. Called on the event loop. */
public interface Application {

  /** One that says nothing. */
  Application SILENT =
      new Application() {
        @Override
        public CompletableFuture<String> answer(String question) {
          return CompletableFuture.failedFuture(
              new UnsupportedOperationException("nobody answers questions here yet"));
        }

        @Override
        public List<String> notes() {
          return List.of();
        }
      };

  /** Answers a question with text for people, or fails with such a message. */
  CompletableFuture<String> answer(String question);

  /** Returns what an operator should know, a sentence each; the first few are shown. */
  List<String> notes();

  /** Answers the questions that come from other processes. */
  static void serve(RequestChannel channel, Application application) {
    channel.on(
        ClusterMessage.Question.class,
        (question, exchange) ->
            application
                .answer(question.text())
                .whenComplete(
                    (text, failure) ->
                        exchange.reply(
                            new ClusterMessage.Answered(
                                failure == null, failure == null ? text : reason(failure)))));
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }
}

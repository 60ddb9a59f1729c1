// SPDX-License-Identifier: Apache-2.0
package io.dftp.cluster;

import io.dftp.net.Exchange;
import io.dftp.net.RequestChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Hands operators' questions to the application, once there is one. Confined to the event loop. */
final class ApplicationDesk {

  private Optional<Application> application = Optional.empty();

  void serve(RequestChannel channel) {
    channel.on(ClusterMessage.Question.class, (question, exchange) -> take(question, exchange));
  }

  void serves(Application above) {
    application = Optional.of(above);
  }

  List<String> notes() {
    return application.map(Application::notes).orElse(List.of());
  }

  private void take(ClusterMessage.Question question, Exchange exchange) {
    if (application.isEmpty()) {
      exchange.reply(new ClusterMessage.Answered(false, "this host does not serve yet"));
      return;
    }
    application
        .get()
        .answer(question.text())
        .whenComplete(
            (text, failure) ->
                exchange.reply(
                    new ClusterMessage.Answered(
                        failure == null, failure == null ? text : reason(failure))));
  }

  private static String reason(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return String.valueOf(cause.getMessage());
  }
}

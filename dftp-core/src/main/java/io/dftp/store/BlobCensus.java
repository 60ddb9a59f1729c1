// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import com.google.common.collect.Lists;
import io.dftp.net.Message;
import io.dftp.net.NodeAddress;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.Outcome;
import io.dftp.store.StoreMessage.BlobDamage;
import io.dftp.store.StoreMessage.BlobPresence;
import io.dftp.store.StoreMessage.BlobsPresent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asks hosts which blobs really lie on their disks, many blobs to a question. */
final class BlobCensus {

  private static final Duration ASKED_FOR = Duration.ofSeconds(5);

  private final StoreEnvironment env;
  private final BlobHolder here;

  BlobCensus(StoreEnvironment env, BlobHolder here) {
    this.env = env;
    this.here = here;
  }

  /** Who has which blob, and who did not say. */
  static final class Findings {
    private final Map<BlobId, Set<NodeAddress>> holders = new LinkedHashMap<>();
    private final Set<NodeAddress> silent = new LinkedHashSet<>();

    /** Returns the hosts that have the blob. */
    Set<NodeAddress> holders(BlobId id) {
      return holders.getOrDefault(id, Set.of());
    }

    boolean isSilent(NodeAddress host) {
      return silent.contains(host);
    }

    private void add(NodeAddress host, List<BlobId> ids, List<Boolean> present) {
      for (int i = 0; i < ids.size(); i++) {
        if (present.get(i)) {
          holders.computeIfAbsent(ids.get(i), id -> new LinkedHashSet<>()).add(host);
        }
      }
    }
  }

  /**
   * Asks each host about its blobs.
   *
   * @return never fails; who did not answer is silent there
   */
  CompletableFuture<Findings> ask(
      Map<NodeAddress, ? extends List<BlobId>> questions, boolean confirm, CallContext context) {
    return ask(
        questions,
        ids -> new BlobPresence(ids, confirm),
        ids -> here.present(ids, confirm, context),
        context);
  }

  /** Asks each host which of its blobs it has set aside as damaged; in all else as the other. */
  CompletableFuture<Findings> askDamaged(
      Map<NodeAddress, ? extends List<BlobId>> questions, CallContext context) {
    return ask(questions, BlobDamage::new, here::damaged, context);
  }

  private CompletableFuture<Findings> ask(
      Map<NodeAddress, ? extends List<BlobId>> questions,
      Function<List<BlobId>, Message> question,
      Function<List<BlobId>, CompletableFuture<List<Boolean>>> ownAnswer,
      CallContext context) {
    Findings findings = new Findings();
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    questions.forEach(
        (host, ids) -> {
          for (List<BlobId> some : Lists.partition(ids, StoreMessage.MAX_ASKED)) {
            answers.add(
                Futures.start(
                        () ->
                            host.equals(env.placement().self())
                                ? ownAnswer.apply(List.copyOf(some))
                                : askOne(host, question.apply(some), some.size(), context))
                    .handle(
                        (present, failure) -> {
                          if (failure == null) {
                            findings.add(host, some, present);
                          } else {
                            findings.silent.add(host);
                          }
                          return null;
                        }));
          }
        });
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(all -> findings);
  }

  private CompletableFuture<List<Boolean>> askOne(
      NodeAddress host, Message question, int ids, CallContext context) {
    CallContext limited = context.child(ASKED_FOR);
    return env.channel()
        .request(host, question, BlobsPresent.class, limited)
        .whenComplete((answer, failure) -> limited.close())
        .thenApply(
            answer -> {
              if (answer.present().size() != ids) {
                throw new DftpException(
                    Outcome.MAY_HAVE_HAPPENED, host + " answered another question");
              }
              return answer.present();
            });
  }
}

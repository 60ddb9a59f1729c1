// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import io.dftp.cluster.Application;
import io.dftp.ftp.namespace.RingFileSystem;
import io.dftp.ftp.reclaim.Forgetting;
import io.dftp.ftp.users.RingAccounts;
import io.dftp.runtime.CallContext;
import io.dftp.runtime.DftpException;
import io.dftp.runtime.EventLoop;
import io.dftp.runtime.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Answers what operators ask of a node: to forget a host, to check the tree. Confined to the event
 * loop.
 */
final class NodeDesk implements Application {

  /** Before it stands what an operator names a host by. */
  static final String FORGET = "forget ";

  /** Before it stands what an operator wants of the users of the ring. */
  static final String USER = "user ";

  private static final Duration WITHIN = Duration.ofSeconds(30);

  private final Forgetting forgetting;
  private final FsckDesk fsck;
  private final RingFileSystem files;
  private final RingAccounts users;
  private final Supplier<List<String>> strangers;
  private final EventLoop loop;

  /**
   * Creates it.
   *
   * @param strangers what an operator should know of hosts that are not talked to
   */
  NodeDesk(
      Forgetting forgetting,
      FsckDesk fsck,
      RingFileSystem files,
      RingAccounts users,
      Supplier<List<String>> strangers,
      EventLoop loop) {
    this.forgetting = forgetting;
    this.fsck = fsck;
    this.files = files;
    this.users = users;
    this.strangers = strangers;
    this.loop = loop;
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(strangers.get());
    notes.addAll(files.notes());
    return notes;
  }

  @Override
  public CompletableFuture<String> answer(String question) {
    if (question.startsWith(FORGET)) {
      return within(context -> forgetting.forget(question.substring(FORGET.length()), context));
    }
    if (question.startsWith(USER)) {
      return within(context -> users.answer(question.substring(USER.length()), context));
    }
    if (question.startsWith(FsckDesk.BEGIN)) {
      return fsck.begin(question.substring(FsckDesk.BEGIN.length()));
    }
    if (question.startsWith(FsckDesk.MORE)) {
      return fsck.more(question.substring(FsckDesk.MORE.length()));
    }
    return CompletableFuture.failedFuture(
        new DftpException(
            Outcome.DID_NOT_HAPPEN, "this node does not know what that means; is it older?"));
  }

  private CompletableFuture<String> within(Function<CallContext, CompletableFuture<String>> work) {
    CallContext context = CallContext.withTimeout(loop, WITHIN);
    CompletableFuture<String> answer;
    try {
      answer = work.apply(context);
    } catch (DftpException refused) {
      answer = CompletableFuture.failedFuture(refused);
    }
    return answer.whenComplete((done, failure) -> context.close());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.command.Action;
import io.dftp.ftp.command.CommandContext;
import io.dftp.ftp.command.Outcome;
import io.dftp.ftp.command.SessionState;
import io.dftp.ftp.protocol.ControlInput;
import io.dftp.ftp.protocol.FtpCommand;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the commands of one client one after the other, and carries out what they decide.
 *
 * <p>ABOR, NOOP and STAT overtake a transfer; every other command waits for it in a bounded queue.
 * Only ABOR overtakes those that wait, and a transfer that has not been announced yet. Confined to
 * the event loop of its control connection, which its data connections share.
 */
// Closing and scheduling are told to nobody: what they fail for ends the session anyway.
@SuppressWarnings("FutureReturnValueIgnored")
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private final ServerContext server;
  private final ControlChannel control;
  private final Admission.Guest guest;
  private final EventLoop loop;
  private final InetAddress peer;
  private final InetAddress local;
  private final DataPaths dataPaths;
  private final Queue<ControlInput> queue = new ArrayDeque<>();

  private SessionState state = SessionState.initial();
  private @Nullable Running running;
  private @Nullable SessionTls tls;

  private @Nullable Future<?> timer;
  private boolean draining;
  private boolean closed;
  private long begunNanos;
  private long activeNanos;
  private int loginFailures;
  private int unknownInRow;

  /** A command that has begun; a late answer to one that was aborted is told apart by identity. */
  private static final class Running {
    final FtpCommand command;
    @Nullable Transfer transfer;
    boolean aborted;

    Running(FtpCommand command) {
      this.command = command;
    }
  }

  Session(ServerContext server, ControlChannel control, Channel channel, Admission.Guest guest) {
    this.server = server;
    this.control = control;
    this.guest = guest;
    loop = channel.eventLoop();
    peer = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    local = ((InetSocketAddress) channel.localAddress()).getAddress();
    dataPaths = new DataPaths(server.config(), loop, local, peer);
  }

  /** Returns what encrypts the control connection from now on. */
  SslHandler beginTls() {
    SessionTls begun = SessionTls.of(server.config().tls(), server.config().times());
    tls = begun;
    return begun.control();
  }

  void begin(boolean underTls) {
    state = underTls ? SessionState.underTls() : SessionState.initial();
    begunNanos = System.nanoTime();
    activeNanos = begunNanos;
    control.send(FtpReply.of(ReplyCode.READY, "DFTP ready."));
    watchTime();
  }

  /** Tells whether another command may come. */
  boolean accepts() {
    return !closed && queue.size() < server.config().limits().maxQueuedCommands();
  }

  void receive(ControlInput input) {
    activeNanos = System.nanoTime();
    if (input instanceof FtpCommand command) {
      log.trace("[{}] {}: {}", name(), peer, command);
      if (HttpVerbs.contains(command.verb())) {
        // A browser was tricked into talking to us: not one reply for it to work with.
        closed = true;
        control.closeNow();
        return;
      }
      if (overtakes(command)) {
        runBeside(command);
        return;
      }
    }
    queue.add(input);
    runQueue();
  }

  /** The control connection is gone: so is all that hangs on it. */
  void controlClosed() {
    closed = true;
    server.presence().note(this, Optional.empty());
    if (timer != null) {
      // It would keep the session in memory for as long as a client may be idle.
      timer.cancel(false);
    }
    queue.clear();
    dataPaths.close();
    Running current = running;
    running = null;
    if (current != null && current.transfer != null) {
      current.transfer.cancel(brokenOff("The control connection was closed."));
    }
  }

  private boolean overtakes(FtpCommand command) {
    if (running == null
        || !server.commands().isTransfer(running.command)
        || !server.commands().overtakesTransfer(command)) {
      return false;
    }
    return command.verb().equals("ABOR") || (running.transfer != null && queue.isEmpty());
  }

  /** Answers what came while the transfer was being opened and need not wait for its end. */
  private void runBesideFromQueue(Running begun) {
    while (running == begun
        && queue.peek() instanceof FtpCommand next
        && server.commands().overtakesTransfer(next)) {
      queue.remove();
      runBeside(next);
    }
    control.pump();
  }

  private void runBeside(FtpCommand command) {
    unknownInRow = 0;
    // These commands decide at once.
    Outcome outcome = server.commands().run(command, context()).join();
    Action action = outcome.action();
    if (action instanceof Action.Abort) {
      abortRunning();
    } else if (action instanceof Action.ReportStatus) {
      control.send(status());
    } else if (action instanceof Action.Reply reply) {
      control.send(reply.reply());
    }
  }

  private void runQueue() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (running == null && !closed && !queue.isEmpty()) {
        run(queue.remove());
      }
    } finally {
      draining = false;
    }
    control.pump();
  }

  private void run(ControlInput input) {
    if (input instanceof ControlInput.BadLine bad) {
      control.send(BadLineReplies.of(bad.reason()));
      countUnknown();
      return;
    }
    FtpCommand command = (FtpCommand) input;
    Running begun = new Running(command);
    running = begun;
    server.admission().working(guest);
    LoopCallbacks.whenDone(
        server.commands().run(command, context()),
        loop,
        (outcome, failure) -> conclude(begun, outcome));
  }

  private void conclude(Running begun, Outcome outcome) {
    if (running != begun || closed) {
      outcome.discard();
      return;
    }
    logLogin(outcome.state());
    state = outcome.state();
    server.presence().note(this, state.user());
    server.admission().answered(guest, state.user().isPresent());
    boolean known = server.commands().knows(begun.command.verb());
    if (known) {
      unknownInRow = 0;
    }
    perform(begun, outcome.action());
    if (!known) {
      countUnknown();
    }
  }

  private void perform(Running begun, Action action) {
    if (action instanceof Action.Reply reply) {
      done(begun, reply.reply());
    } else if (action instanceof Action.ReplyAndClose last) {
      finish(last.reply());
    } else if (action instanceof Action.RefuseLogin refused) {
      refuseLogin(begun, refused.reply());
    } else if (action instanceof Action.Listen listen) {
      LoopCallbacks.whenDone(
          dataPaths.listen(listen.extended()), loop, (reply, failure) -> done(begun, reply));
    } else if (action instanceof Action.ConnectTo connect) {
      dataPaths.connectTo(connect.target());
      done(begun, connect.reply());
    } else if (action instanceof Action.Send send) {
      send(begun, send);
    } else if (action instanceof Action.Receive receive) {
      Transfer transfer = new Upload(server.config(), loop, receive.sink(), control::hasGone);
      transfer(begun, receive.opening(), transfer);
    } else if (action instanceof Action.Abort) {
      done(begun, abortDone());
    } else if (action instanceof Action.ReportStatus) {
      done(begun, status());
    } else if (action instanceof Action.BeginTls begin) {
      beginTls(begin.reply());
    }
  }

  private void beginTls(FtpReply reply) {
    running = null;
    if (!queue.isEmpty()) {
      log.info("[{}] {} sent commands in clear behind AUTH; closed.", name(), peer);
      closed = true;
      control.closeNow();
      return;
    }
    dataPaths.close();
    SslHandler handler;
    try {
      handler = beginTls();
    } catch (IllegalStateException unusable) {
      log.warn("[{}] {}", name(), unusable.getMessage());
      finish(FtpReply.of(ReplyCode.UNAVAILABLE, "TLS cannot be had now."));
      return;
    }
    control.beginTls(reply, handler);
  }

  private void send(Running begun, Action.Send send) {
    // To look whether it has gone reads, and under TLS a client may have begun already.
    if (!state.isDataPrivate() && dataPaths.peerHasGone()) {
      send.bytes().close();
      dataPaths.close();
      done(
          begun,
          FtpReply.of(ReplyCode.NO_DATA_CONNECTION, "The data connection is closed already."));
      return;
    }
    transfer(begun, send.opening(), new Download(server.config(), loop, send.bytes()));
  }

  private void transfer(Running begun, FtpReply opening, Transfer transfer) {
    begun.transfer = transfer;
    control.send(opening);
    LoopCallbacks.whenDone(transfer.end(), loop, (reply, failure) -> transferEnded(begun, reply));
    LoopCallbacks.whenDone(
        dataPaths.open(state.isDataPrivate() ? tls : null),
        loop,
        (channel, failure) -> {
          if (failure == null) {
            transfer.begin(channel);
          } else {
            transfer.cancel(dataPaths.refusal(failure));
          }
        });
    runBesideFromQueue(begun);
  }

  private void transferEnded(Running begun, FtpReply reply) {
    if (running != begun) {
      return;
    }
    activeNanos = System.nanoTime();
    if (begun.aborted) {
      control.send(reply);
      done(begun, abortDone());
    } else {
      done(begun, reply);
    }
  }

  private void abortRunning() {
    Running current = running;
    if (current == null || current.aborted) {
      return;
    }
    current.aborted = true;
    FtpReply reply = brokenOff("Aborted at your wish.");
    if (current.transfer != null) {
      // In this order: a connection that is given up would end the transfer with 425.
      current.transfer.cancel(reply);
      dataPaths.close();
      return;
    }
    // The file is still being opened; what comes of it will be given up.
    running = null;
    state = server.commands().withoutRestart(state);
    control.send(reply);
    control.send(abortDone());
    runQueue();
  }

  private void done(Running begun, FtpReply reply) {
    if (running != begun || closed) {
      return;
    }
    running = null;
    control.send(reply);
    runQueue();
  }

  private void finish(FtpReply reply) {
    closed = true;
    queue.clear();
    control.finish(reply);
  }

  private void refuseLogin(Running begun, FtpReply reply) {
    loginFailures++;
    long now = System.nanoTime();
    Duration delay = server.admission().loginFailed(peer, now);
    log.info("[{}] Log-in of {} failed ({} on this connection).", name(), peer, loginFailures);
    boolean last =
        loginFailures >= server.config().limits().maxLoginFailures()
            || server.admission().isBlocked(peer, now);
    Runnable answer =
        () -> {
          if (last && running == begun && !closed) {
            finish(FtpReply.of(ReplyCode.UNAVAILABLE, "Too many failed log-ins."));
          } else {
            done(begun, reply);
          }
        };
    loop.schedule(answer, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void countUnknown() {
    unknownInRow++;
    if (unknownInRow >= server.config().limits().maxUnknownCommands() && !closed) {
      finish(FtpReply.of(ReplyCode.UNAVAILABLE, "Too many lines that are no commands."));
    }
  }

  /** The account was changed: nothing that it allowed before goes on. */
  void endChanged() {
    loop.execute(
        () -> {
          if (closed) {
            return;
          }
          // First, so that nothing that waits is done any more.
          finish(FtpReply.of(ReplyCode.UNAVAILABLE, "Your account was changed; log in again."));
          Running current = running;
          if (current != null && current.transfer != null) {
            current.transfer.cancel(brokenOff("Your account was changed."));
          }
          dataPaths.close();
        });
  }

  private void watchTime() {
    if (closed) {
      return;
    }
    TimeLimits times = server.config().times();
    long now = System.nanoTime();
    if (running != null && running.transfer != null) {
      activeNanos = now;
    }
    long idleLeft = activeNanos + times.idle().toNanos() - now;
    boolean loggedIn = state.user().isPresent();
    long loginLeft = loggedIn ? Long.MAX_VALUE : begunNanos + times.login().toNanos() - now;
    if (idleLeft <= 0 || loginLeft <= 0) {
      finish(FtpReply.of(ReplyCode.UNAVAILABLE, "Idle for too long."));
      return;
    }
    long left = Math.min(idleLeft, loginLeft);
    timer = loop.schedule(this::watchTime, left + 1, TimeUnit.NANOSECONDS);
  }

  private CommandContext context() {
    return new CommandContext(
        state,
        server.files(),
        server.authenticator(),
        server.clock(),
        peer,
        local,
        dataPaths.isPrepared(),
        server.config().tls().mode());
  }

  private FtpReply status() {
    String user =
        state.user().map(who -> "Logged in as " + who.name() + ".").orElse("Not logged in.");
    Optional<Transfer> transfer =
        Optional.ofNullable(running).flatMap(current -> Optional.ofNullable(current.transfer));
    String data =
        transfer
            .map(current -> "Transfer under way: " + current.bytes() + " bytes so far.")
            .orElse("No transfer under way.");
    List<String> lines = List.of(user, "Type is " + state.type() + ".", data);
    return FtpReply.of(ReplyCode.SYSTEM_STATUS, "Status:", lines, "End");
  }

  private void logLogin(SessionState next) {
    if (state.user().isEmpty() && next.user().isPresent()) {
      log.info("[{}] {} logged in as {}.", name(), peer, next.user().get().name());
    }
  }

  private String name() {
    return server.config().name();
  }

  private static FtpReply abortDone() {
    return FtpReply.of(ReplyCode.DATA_DONE, "ABOR is done; no transfer is under way.");
  }

  private static FtpReply brokenOff(String text) {
    return FtpReply.of(ReplyCode.TRANSFER_BROKEN, text);
  }
}

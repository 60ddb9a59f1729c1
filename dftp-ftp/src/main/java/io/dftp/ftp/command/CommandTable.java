// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.auth.User;
import io.dftp.ftp.protocol.FtpCommand;
import io.dftp.ftp.protocol.FtpReply;
import io.dftp.ftp.protocol.ReplyCode;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** All commands by their verbs, and the rules that hold for each of them. */
public final class CommandTable {
  private static final Set<String> TRANSFERS =
      Set.of("RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD");

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** What a session must have for a command. */
  private enum Need {
    NOTHING,
    LOGIN,
    READ,
    WRITE
  }

  private record Entry(
      String syntax, CommandHandler handler, Need need, UnaryOperator<SessionState> after) {
    boolean needsArgument() {
      return syntax.contains(" <");
    }
  }

  private CommandTable() {}

  /** Returns the table of all commands. */
  public static CommandTable standard() {
    CommandTable table = new CommandTable();
    table.addSession();
    table.addParameters();
    table.addPaths();
    table.addTransfers();
    new RefusedCommands().addTo(table);
    return table;
  }

  /** Tells whether a verb is known, be it refused. */
  public boolean knows(String verb) {
    return entries.containsKey(verb);
  }

  /** Returns the state after a transfer command that was aborted before it decided anything. */
  public SessionState withoutRestart(SessionState state) {
    return clearRestart(state);
  }

  /** Tells whether a command moves data over a data connection. */
  public boolean isTransfer(FtpCommand command) {
    return TRANSFERS.contains(command.verb());
  }

  /**
   * Tells whether a command is answered while a transfer runs, without waiting for it: ABOR, NOOP,
   * and STAT without a path.
   */
  public boolean overtakesTransfer(FtpCommand command) {
    return switch (command.verb()) {
      case "ABOR", "NOOP" -> true;
      case "STAT" -> command.argument().isEmpty();
      default -> false;
    };
  }

  /**
   * Runs a command.
   *
   * @return what it decided; never fails
   */
  public CompletableFuture<Outcome> run(FtpCommand command, CommandContext context) {
    Entry entry = entries.get(command.verb());
    if (entry == null) {
      return CompletableFuture.completedFuture(
          Outcome.reply(context.state(), ReplyCode.UNKNOWN_COMMAND, "Unknown command."));
    }
    return refusal(entry, command, context)
        .map(
            reply ->
                CompletableFuture.completedFuture(
                    Outcome.reply(entry.after().apply(context.state()), reply)))
        .orElseGet(
            () ->
                guarded(entry, command, context)
                    .handle((outcome, failure) -> conclude(entry, context, outcome, failure)));
  }

  /** Returns the verbs that do something, for HELP. */
  List<String> verbs() {
    return entries.entrySet().stream()
        .filter(entry -> !(entry.getValue().handler() instanceof RefusedCommands.Refused))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns how to write a command, for HELP. */
  Optional<String> syntax(String verb) {
    return Optional.ofNullable(entries.get(verb)).map(Entry::syntax);
  }

  void addRefused(String verb, ReplyCode code, String text) {
    add(verb, new RefusedCommands.Refused(code, text), Need.NOTHING);
  }

  private void addSession() {
    add("USER <name>", new UserCommand(), Need.NOTHING);
    add("PASS [password]", new Pass(), Need.NOTHING);
    add("ACCT [account]", new Acct(), Need.NOTHING);
    add("REIN", new Rein(), Need.NOTHING);
    add("AUTH <TLS>", new Auth(), Need.NOTHING);
    add("PBSZ <0>", new Pbsz(), Need.NOTHING);
    add("PROT <C|P>", new Prot(), Need.NOTHING);
    add("CCC", new Ccc(), Need.NOTHING);
    add("QUIT", new Quit(), Need.NOTHING);
    add("SYST", new Syst(), Need.NOTHING);
    add("FEAT", new Feat(), Need.NOTHING);
    add("OPTS <option> [value]", new Opts(), Need.NOTHING);
    add("LANG [language]", new Lang(), Need.NOTHING);
    add("CLNT [name]", new Clnt(), Need.NOTHING);
    add("NOOP", new Noop(), Need.NOTHING);
    add("HELP [command]", new Help(this), Need.NOTHING);
    add("STAT [path]", new Stat(), Need.NOTHING);
    add("SITE <command>", new Site(), Need.NOTHING);
  }

  private void addParameters() {
    add("TYPE <A|I>", new Type(), Need.LOGIN);
    add("MODE <S>", new Mode(), Need.LOGIN);
    add("STRU <F>", new Stru(), Need.LOGIN);
    add("PASV", new Pasv(), Need.LOGIN);
    add("EPSV [protocol]", new Epsv(), Need.LOGIN);
    add("PORT <h1,h2,h3,h4,p1,p2>", new Port(), Need.LOGIN);
    add("EPRT <|protocol|address|port|>", new Eprt(), Need.LOGIN);
    add("REST <offset>", new Rest(), Need.LOGIN);
    add("ALLO <bytes>", new Allo(), Need.LOGIN);
    add("ABOR", new Abor(), Need.NOTHING);
  }

  private void addPaths() {
    add("PWD", new Pwd(), Need.LOGIN, "XPWD");
    add("CWD <path>", new Cwd(), Need.LOGIN, "XCWD");
    add("CDUP", new Cdup(), Need.LOGIN, "XCUP");
    add("MKD <path>", new Mkd(), Need.WRITE, "XMKD");
    add("RMD <path>", new Rmd(), Need.WRITE, "XRMD");
    add("DELE <path>", new Dele(), Need.WRITE);
    add("RNFR <path>", new Rnfr(), Need.WRITE);
    add("RNTO <path>", new Rnto(), Need.WRITE, s -> s.withRenameFrom(null));
    add("SIZE <path>", new Size(), Need.READ);
    add("MDTM <path>", new Mdtm(), Need.READ);
    add("MFMT <time> <path>", new Mfmt(), Need.WRITE);
    add("MFF <modify=time;> <path>", new Mff(), Need.WRITE);
    add("MLST [path]", new Mlst(), Need.READ);
  }

  private void addTransfers() {
    add("RETR <path>", new Retr(), Need.READ, CommandTable::clearRestart);
    add("STOR <path>", new Stor(), Need.WRITE, CommandTable::clearRestart);
    add("STOU [name]", new Stou(new SecureRandom()), Need.WRITE, CommandTable::clearRestart);
    add("APPE <path>", new Appe(), Need.WRITE, CommandTable::clearRestart);
    add("LIST [path]", new ListCommand(), Need.READ);
    add("NLST [path]", new Nlst(), Need.READ);
    add("MLSD [path]", new Mlsd(), Need.READ);
  }

  private void add(String syntax, CommandHandler handler, Need need, String... aliases) {
    add(syntax, handler, need, UnaryOperator.identity(), aliases);
  }

  private void add(
      String syntax,
      CommandHandler handler,
      Need need,
      UnaryOperator<SessionState> after,
      String... aliases) {
    String verb = syntax.split(" ", 2)[0];
    entries.put(verb, new Entry(syntax, handler, need, after));
    for (String alias : aliases) {
      String aliasSyntax = alias + syntax.substring(verb.length());
      entries.put(alias, new Entry(aliasSyntax, handler, need, after));
    }
  }

  /** REST counts for the next transfer only, whether that works or not (RFC 3659 section 5.3). */
  private static SessionState clearRestart(SessionState state) {
    return state.withRestartOffset(0);
  }

  private static Optional<FtpReply> refusal(
      Entry entry, FtpCommand command, CommandContext context) {
    Need need = entry.need();
    Optional<User> user = context.state().user();
    if (need != Need.NOTHING && user.isEmpty()) {
      return Optional.of(FtpReply.of(ReplyCode.NOT_LOGGED_IN, "Please log in with USER and PASS."));
    }
    // Spaces are a name like any other.
    if (entry.needsArgument() && command.argument().isEmpty()) {
      return Optional.of(FtpReply.of(ReplyCode.BAD_ARGUMENT, "Syntax: " + entry.syntax()));
    }
    if (need == Need.READ && !user.orElseThrow().canRead()) {
      return Optional.of(FtpReply.of(ReplyCode.FILE_UNAVAILABLE, "You may not read here."));
    }
    if (need == Need.WRITE && !user.orElseThrow().canWrite()) {
      return Optional.of(FtpReply.of(ReplyCode.NAME_NOT_ALLOWED, "You may not write here."));
    }
    return Optional.empty();
  }

  private static CompletableFuture<Outcome> guarded(
      Entry entry, FtpCommand command, CommandContext context) {
    try {
      return entry.handler().handle(context, command.argument());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Outcome conclude(
      Entry entry, CommandContext context, Outcome outcome, Throwable failure) {
    if (failure != null) {
      FtpReply reply = FileErrorReplies.beforeTransfer(failure);
      return Outcome.reply(entry.after().apply(context.state()), reply);
    }
    return new Outcome(entry.after().apply(outcome.state()), outcome.action());
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.protocol.MlstFact;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.Locale;
import java.util.Set;

/** OPTS: chooses how a command behaves (RFC 2389 section 4; MLST in RFC 3659 section 7.9). */
final class Opts implements CommandHandler.Immediate {

  @Override
  public Outcome decide(CommandContext context, String argument) {
    String[] words = argument.trim().split(" +", 2);
    String value = words.length > 1 ? words[1] : "";
    return switch (words[0].toUpperCase(Locale.ROOT)) {
      case "UTF8" -> utf8(context, value);
      case "MLST" -> mlst(context, value);
      default -> throw new RefusalException(ReplyCode.BAD_ARGUMENT, "There is no such option.");
    };
  }

  private static Outcome utf8(CommandContext context, String value) {
    if (!value.isEmpty() && !value.equalsIgnoreCase("ON")) {
      throw new RefusalException(ReplyCode.BAD_ARGUMENT, "Names are always UTF-8.");
    }
    return Outcome.reply(context.state(), ReplyCode.OK, "Names are UTF-8.");
  }

  private static Outcome mlst(CommandContext context, String value) {
    Set<MlstFact> facts =
        MlstFact.ofArgument(value)
            .orElseThrow(
                () ->
                    new RefusalException(
                        ReplyCode.BAD_ARGUMENT, "Syntax: OPTS MLST [fact;fact;...]"));
    StringBuilder text = new StringBuilder("MLST OPTS");
    facts.forEach(
        fact -> text.append(text.indexOf(";") < 0 ? " " : "").append(fact.label()).append(';'));
    return Outcome.reply(context.state().withFacts(facts), ReplyCode.OK, text.toString());
  }
}

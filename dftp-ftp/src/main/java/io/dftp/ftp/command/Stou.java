// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.command;

import io.dftp.ftp.files.WriteMode;
import io.dftp.ftp.protocol.FtpPath;
import io.dftp.ftp.protocol.RefusalException;
import io.dftp.ftp.protocol.ReplyCode;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * STOU: stores a file in the current directory under a name that nothing has there (RFC 959 section
 * 4.1.3), and tells it when the transfer opens (RFC 1123 section 4.1.2.9).
 *
 * <p>A name that the client offers becomes the beginning of the new one. The rest is drawn by
 * chance and so long that no two are equal: a look-up could not promise as much, for others may
 * store between it and the end of the transfer.
 */
final class Stou implements CommandHandler {
  private static final Pattern OFFERED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final String OWN = "stou";

  private final RandomGenerator random;

  Stou(RandomGenerator random) {
    this.random = random;
  }

  @Override
  public CompletableFuture<Outcome> handle(CommandContext context, String argument) {
    if (context.state().restartOffset() > 0) {
      throw new RefusalException(ReplyCode.BAD_RESTART, "A new file begins at 0.");
    }
    String begin = OFFERED.matcher(argument).matches() ? argument : OWN;
    String name = begin + "." + HexFormat.of().toHexDigits(random.nextLong());
    FtpPath path = context.real(context.state().directory().child(name));
    return Transfers.receive(context, path, WriteMode.replace(), "FILE: " + name);
  }
}

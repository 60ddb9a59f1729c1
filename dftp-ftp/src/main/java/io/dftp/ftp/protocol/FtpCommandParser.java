// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns the bytes of a control connection into commands, wherever the network split them.
 *
 * <p>A line ends with CR LF or a bare LF. Telnet (RFC 854) is filtered: commands and option
 * negotiations are dropped, {@code IAC IAC} is one byte 0xFF, CR NUL is CR. A client that aborts
 * sends {@code IAC IP IAC DM ABOR} partly as urgent data (RFC 959 page 34), of which the network
 * layer may swallow or move a byte: so a lone IAC or DM at the start of a line is dropped too.
 * Inside a line 0xFF before a byte that is no Telnet command is data.
 *
 * <p>Holds at most one line; a longer one is skipped to its end and reported. Not safe for use by
 * several threads.
 */
public final class FtpCommandParser {
  private static final int NUL = 0;
  private static final int LF = '\n';
  private static final int CR = '\r';
  private static final int SE = 0xF0;
  private static final int DATA_MARK = 0xF2;
  private static final int GO_AHEAD = 0xF9;
  private static final int SUBNEGOTIATION = 0xFA;
  private static final int WILL = 0xFB;
  private static final int DONT = 0xFE;
  private static final int IAC = 0xFF;

  private enum Telnet {
    DATA,
    AFTER_IAC,
    OPTION,
    INSIDE_SUBNEGOTIATION,
    IAC_INSIDE_SUBNEGOTIATION
  }

  private static final int FIRST_CAPACITY = 128;

  private final int maxLineBytes;
  private byte[] line;
  private int length;
  private boolean tooLong;
  private boolean afterCr;
  private Telnet telnet = Telnet.DATA;

  /**
   * Creates a parser at the start of a line.
   *
   * @param maxLineBytes the longest line in bytes after filtering, without its end, at least 4
   */
  public FtpCommandParser(int maxLineBytes) {
    if (maxLineBytes < 4) {
      throw new IllegalArgumentException("maxLineBytes must be at least 4: " + maxLineBytes);
    }
    this.maxLineBytes = maxLineBytes;
    line = new byte[Math.min(FIRST_CAPACITY, maxLineBytes)];
  }

  /**
   * Reads up to the end of one line and stops there, so that the caller decides when it wants more.
   *
   * @param in bytes in the order of their arrival; consumed up to the line's end
   * @return the line; absent if the input ended before it did
   */
  public Optional<ControlInput> parse(ByteBuffer in) {
    while (in.hasRemaining()) {
      if (acceptTelnet(in.get() & 0xFF)) {
        return Optional.of(takeLine());
      }
    }
    return Optional.empty();
  }

  /** Tells whether no part of a line waits for its end. */
  public boolean isAtLineStart() {
    return telnet == Telnet.DATA && atLineStart() && !tooLong;
  }

  /** Returns whether the byte ended a line, as do the methods below. */
  private boolean acceptTelnet(int b) {
    switch (telnet) {
      case DATA -> {
        if (b == IAC) {
          telnet = Telnet.AFTER_IAC;
          return false;
        }
        return !(b == DATA_MARK && atLineStart()) && acceptText(b);
      }
      case AFTER_IAC -> {
        return acceptAfterIac(b);
      }
      case OPTION -> telnet = Telnet.DATA;
      case INSIDE_SUBNEGOTIATION -> {
        // No FTP client negotiates so: a stray byte must not swallow commands for ever.
        if (b == LF) {
          telnet = Telnet.DATA;
          return acceptText(b);
        }
        if (b == IAC) {
          telnet = Telnet.IAC_INSIDE_SUBNEGOTIATION;
        }
      }
      case IAC_INSIDE_SUBNEGOTIATION ->
          telnet = b == SE ? Telnet.DATA : Telnet.INSIDE_SUBNEGOTIATION;
    }
    return false;
  }

  private boolean acceptAfterIac(int b) {
    telnet = Telnet.DATA;
    if (b == IAC) {
      return acceptText(IAC);
    }
    if (b >= WILL && b <= DONT) {
      telnet = Telnet.OPTION;
      return false;
    }
    if (b == SUBNEGOTIATION) {
      telnet = Telnet.INSIDE_SUBNEGOTIATION;
      return false;
    }
    if (b >= SE && b <= GO_AHEAD) {
      return false;
    }
    if (!atLineStart()) {
      acceptText(IAC);
    }
    return acceptText(b);
  }

  private boolean acceptText(int b) {
    if (afterCr) {
      afterCr = false;
      if (b == LF) {
        return true;
      }
      append(CR);
      if (b == NUL) {
        return false;
      }
    }
    if (b == CR) {
      afterCr = true;
      return false;
    }
    if (b == LF) {
      return true;
    }
    append(b);
    return false;
  }

  private boolean atLineStart() {
    return length == 0 && !afterCr && !tooLong;
  }

  private void append(int b) {
    if (length == maxLineBytes) {
      tooLong = true;
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, Math.min(2 * length, maxLineBytes));
    }
    line[length++] = (byte) b;
  }

  private ControlInput takeLine() {
    ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
    boolean skipped = tooLong;
    length = 0;
    tooLong = false;
    if (skipped) {
      return new ControlInput.BadLine(ControlInput.Reason.TOO_LONG);
    }
    if (!bytes.hasRemaining()) {
      return new ControlInput.BadLine(ControlInput.Reason.EMPTY);
    }
    try {
      return FtpCommand.ofLine(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return new ControlInput.BadLine(ControlInput.Reason.NOT_UTF8);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;

/** Writes entries the way clients read them; lines come without their end. */
public final class ListingFormat {
  private static final DateTimeFormatter RECENT =
      DateTimeFormatter.ofPattern("MMM dd HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter OLD =
      DateTimeFormatter.ofPattern("MMM dd  uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
  private static final Duration HALF_A_YEAR = Duration.ofDays(182);
  private static final int SIZE_WIDTH = 12;

  private ListingFormat() {}

  /**
   * Returns the line of LIST in the form of {@code ls -l}, which is what clients parse.
   *
   * @param now tells whether the year or the hour is shown
   */
  public static String unix(ListingEntry entry, Instant now) {
    String size = Long.toString(entry.size());
    boolean recent =
        entry.modified().isAfter(now.minus(HALF_A_YEAR))
            && entry.modified().isBefore(now.plus(Duration.ofDays(1)));
    return mode(entry)
        + "   1 ftp      ftp      "
        + " ".repeat(Math.max(0, SIZE_WIDTH - size.length()))
        + size
        + " "
        + (recent ? RECENT : OLD).format(FtpTime.nearest(entry.modified()))
        + " "
        + entry.name();
  }

  /**
   * Returns the line of MLSD, and of MLST behind its leading space: facts, a space, the name (RFC
   * 3659 section 7.2).
   *
   * @param facts which to tell; none leaves the space and the name
   */
  public static String machine(ListingEntry entry, Set<MlstFact> facts) {
    StringBuilder out = new StringBuilder();
    for (MlstFact fact : MlstFact.values()) {
      if (facts.contains(fact) && !(fact == MlstFact.SIZE && entry.directory())) {
        out.append(fact.label()).append('=').append(value(entry, fact)).append(';');
      }
    }
    return out.append(' ').append(entry.name()).toString();
  }

  /** Returns a path in quotes for a 257 reply: quotes inside are doubled (RFC 959 appendix II). */
  public static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  private static String value(ListingEntry entry, MlstFact fact) {
    return switch (fact) {
      case TYPE -> entry.directory() ? "dir" : "file";
      case SIZE -> Long.toString(entry.size());
      case MODIFY -> FtpTime.format(entry.modified());
      case PERM -> entry.perm();
      case UNIQUE -> entry.id();
    };
  }

  private static String mode(ListingEntry entry) {
    String bits = (entry.readable() ? "r" : "-") + (entry.writable() ? "w" : "-");
    String others = entry.readable() ? "r-" : "--";
    String execute = entry.directory() ? "x" : "-";
    String kind = entry.directory() ? "d" : "-";
    return kind + bits + execute + others + execute + others + execute;
  }
}

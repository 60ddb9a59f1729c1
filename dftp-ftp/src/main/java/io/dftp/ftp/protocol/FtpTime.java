// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The time values of RFC 3659 section 2.3, {@code YYYYMMDDHHMMSS[.fraction]}, always UTC. */
public final class FtpTime {
  private static final Pattern FORM = Pattern.compile("([0-9]{14})(?:\\.([0-9]{1,9})[0-9]*)?");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private FtpTime() {}

  /** Returns the time to the second; the nearest that has 14 digits for one that has not. */
  public static String format(Instant time) {
    return SECONDS.format(nearest(time));
  }

  /** Returns the time, or the nearest whose year has four digits. */
  static Instant nearest(Instant time) {
    if (time.isBefore(FIRST)) {
      return FIRST;
    }
    return time.isAfter(LAST) ? LAST : time;
  }

  /** Reads a time; absent if the text is none, or no day or hour that exists. */
  public static Optional<Instant> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String fraction = matcher.group(2) == null ? "" : matcher.group(2);
    int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
    try {
      String d = matcher.group(1);
      LocalDateTime time =
          LocalDateTime.of(
              number(d, 0, 4),
              number(d, 4, 6),
              number(d, 6, 8),
              number(d, 8, 10),
              number(d, 10, 12),
              number(d, 12, 14));
      return Optional.of(time.plusNanos(nanos).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static int number(String digits, int from, int to) {
    return Integer.parseInt(digits.substring(from, to));
  }
}

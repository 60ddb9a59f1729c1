// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.ftp.reclaim.ContentUse.Place;
import io.dftp.ftp.reclaim.ContentUse.Use;
import io.dftp.ftp.reclaim.ContentUse.Verdict;
import io.dftp.store.Dot;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentUseTest {

  private static final long WRITER = 5;
  private static final Dot FIRST = new Dot(1, 1);
  private static final Dot SECOND = new Dot(1, 2);

  private static ContentUse of(Place... links) {
    return new ContentUse(false, OptionalLong.of(WRITER), List.of(links));
  }

  private static Place place(Dot row, Use use) {
    return new Place(row, use);
  }

  @Test
  void whatIsNamedStays() {
    assertThat(of(place(FIRST, Use.NAMED)).verdict(Set.of())).isEqualTo(Verdict.KEEP);
    assertThat(of(place(FIRST, Use.PAST), place(SECOND, Use.NAMED)).verdict(Set.of()))
        .isEqualTo(Verdict.PRUNE);
  }

  @Test
  void whatMayComeToBeNamedIsWaitedFor() {
    assertThat(of(place(FIRST, Use.UNDECIDED)).verdict(Set.of())).isEqualTo(Verdict.WAIT);
    assertThat(of(place(FIRST, Use.PAST), place(SECOND, Use.UNDECIDED)).verdict(Set.of()))
        .isEqualTo(Verdict.PRUNE);
  }

  @Test
  void whatNothingNamesEnds() {
    assertThat(of(place(FIRST, Use.PAST)).verdict(Set.of(WRITER))).isEqualTo(Verdict.END);
  }

  @Test
  void whatIsBeingWrittenIsWaitedForAndEndsWithItsWriter() {
    assertThat(of().verdict(Set.of(WRITER))).isEqualTo(Verdict.WAIT);
    assertThat(of().verdict(Set.of(WRITER + 1))).isEqualTo(Verdict.END);
  }

  @Test
  void whatHasNoWrittenBeginningIsNeverEnded() {
    ContentUse old = new ContentUse(false, OptionalLong.empty(), List.of(place(FIRST, Use.PAST)));

    assertThat(old.verdict(Set.of())).isEqualTo(Verdict.KEEP);
  }

  @Test
  void whatWasSeenOnlyAfterAllWereHeardIsNotCertain() {
    ContentUse before = of(place(FIRST, Use.PAST));
    ContentUse now = of(place(FIRST, Use.PAST), place(SECOND, Use.PAST));

    assertThat(now.asKnownBy(before).past()).containsExactly(FIRST);
    assertThat(now.asKnownBy(before).verdict(Set.of())).isEqualTo(Verdict.PRUNE);
    assertThat(now.asKnownBy(now).verdict(Set.of())).isEqualTo(Verdict.END);
  }
}

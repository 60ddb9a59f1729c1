// SPDX-License-Identifier: Apache-2.0
package io.dftp.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.runtime.Bytes;
import io.dftp.store.ScrubPosition.Stage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScrubPositionTest {

  private static final ObjectId OBJECT = new ObjectId(0x8000_0000_0000_0000L, 3);

  @Test
  void isTheSameAfterARestart() {
    for (ScrubPosition position :
        List.of(
            ScrubPosition.BEGIN,
            ScrubPosition.after(17),
            ScrubPosition.beginOf(Stage.MAPS),
            ScrubPosition.after(OBJECT),
            ScrubPosition.beginOf(Stage.BLOBS),
            ScrubPosition.after(new BlobId(OBJECT, 5)))) {
      assertThat(ScrubPosition.decode(position.encode())).isEqualTo(position);
    }
    assertThat(ScrubPosition.after(17).file()).isEqualTo(17);
    assertThat(ScrubPosition.after(OBJECT).map()).contains(OBJECT);
    assertThat(ScrubPosition.after(new BlobId(OBJECT, 5)).blob()).contains(new BlobId(OBJECT, 5));
  }

  @Test
  void whatSaysNothingIsTheBeginning() {
    for (byte[] bytes : List.of(new byte[0], new byte[] {4}, new byte[] {-1}, new byte[] {1, 2})) {
      assertThat(ScrubPosition.decode(Bytes.wrap(bytes))).isEqualTo(ScrubPosition.BEGIN);
    }
  }

  @Test
  void tellsByTheNameHowMuchIsBehindIt() {
    assertThat(ScrubPosition.BEGIN.thousandths()).isZero();
    assertThat(ScrubPosition.after(99).thousandths()).isZero();
    assertThat(ScrubPosition.after(OBJECT).thousandths()).isBetween(20, 100);
    assertThat(ScrubPosition.beginOf(Stage.BLOBS).thousandths()).isEqualTo(100);
    assertThat(ScrubPosition.after(new BlobId(OBJECT, 0)).thousandths()).isEqualTo(550);
    assertThat(ScrubPosition.after(new BlobId(new ObjectId(-1, 0), 0)).thousandths())
        .isEqualTo(999);
  }
}

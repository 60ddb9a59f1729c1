// SPDX-License-Identifier: Apache-2.0
package io.dftp.sim.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedStatesTest {

  @Test
  void agreesWithAMapAcrossGrowthAndChunks() {
    PackedStates states = new PackedStates();
    Map<ByteBuffer, Integer> twin = new LinkedHashMap<>();
    SplittableRandom random = new SplittableRandom(1);

    for (int i = 0; i < 60_000; i++) {
      byte[] state = new byte[random.nextInt(10) == 0 ? random.nextInt(2000) : random.nextInt(4)];
      random.nextBytes(state);
      Integer known = twin.putIfAbsent(ByteBuffer.wrap(state), twin.size());
      int added = states.add(state, state.length, i);
      assertThat(added).isEqualTo(known == null ? twin.size() - 1 : PackedStates.NONE);
    }

    assertThat(states.size()).isEqualTo(twin.size());
    byte[] buffer = new byte[2000];
    twin.forEach(
        (state, index) -> {
          int length = states.read(index, buffer);
          assertThat(ByteBuffer.wrap(Arrays.copyOf(buffer, length))).isEqualTo(state);
          assertThat(states.find(state.array(), state.array().length)).isEqualTo(index);
        });
    assertThat(states.find(new byte[] {1, 2, 3, 4, 5}, 5)).isEqualTo(PackedStates.NONE);
  }

  @Test
  void bitsComeBackAsTheyWereWritten() {
    BitWriter writer = new BitWriter();
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 2000; i++) {
      int width = 1 + random.nextInt(32);
      writer.put(random.nextLong() & ((1L << width) - 1), width);
    }

    BitReader reader = new BitReader(writer.toBytes());

    SplittableRandom again = new SplittableRandom(2);
    for (int i = 0; i < 2000; i++) {
      int width = 1 + again.nextInt(32);
      assertThat(reader.getLong(width)).isEqualTo(again.nextLong() & ((1L << width) - 1));
    }
  }

  @Test
  void aNumberThatDoesNotFitIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new BitWriter().put(8, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new BitWriter().put(-1, 3));
  }
}

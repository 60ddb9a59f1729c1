// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.dftp.net.WireFormatException;
import io.dftp.net.WireReader;
import io.dftp.net.WireWriter;
import io.dftp.runtime.Bytes;
import io.dftp.store.ObjectId;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Pieces against their slow twin, the array of the bytes they stand for. */
class FileContentProperties {

  private static final int CONTENT_BYTES = 200;

  @Property(tries = 500)
  void cuttingAndJoiningIsThatOfArrays(@ForAll long seed, @ForAll @IntRange(max = 8) int parts) {
    Random random = new Random(seed);
    FileContent content = draw(random, parts);
    byte[] bytes = bytesOf(content);
    int from = random.nextInt(bytes.length + 1);
    int to = from + random.nextInt(bytes.length - from + 1);

    FileContent middle = content.slice(from, to);
    FileContent again = content.slice(0, from).then(middle).then(content.slice(to, Long.MAX_VALUE));

    assertThat(content.size()).isEqualTo(bytes.length);
    assertThat(bytesOf(middle)).isEqualTo(Arrays.copyOfRange(bytes, from, to));
    assertThat(again).isEqualTo(content);
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll long seed, @ForAll @IntRange(max = 8) int parts)
      throws WireFormatException {
    FileContent content = draw(new Random(seed), parts);
    WireWriter into = new WireWriter(16 * 1024);

    content.write(into);

    assertThat(FileContent.read(new WireReader(into.toBuffer()))).isEqualTo(content);
  }

  private static FileContent draw(Random random, int parts) {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      if (random.nextBoolean()) {
        byte[] bytes = new byte[1 + random.nextInt(20)];
        random.nextBytes(bytes);
        pieces.add(new Piece.Inline(Bytes.wrap(bytes)));
      } else {
        int offset = random.nextInt(CONTENT_BYTES - 1);
        int length = 1 + random.nextInt(CONTENT_BYTES - offset - 1);
        pieces.add(new Piece.Extent(new ObjectId(1, random.nextInt(3)), offset, length));
      }
    }
    return new FileContent(pieces);
  }

  private static byte[] bytesOf(FileContent content) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Piece piece : content.pieces()) {
      if (piece instanceof Piece.Inline inline) {
        all.writeBytes(inline.bytes().array());
      } else if (piece instanceof Piece.Extent extent) {
        byte[] bytes = new byte[CONTENT_BYTES];
        new Random(extent.content().low()).nextBytes(bytes);
        int from = (int) extent.offset();
        all.write(bytes, from, (int) extent.length());
      }
    }
    return all.toByteArray();
  }
}

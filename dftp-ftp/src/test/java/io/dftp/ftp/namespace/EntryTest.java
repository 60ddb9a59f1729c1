// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dftp.ftp.content.FileContent;
import io.dftp.ftp.content.Piece;
import io.dftp.ftp.namespace.Entry.DirectoryEntry;
import io.dftp.ftp.namespace.Entry.FileEntry;
import io.dftp.runtime.Bytes;
import io.dftp.runtime.DftpException;
import io.dftp.store.Dot;
import io.dftp.store.ObjectId;
import io.dftp.store.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EntryTest {

  private static final ObjectId TOKEN = new ObjectId(1, 2);
  private static final ObjectId ID = new ObjectId(3, 4);
  private static final Instant TIME = Instant.ofEpochMilli(1_234_567);

  @Test
  void whatIsEncodedIsDecoded() {
    List<Entry> entries =
        List.of(
            new DirectoryEntry(TOKEN, ID, TIME),
            new FileEntry(TOKEN, ID, TIME, FileContent.EMPTY),
            new FileEntry(
                TOKEN,
                ID,
                TIME,
                new FileContent(
                    List.of(
                        new Piece.Inline(Bytes.utf8("abc")), new Piece.Extent(ID, 5, 1L << 50)))));

    for (Entry entry : entries) {
      assertThat(Entry.decode(entry.encode())).isEqualTo(entry);
    }
  }

  @Test
  void theLargestFileFitsARow() {
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < FileContent.MAX_PIECES - 1; i++) {
      pieces.add(new Piece.Extent(new ObjectId(i, i), 0, 1));
    }
    pieces.add(new Piece.Inline(Bytes.wrap(new byte[FileContent.MAX_INLINE_BYTES])));

    Bytes value = new FileEntry(TOKEN, ID, TIME, new FileContent(pieces)).encode();

    assertThat(value.size()).isLessThanOrEqualTo(Row.MAX_VALUE_BYTES);
  }

  @Test
  void refusesWhatItDoesNotKnowOrWasCut() {
    byte[] newer = new DirectoryEntry(TOKEN, ID, TIME).encode().array().clone();
    newer[0] = 2;
    byte[] cut = Arrays.copyOf(new DirectoryEntry(TOKEN, ID, TIME).encode().array(), 20);

    assertThatThrownBy(() -> Entry.decode(Bytes.wrap(newer))).isInstanceOf(DftpException.class);
    assertThatThrownBy(() -> Entry.decode(Bytes.wrap(cut))).isInstanceOf(DftpException.class);
  }

  @Test
  void versionsOfOneWriterAndTimeHaveDifferentNames() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Entry entry = new FileEntry(TOKEN, new ObjectId(9, i), TIME, FileContent.EMPTY);
      Bytes value = new NameRow(entry, "node-1", Optional.empty()).encode();
      rows.add(new Row("n/x", new Dot(7, i), value));
    }
    NamedRows names = NamedRows.of("x", rows);

    List<String> conflictNames = names.hidden().stream().map(names::conflictName).toList();

    assertThat(conflictNames).hasSize(3).doesNotHaveDuplicates();
    for (NamedRows.Version version : names.hidden()) {
      assertThat(names.hiddenAs(names.conflictName(version))).contains(version);
    }
  }

  @Test
  void rowsThatStandForTheSameAreOneVersion() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Entry entry = new DirectoryEntry(new ObjectId(1, i), ID, TIME.plusMillis(i));
      rows.add(new Row("n/x", new Dot(7, i), entry.encode()));
    }

    NamedRows names = NamedRows.of("x", rows);

    assertThat(names.versions()).hasSize(1);
    assertThat(names.shown().orElseThrow().dots())
        .containsExactlyInAnyOrder(new Dot(7, 0), new Dot(7, 1), new Dot(7, 2));
    assertThat(names.dots()).hasSize(3);
  }

  @Test
  void aRowSaysWhoWroteItAndWhereItGoes() {
    Entry entry = new DirectoryEntry(TOKEN, ID, TIME);
    NameRow row = new NameRow(entry, "n", Optional.of(new Departure(TOKEN, ID, "to")));

    assertThat(NameRow.decode(row.encode())).isEqualTo(row);
    assertThat(NameRow.decode(entry.encode())).isEqualTo(new NameRow(entry, "", Optional.empty()));
  }

  @Test
  void everyHostChoosesTheSameWinner() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Entry entry =
          new DirectoryEntry(TOKEN, new ObjectId(9, i), TIME.plusMillis(i == 5 ? 0 : i / 3));
      rows.add(new Row("n/x", new Dot(i % 2 == 0 ? 7 : 8, i), entry.encode()));
    }
    NamedRows first = NamedRows.of("x", rows);

    Collections.reverse(rows);

    assertThat(NamedRows.of("x", rows)).isEqualTo(first);
    assertThat(first.shown().orElseThrow().dot()).isEqualTo(new Dot(7, 4));
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that the demonstration uploads, and the checksums they had on the way in. */
final class DemoTree {

  static final long LARGE_BYTES = 100L * 1024 * 1024;
  static final String ROOT = "/demo";
  private static final List<String> DIRECTORIES =
      List.of(ROOT, ROOT + "/reports", ROOT + "/reports/2026", ROOT + "/photos");

  // On both sides of what stays inside a directory row (4 KiB) and of a block (1 MiB).
  private static final List<SampleFile> SMALL =
      List.of(
          new SampleFile(ROOT + "/empty", 0, 1),
          new SampleFile(ROOT + "/read me first.txt", 613, 2),
          new SampleFile(ROOT + "/reports/r\u00e9sum\u00e9.txt", 4096, 3),
          new SampleFile(ROOT + "/reports/2026/q1.csv", 4097, 4),
          new SampleFile(ROOT + "/reports/2026/q2.csv", 70_000, 5),
          new SampleFile(ROOT + "/photos/one.jpg", 1024 * 1024, 6),
          new SampleFile(ROOT + "/photos/two.jpg", 1024 * 1024 + 1, 7),
          new SampleFile(ROOT + "/photos/\u82b1.jpg", 2_500_000, 8));
  private static final SampleFile LARGE = new SampleFile(ROOT + "/large.bin", LARGE_BYTES, 9);

  private final Map<String, byte[]> checksums = new LinkedHashMap<>();

  DemoTree() {}

  /** Returns how many files there are. */
  static int fileCount() {
    return SMALL.size() + 1;
  }

  /** Returns the size of the small files together. */
  static long smallBytes() {
    return SMALL.stream().mapToLong(SampleFile::bytes).sum();
  }

  /** Uploads the directories and the small files. */
  void putSmall(FtpSession session, Progress progress) throws IOException {
    for (String directory : DIRECTORIES) {
      session.makeDirectory(directory);
    }
    for (SampleFile file : SMALL) {
      put(session, file, progress);
    }
  }

  /** Uploads the large file. */
  void putLarge(FtpSession session, Progress progress) throws IOException {
    put(session, LARGE, progress);
  }

  /**
   * Downloads every file and compares its checksum with the one it had on the way in.
   *
   * @throws IOException if a file is missing, unknown or different
   */
  void verify(FtpSession session, Progress progress) throws IOException {
    List<String> found = session.filesBelow(ROOT);
    if (found.size() != checksums.size() || !new HashSet<>(found).equals(checksums.keySet())) {
      throw new IOException("expected the files " + checksums.keySet() + ", found " + found);
    }
    List<String> different = new ArrayList<>();
    for (Map.Entry<String, byte[]> expected : checksums.entrySet()) {
      MessageDigest digest = SampleFile.digest();
      OutputStream counted = new CountingOutput(progress);
      session.get(expected.getKey(), new DigestOutputStream(counted, digest));
      if (!Arrays.equals(digest.digest(), expected.getValue())) {
        different.add(expected.getKey());
      }
    }
    if (!different.isEmpty()) {
      throw new IOException("different from what was uploaded: " + different);
    }
  }

  private void put(FtpSession session, SampleFile file, Progress progress) throws IOException {
    MessageDigest digest = SampleFile.digest();
    InputStream content = new CountingInput(file.open(), progress);
    session.put(file.path(), new DigestInputStream(content, digest));
    checksums.put(file.path(), digest.digest());
  }

  /** Told of bytes as they go through. */
  interface Progress {
    void moved(long bytes);
  }

  private static final class CountingInput extends FilterInputStream {

    private final Progress progress;

    CountingInput(InputStream in, Progress progress) {
      super(in);
      this.progress = progress;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      progress.moved(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
      int count = super.read(into, from, most);
      progress.moved(Math.max(count, 0));
      return count;
    }
  }

  private static final class CountingOutput extends OutputStream {

    private final Progress progress;

    CountingOutput(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void write(int value) {
      progress.moved(1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
      progress.moved(count);
    }
  }
}

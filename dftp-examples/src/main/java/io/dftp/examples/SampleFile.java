// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/**
 * A file whose bytes follow from its seed, so that none has to be kept to compare.
 *
 * @param path absolute path on the server
 * @param bytes size
 * @param seed what the content follows from
 */
record SampleFile(String path, long bytes, long seed) {

  /** Returns a digest to compare contents by. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the content. */
  InputStream open() {
    return new Content(seed, bytes);
  }

  private static final class Content extends InputStream {

    private final byte[] buffer = new byte[64 * 1024];
    private final SplittableRandom random;
    private long left;
    private int at = buffer.length;

    Content(long seed, long bytes) {
      random = new SplittableRandom(seed);
      left = bytes;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int most) {
      if (left == 0) {
        return -1;
      }
      if (at == buffer.length) {
        random.nextBytes(buffer);
        at = 0;
      }
      int count = (int) Math.min(Math.min(most, buffer.length - at), left);
      System.arraycopy(buffer, at, into, from, count);
      at += count;
      left -= count;
      return count;
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers log-ins that were right by a digest under a key that never leaves this process, so that
 * the slow hash is computed once and not for every file. Safe for use by several threads.
 */
final class RecentLogins {
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Duration kept;
  private final int maxEntries;

  // Guarded by this; oldest first, as every entry lives equally long.
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private record Entry(PasswordHash hash, Instant until) {}

  RecentLogins(Duration kept, int maxEntries, SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.key = new SecretKeySpec(bytes, ALGORITHM);
    this.kept = kept;
    this.maxEntries = maxEntries;
  }

  /** Tells whether this password was right for this hash a short time ago. */
  synchronized boolean contains(String digest, PasswordHash hash, Instant now) {
    Entry entry = entries.get(digest);
    // A changed password has another hash object, so old entries end with it.
    return entry != null && entry.hash() == hash && now.isBefore(entry.until());
  }

  synchronized void add(String digest, PasswordHash hash, Instant now) {
    if (kept.isZero()) {
      return;
    }
    entries.remove(digest);
    entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    if (entries.size() >= maxEntries) {
      entries.remove(entries.keySet().iterator().next());
    }
    entries.put(digest, new Entry(hash, now.plus(kept)));
  }

  /** Returns what stands for a name and its password, and tells nobody which it is. */
  String digest(String name, String password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return new String(
          mac.doFinal(password.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java lacks " + ALGORITHM + ".", e);
    }
  }
}

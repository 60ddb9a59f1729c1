// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The identity of a server, loaded again when what it is made of changes, so that certificates are
 * replaced without a stop. What cannot be used is told in the log, and the last good one stays.
 *
 * <p>Looks from a thread of its own; {@link #get} never waits. Safe for use by several threads.
 */
public final class TlsIdentities implements Supplier<TlsIdentity>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TlsIdentities.class);

  private static final Duration WARN_BEFORE = Duration.ofDays(14);
  private static final Duration WARN_EVERY = Duration.ofDays(1);

  private final Source source;
  private final InstantSource clock;
  private final ScheduledExecutorService thread;
  private volatile TlsIdentity current;
  private Object stamp;
  private Instant warned = Instant.MIN;

  /** What an identity is made of. */
  interface Source {

    /** Returns something that differs when there is another identity to load; never fails. */
    Object stamp();

    TlsIdentity load() throws TlsFileException;
  }

  TlsIdentities(Source source, InstantSource clock, Duration lookEvery) throws TlsFileException {
    this.source = source;
    this.clock = clock;
    stamp = source.stamp();
    current = source.load();
    warnIfItEnds();
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread looker = new Thread(task, "tls-files");
              looker.setDaemon(true);
              return looker;
            });
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Takes an identity from files in PEM form.
   *
   * @param certificates the server's own first
   * @param key in PKCS #8, not encrypted
   * @throws TlsFileException if they cannot be used now
   */
  public static TlsIdentities ofFiles(Path certificates, Path key) throws TlsFileException {
    return new TlsIdentities(
        new PemSource(certificates, key), InstantSource.system(), Duration.ofSeconds(2));
  }

  /**
   * Makes an identity, or takes the one that was made before, and renews its certificate in time,
   * with the same key.
   *
   * @param folder where it is kept
   * @param name of the server, for people
   * @param hosts the names and addresses by which clients may reach it
   * @throws TlsFileException if none can be made
   */
  public static TlsIdentities ofOwn(Path folder, String name, List<String> hosts)
      throws TlsFileException {
    InstantSource clock = InstantSource.system();
    return new TlsIdentities(
        new OwnCertificate(folder, name, hosts, clock), clock, Duration.ofHours(1));
  }

  @Override
  public TlsIdentity get() {
    return current;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private void look() {
    try {
      Object now = source.stamp();
      if (!now.equals(stamp)) {
        stamp = now;
        use(source.load());
      }
    } catch (TlsFileException unusable) {
      log.warn(
          "The new certificate for FTP is not used, the one before stays: {}",
          unusable.getMessage());
    } catch (RuntimeException unexpected) {
      log.warn("The certificate for FTP could not be looked after", unexpected);
    }
    warnIfItEnds();
  }

  private void use(TlsIdentity loaded) {
    boolean another = !loaded.certificate().equals(current.certificate());
    current = loaded;
    if (another) {
      warned = Instant.MIN;
      log.info("The certificate for FTP is another one now: {}", loaded);
    }
  }

  private void warnIfItEnds() {
    Instant now = clock.instant();
    Instant end = current.goodUntil();
    boolean soon = end.isBefore(now.plus(WARN_BEFORE));
    if (soon && (warned.equals(Instant.MIN) || warned.plus(WARN_EVERY).isBefore(now))) {
      warned = now;
      log.warn(
          "The certificate for FTP {} {}", end.isBefore(now) ? "ended at" : "is good until", end);
    }
  }
}

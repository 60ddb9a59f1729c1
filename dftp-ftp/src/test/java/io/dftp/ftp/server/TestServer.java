// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.server;

import io.dftp.ftp.auth.PasswordAuthenticator;
import io.dftp.ftp.auth.PasswordConfig;
import io.dftp.ftp.auth.User;
import io.dftp.ftp.files.FileSystem;
import io.dftp.ftp.files.InMemoryFileSystem;
import io.dftp.ftp.protocol.FtpPath;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A running server on the loopback interface. Users, all with password {@code p}: {@code u} may do
 * everything, {@code r} only read, {@code w} only write, {@code h} lives in {@code /home}.
 */
final class TestServer implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-23T05:43:21Z");
  static final long CAPACITY = 64 * 1024 * 1024;

  private final PasswordAuthenticator users;
  private final FtpServer server;
  private final InetSocketAddress address;

  TestServer() throws Exception {
    this(inMemory(), config());
  }

  TestServer(FileSystem files, FtpServerConfig config) throws Exception {
    PasswordConfig cheap = new PasswordConfig(1, 1, 100, Duration.ZERO, 1);
    users = new PasswordAuthenticator(cheap, InstantSource.system(), new SecureRandom());
    users.put(User.withFullAccess("u"), "p");
    users.put(new User("r", FtpPath.root(), true, false), "p");
    users.put(new User("w", FtpPath.root(), false, true), "p");
    users.put(new User("h", FtpPath.of("/home"), true, true), "p");
    server = new FtpServer(config, files, users, InstantSource.fixed(NOW));
    address = server.start().get(10, TimeUnit.SECONDS);
  }

  static FileSystem inMemory() {
    return new InMemoryFileSystem(InstantSource.fixed(NOW), CAPACITY);
  }

  /** The defaults without a delay after a failed log-in, and with short waits at the end. */
  static FtpServerConfig config() {
    TimeLimits times = TimeLimits.defaults();
    return FtpServerConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .withTimes(
            new TimeLimits(
                times.idle(),
                times.login(),
                times.dataConnect(),
                times.stall(),
                Duration.ZERO,
                times.closing()));
  }

  /** Adds a user with the same password. */
  void add(User user) {
    users.put(user, "p");
  }

  InetSocketAddress address() {
    return address;
  }

  RawClient greeted() throws Exception {
    return RawClient.greeted(address);
  }

  RawClient loggedIn() throws Exception {
    return RawClient.loggedIn(address, "u");
  }

  RawClient loggedIn(String user) throws Exception {
    return RawClient.loggedIn(address, user);
  }

  @Override
  public void close() {
    server.close();
    users.close();
  }
}

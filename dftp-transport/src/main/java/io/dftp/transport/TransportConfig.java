// SPDX-License-Identifier: Apache-2.0
package io.dftp.transport;

import io.dftp.net.NodeAddress;
import io.dftp.net.Transport;
import io.dftp.runtime.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * Where a transport listens and how it introduces itself.
 *
 * @param bindHost the address to listen on
 * @param port to listen on; 0 takes any free one, {@link #NO_PORT} does not listen
 * @param advertisedHost what is told to others; the port told is the one listened on
 * @param cluster name; only transports of one name talk to each other
 * @param uid of the host, 16 bytes
 * @param incarnation of the host, grows with each start
 * @param limits on memory and time
 * @param secret that every peer has to know, and that makes them encrypt what they say; {@link
 *     ClusterSecret#none} asks for no proof and encrypts nothing
 */
public record TransportConfig(
    String bindHost,
    int port,
    String advertisedHost,
    String cluster,
    Bytes uid,
    long incarnation,
    TransportLimits limits,
    ClusterSecret secret) {

  /** The length of a host's uid. */
  public static final int UID_BYTES = 16;

  /** In place of a port: do not listen. Peers answer over the connections this side made. */
  public static final int NO_PORT = -1;

  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d+){3}|::1|(0:){7}1");

  /** What every peer must be able to take in one frame. */
  static final int MIN_PAYLOAD_BYTES = Transport.MAX_MESSAGE_BYTES;

  /** The top-level domain that never resolves (RFC 6761), for those who cannot be dialled. */
  private static final String NOT_DIALLABLE = ".invalid";

  /** Checks the ranges. */
  public TransportConfig {
    check(port >= NO_PORT && port <= 65_535, "port must be 0..65535, not " + port);
    check(!bindHost.isEmpty(), "bindHost must not be empty");
    check(
        !advertisedHost.isEmpty() && advertisedHost.length() <= 255,
        "advertisedHost must have 1..255 characters");
    check(!cluster.isEmpty(), "cluster must not be empty");
    check(uid.size() == UID_BYTES, "uid must have 16 bytes, not " + uid.size());
    check(
        secret.isNone() || secret.encrypts() || LOOPBACK.matcher(bindHost).matches(),
        "only hosts on loopback may do without encryption, not " + bindHost);
  }

  /** Returns the settings of a host on 127.0.0.1 with any free port and default limits. */
  public static TransportConfig loopback(String cluster, Bytes uid, long incarnation) {
    return new TransportConfig(
        "127.0.0.1",
        0,
        "127.0.0.1",
        cluster,
        uid,
        incarnation,
        TransportLimits.defaults(),
        ClusterSecret.none());
  }

  /**
   * Returns the settings of a visitor that asks hosts and does not listen. Its name is made of its
   * uid, so each visitor takes a fresh one.
   */
  public static TransportConfig visitor(String cluster, Bytes uid) {
    return new TransportConfig(
        "127.0.0.1",
        NO_PORT,
        uid + NOT_DIALLABLE,
        cluster,
        uid,
        0,
        TransportLimits.defaults(),
        ClusterSecret.none());
  }

  /** Returns these settings with another port. */
  public TransportConfig withPort(int other) {
    return new TransportConfig(
        bindHost, other, advertisedHost, cluster, uid, incarnation, limits, secret);
  }

  /** Returns these settings with another address to listen on and another to tell. */
  public TransportConfig withHosts(String bind, String advertised) {
    return new TransportConfig(bind, port, advertised, cluster, uid, incarnation, limits, secret);
  }

  /** Returns these settings with other limits. */
  public TransportConfig withLimits(TransportLimits other) {
    return new TransportConfig(
        bindHost, port, advertisedHost, cluster, uid, incarnation, other, secret);
  }

  /** Returns these settings with another secret. */
  public TransportConfig withSecret(ClusterSecret other) {
    return new TransportConfig(
        bindHost, port, advertisedHost, cluster, uid, incarnation, limits, other);
  }

  /** Says whether a connection can be made to that address at all. */
  static boolean isDiallable(NodeAddress address) {
    return !address.host().endsWith(NOT_DIALLABLE);
  }

  Hello hello(NodeAddress address, Lane lane) {
    return new Hello(
        Hello.VERSION,
        Hello.VERSION,
        0,
        clusterHash(cluster),
        uid,
        incarnation,
        Frame.MAX_PAYLOAD_BYTES,
        limits.windowBytes(),
        address,
        lane);
  }

  static long clusterHash(String cluster) {
    try {
      byte[] name = cluster.getBytes(StandardCharsets.UTF_8);
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(name);
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException missing) {
      throw new AssertionError("every Java platform has SHA-256", missing);
    }
  }

  static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.ftp.node;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.dftp.ftp.files.Partial;
import io.dftp.ftp.reclaim.ReclaimConfig;
import io.dftp.ftp.tls.TlsMode;
import io.dftp.net.NodeAddress;
import io.dftp.transport.ClusterSecret;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a node is to run. Immutable; built by {@link #builder}. */
public final class DftpNodeConfig {

  /** The FTP port unless another is given. */
  public static final int DEFAULT_FTP_PORT = 2121;

  /** The UDP port of discovery unless another is given. */
  public static final int DEFAULT_DISCOVERY_PORT = 4120;

  /** The number of copies unless another is given. */
  public static final int DEFAULT_REPLICAS = 3;

  /** How long a host is gone before its blocks are copied elsewhere, unless another is given. */
  public static final Duration DEFAULT_BLOB_GRACE = Duration.ofSeconds(10);

  /** Within what time a disk is verified, unless another is given. */
  public static final Duration DEFAULT_SCRUB_PERIOD = Duration.ofHours(24);

  private final Builder values;
  private final ImmutableList<NodeAddress> seeds;
  private final ImmutableList<NodeAddress> names;
  private final ImmutableMap<String, String> users;

  private DftpNodeConfig(Builder builder) {
    this.values = builder.copy();
    this.seeds = ImmutableList.copyOf(builder.seeds);
    this.names = ImmutableList.copyOf(builder.names);
    this.users = ImmutableMap.copyOf(builder.users);
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  String name() {
    return values.name;
  }

  String bind() {
    return values.bind;
  }

  String advertise() {
    return values.advertise.isEmpty() ? values.bind : values.advertise;
  }

  /** Returns where FTP is served. */
  String ftpBind() {
    return values.ftpBind.isEmpty() ? values.bind : values.ftpBind;
  }

  /** Returns the address that FTP clients are told. */
  String ftpAdvertise() {
    return isLoopback(ftpBind()) ? ftpBind() : advertise();
  }

  NodeTls tls() {
    return values.tls;
  }

  /** Returns whether clients encrypt. */
  TlsMode tlsMode() {
    boolean isWanted = values.tls.files().isPresent() || values.tls.implicitPort().isPresent();
    TlsMode onLoopback = isWanted ? TlsMode.ALLOW : TlsMode.OFF;
    return values.tls.mode().orElse(isLoopback(ftpBind()) ? onLoopback : TlsMode.REQUIRE);
  }

  ClusterSecret secret() {
    return values.secret;
  }

  int ftpPort() {
    return values.ftpPort;
  }

  boolean ftpPortExactly() {
    return values.ftpPortExactly;
  }

  int ringPort() {
    return values.ringPort;
  }

  /** The data folder, unless the node has an {@linkplain #olderData older one}. */
  Path data() {
    return values.dataBelow ? values.data.resolve(values.name) : values.data;
  }

  /**
   * The data folder of a node that serves FTP on this port as it was before it followed the name;
   * empty where the folder does not follow the name either.
   */
  Optional<Path> olderData(int servedFtpPort) {
    return values.dataBelow
        ? Optional.of(values.data.resolve(Integer.toString(servedFtpPort)))
        : Optional.empty();
  }

  /** Returns the same with another name, which a data folder that follows the name follows. */
  public DftpNodeConfig withName(String name) {
    Builder copy = values.copy();
    copy.seeds = seeds;
    copy.names = names;
    copy.users.putAll(users);
    return copy.name(name).build();
  }

  String cluster() {
    return values.cluster;
  }

  int discoveryPort() {
    return values.discoveryPort;
  }

  List<NodeAddress> seeds() {
    return seeds;
  }

  boolean broadcast() {
    return values.broadcast;
  }

  boolean multicast() {
    return values.multicast;
  }

  List<NodeAddress> names() {
    return names;
  }

  int replicas() {
    return values.replicas;
  }

  Duration blobGrace() {
    return values.blobGrace;
  }

  ReclaimConfig reclaiming() {
    return ReclaimConfig.defaults().withGrace(values.reclaimAfter);
  }

  Partial partial() {
    return values.partial;
  }

  Duration scrubPeriod() {
    return values.scrubPeriod;
  }

  Map<String, String> users() {
    return users;
  }

  private static boolean isLoopback(String host) {
    return parsed(host).isLoopbackAddress();
  }

  private static boolean isWildcard(String host) {
    return parsed(host).isAnyLocalAddress();
  }

  private static InetAddress parsed(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("'" + host + "' is not an address", unknown);
    }
  }

  /** Collects the values; each setter checks its own. */
  public static final class Builder {

    private static final Duration MAX_RECLAIM_AFTER = Duration.ofDays(365);
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_REPLICAS = 7;
    private static final int MAX_BLOB_GRACE_HOURS = 24;
    private static final int MAX_SCRUB_DAYS = 365;

    private String name = "dftp";
    private String bind = "127.0.0.1";
    private String advertise = "";
    private int ftpPort = DEFAULT_FTP_PORT;
    private boolean ftpPortExactly;
    private int ringPort;
    private Path data = Path.of("dftp-data");
    private boolean dataBelow = true;
    private String cluster = "dftp";
    private int discoveryPort = DEFAULT_DISCOVERY_PORT;
    private List<NodeAddress> seeds = List.of();
    private boolean broadcast = true;
    private boolean multicast;
    private List<NodeAddress> names = List.of();
    private ClusterSecret secret = ClusterSecret.none();
    private String ftpBind = "";
    private NodeTls tls = NodeTls.defaults();
    private int replicas = DEFAULT_REPLICAS;
    private Duration blobGrace = DEFAULT_BLOB_GRACE;
    private Duration scrubPeriod = DEFAULT_SCRUB_PERIOD;
    private Duration reclaimAfter = ReclaimConfig.defaults().grace();
    private Partial partial = Partial.HIDDEN;
    private final Map<String, String> users = new LinkedHashMap<>();

    private Builder() {}

    private Builder copy() {
      Builder copy = new Builder();
      copy.name = name;
      copy.bind = bind;
      copy.advertise = advertise;
      copy.ftpPort = ftpPort;
      copy.ftpPortExactly = ftpPortExactly;
      copy.ringPort = ringPort;
      copy.data = data;
      copy.dataBelow = dataBelow;
      copy.cluster = cluster;
      copy.discoveryPort = discoveryPort;
      copy.broadcast = broadcast;
      copy.multicast = multicast;
      copy.secret = secret;
      copy.ftpBind = ftpBind;
      copy.tls = tls;
      copy.replicas = replicas;
      copy.blobGrace = blobGrace;
      copy.scrubPeriod = scrubPeriod;
      copy.reclaimAfter = reclaimAfter;
      copy.partial = partial;
      return copy;
    }

    /** The name shown in status, 1 to 64 bytes in UTF-8. */
    public Builder name(String value) {
      this.name = checkText("name", value);
      return this;
    }

    /**
     * The IP address that the ring is bound to, and whose networks discovery uses. Beyond loopback
     * it needs a secret, and 0.0.0.0 and :: need {@link #advertise}.
     */
    public Builder bind(String value) {
      this.bind = value;
      return this;
    }

    /**
     * The IP address that FTP is served on, if it is not that of the ring. Beyond loopback clients
     * have to encrypt, unless {@link #tls} says otherwise.
     */
    public Builder ftpBind(String value) {
      this.ftpBind = value;
      return this;
    }

    /** How FTP is encrypted. */
    public Builder tls(NodeTls value) {
      this.tls = value;
      return this;
    }

    /** What every peer has to prove that it knows; {@link ClusterSecret#none} on loopback only. */
    public Builder secret(ClusterSecret value) {
      this.secret = value;
      return this;
    }

    /** The host told to others, if it is not the bound one. */
    public Builder advertise(String value) {
      this.advertise = value;
      return this;
    }

    /**
     * The FTP port, 0 for any free one.
     *
     * @param exactly whether a taken port is an error; else the next free one is used
     */
    public Builder ftpPort(int value, boolean exactly) {
      this.ftpPort = checkPort("FTP port", value, 0);
      this.ftpPortExactly = exactly;
      return this;
    }

    /** The ring port; 0 for the one remembered in the data folder, else any free one. */
    public Builder ringPort(int value) {
      this.ringPort = checkPort("ring port", value, 0);
      return this;
    }

    /** The data folder; made if it does not exist. */
    public Builder data(Path value) {
      this.data = value;
      this.dataBelow = false;
      return this;
    }

    /** A folder with one data folder for each name below it: {@code dftp-data} by default. */
    public Builder dataBelow(Path value) {
      this.data = value;
      this.dataBelow = true;
      return this;
    }

    /** The name of the cluster, 1 to 64 bytes in UTF-8; only nodes of one name join. */
    public Builder cluster(String value) {
      this.cluster = checkText("cluster name", value);
      return this;
    }

    /** The UDP port of discovery, shared by the nodes of a host. */
    public Builder discoveryPort(int value) {
      this.discoveryPort = checkPort("discovery port", value, 1);
      return this;
    }

    /** Ring addresses to join through. */
    public Builder seeds(List<NodeAddress> value) {
      this.seeds = List.copyOf(value);
      return this;
    }

    /** Whether hosts are discovered by broadcast. */
    public Builder broadcast(boolean value) {
      this.broadcast = value;
      return this;
    }

    /** Whether hosts are discovered by multicast. */
    public Builder multicast(boolean value) {
      this.multicast = value;
      return this;
    }

    /** Host names whose addresses are asked for a ring, each with the ring port of its hosts. */
    public Builder names(List<NodeAddress> value) {
      this.names = List.copyOf(value);
      return this;
    }

    /** The number of copies of each object, 1 to 7. */
    public Builder replicas(int value) {
      checkArgument(
          value >= 1 && value <= MAX_REPLICAS,
          "replicas must be 1..%s, not %s",
          MAX_REPLICAS,
          value);
      this.replicas = value;
      return this;
    }

    /**
     * How long a host must be gone before the blocks it held are copied elsewhere, 0 to 24 hours.
     */
    public Builder blobGrace(Duration value) {
      checkArgument(
          !value.isNegative() && value.compareTo(Duration.ofHours(MAX_BLOB_GRACE_HOURS)) <= 0,
          "the grace time of blocks must be 0 to %s hours, not %s",
          MAX_BLOB_GRACE_HOURS,
          value);
      this.blobGrace = value;
      return this;
    }

    /**
     * How long the bytes of a removed or replaced file stay at least, 1 s to 365 days: so long
     * downloads that were begun before go on.
     */
    public Builder reclaimAfter(Duration value) {
      checkArgument(
          value.toSeconds() >= 1 && value.compareTo(MAX_RECLAIM_AFTER) <= 0,
          "the time until space is given back must be 1 s to %s days, not %s",
          MAX_RECLAIM_AFTER.toDays(),
          value);
      this.reclaimAfter = value;
      return this;
    }

    /**
     * Within what time all that is on the disk is read once and verified, 1 s to 365 days; longer
     * where that would take more than a tenth of the disk's time.
     */
    public Builder scrubPeriod(Duration value) {
      checkArgument(
          value.toSeconds() >= 1 && value.compareTo(Duration.ofDays(MAX_SCRUB_DAYS)) <= 0,
          "the period of verification must be 1 s to %s days, not %s",
          MAX_SCRUB_DAYS,
          value);
      this.scrubPeriod = value;
      return this;
    }

    /** What becomes of uploads that break off at this node. */
    public Builder partial(Partial value) {
      this.partial = value;
      return this;
    }

    /** Adds a user who may read and write. */
    public Builder user(String user, String password) {
      checkText("user name", user);
      checkArgument(!password.isEmpty(), "the password of user %s is empty", user);
      users.put(user, password);
      return this;
    }

    /**
     * Builds the configuration.
     *
     * @throws IllegalArgumentException if the values do not fit together
     */
    public DftpNodeConfig build() {
      checkArgument(
          !dataBelow || isOneFileName(name),
          "no data folder can be called '%s'; name another one",
          name);
      checkArgument(
          isLoopback(bind) || !secret.isNone(),
          "a node that listens on %s, beyond loopback, needs a secret",
          bind);
      checkArgument(
          isLoopback(bind) || secret.encrypts(),
          "a node that listens on %s, beyond loopback, has to encrypt what it says to others",
          bind);
      checkArgument(
          !isWildcard(bind) || !advertise.isEmpty(),
          "a node that listens on %s has to be told which address to advertise",
          bind);
      checkArgument(
          isLoopback(ftpBind.isEmpty() ? bind : ftpBind) || !users.isEmpty(),
          "a node that serves FTP beyond loopback needs a user");
      checkArgument(
          tls.implicitPort().isEmpty() || !tls.mode().equals(Optional.of(TlsMode.OFF)),
          "a port for FTP under TLS needs TLS");
      return new DftpNodeConfig(this);
    }

    private static boolean isOneFileName(String name) {
      try {
        return Path.of(name).getNameCount() == 1
            && !Path.of(name).isAbsolute()
            && !name.equals(".")
            && !name.equals("..");
      } catch (InvalidPathException noPath) {
        return false;
      }
    }

    private static String checkText(String what, String value) {
      int bytes = value.getBytes(StandardCharsets.UTF_8).length;
      checkArgument(
          bytes >= 1 && bytes <= MAX_NAME_BYTES && value.chars().noneMatch(Character::isISOControl),
          "the %s must have 1..%s bytes and no control characters: '%s'",
          what,
          MAX_NAME_BYTES,
          value);
      return value;
    }

    private static int checkPort(String what, int value, int least) {
      checkArgument(
          value >= least && value <= 65_535,
          "the %s must be %s..65535, not %s",
          what,
          least,
          value);
      return value;
    }
  }
}

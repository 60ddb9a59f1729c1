// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples;

import io.dftp.ftp.files.Partial;
import io.dftp.ftp.node.DftpNodeConfig;
import io.dftp.net.NodeAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The options of {@code dftp node}, checked before anything is opened or written.
 *
 * <p>Filled by picocli; every check fails with an {@link IllegalArgumentException} whose message
 * tells the user what to change.
 */
final class NodeOptions {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  // A name has 64, and a number may follow.
  private static final int MOST_OF_HOST_NAME = 60;

  // The successor list has eight entries and has to be longer than the copies of an object.
  private static final int MOST_REPLICAS = 7;

  private static final int MOST_GRACE_SECONDS = 24 * 60 * 60;
  private static final int MOST_RECLAIM_SECONDS = 365 * 24 * 60 * 60;
  private static final int MOST_SCRUB_SECONDS = 365 * 24 * 60 * 60;

  @SuppressWarnings("UnusedVariable") // Settings read the file before the options are parsed.
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Properties file with options that are not given here, without their hyphens: ftp-port ="
              + " 2121. The environment comes before it: DFTP_FTP_PORT. Default: the file that"
              + " DFTP_CONFIG names. See 'dftp config show'.")
  private @Nullable String config;

  @Option(
      names = "--name",
      paramLabel = "N",
      description =
          "Name shown in status and conflicts (default: host name, or with -2 and so on the next one"
              + " whose data folder is free).")
  private @Nullable String name;

  @Mixin private NetworkOptions network = new NetworkOptions();

  @Mixin private TlsOptions tls = new TlsOptions();

  @Option(
      names = "--ftp-port",
      paramLabel = "P",
      description = "FTP port (default 2121, or the next free one if that is taken).")
  private @Nullable Integer ftpPort;

  @Option(
      names = "--ring-port",
      paramLabel = "P",
      description = "Ring port (default: the one the data folder remembers, else any free one).")
  private @Nullable Integer ringPort;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data folder (default ./dftp-data/<name>); locked while in use.")
  private @Nullable String data;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = "dftp",
      description = "Only nodes of one cluster name join (default ${DEFAULT-VALUE}).")
  private String cluster = "dftp";

  @Option(
      names = "--replicas",
      paramLabel = "K",
      defaultValue = "3",
      description = "Copies of every object, on as many hosts (default ${DEFAULT-VALUE}).")
  private int replicas = 3;

  @Option(
      names = "--block-grace",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "How long a node must be gone before the blocks it held are copied elsewhere (default"
              + " ${DEFAULT-VALUE}); longer where nodes restart slowly.")
  private int blockGraceSeconds = 10;

  @Option(
      names = "--scrub-period",
      paramLabel = "SECONDS",
      defaultValue = "86400",
      description =
          "Within what time everything on the disk is read once and verified (default"
              + " ${DEFAULT-VALUE}, a day); longer where that would take more than a tenth of the"
              + " disk's time.")
  private int scrubPeriodSeconds = 24 * 60 * 60;

  @Option(
      names = "--reclaim-after",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description =
          "How long the bytes of a removed or replaced file stay at least (default"
              + " ${DEFAULT-VALUE}); so long downloads that were begun before go on.")
  private int reclaimAfterSeconds = 10 * 60;

  @Option(
      names = "--partial",
      paramLabel = "MODE",
      defaultValue = "hidden",
      description =
          "What becomes of an upload that breaks off here: hidden (kept for 7 days, only its user"
              + " can go on with it), visible (a shorter file under the name, if there was none) or"
              + " discard (default ${DEFAULT-VALUE}).")
  private String partial = "hidden";

  @Mixin private UserOptions users = new UserOptions();

  NodeOptions() {}

  /** Returns whether the user named no FTP user. */
  boolean hasNoUser() {
    return users.isEmpty();
  }

  /** Returns whether a password is on the command line, where everybody can see it. */
  boolean showsPassword() {
    return users.showsPassword();
  }

  /** Returns the name, if the user named neither the node nor its data folder. */
  Optional<String> freeName() {
    return name == null && data == null ? Optional.of(hostName()) : Optional.empty();
  }

  /**
   * Returns the configuration that the options ask for.
   *
   * @param generatedPassword the password of the user "dftp", where no user was given
   * @param passwords where those come from that are not among the options
   * @param own the secret of nodes without a secret file; asked for where it is needed
   * @throws IllegalArgumentException if an option has a bad value
   */
  DftpNodeConfig config(
      String generatedPassword, PasswordInput passwords, Supplier<OwnSecret> own) {
    int ring = ringPort == null ? 0 : port("--ring-port", ringPort);
    if (replicas < 1 || replicas > MOST_REPLICAS) {
      throw new IllegalArgumentException(
          "--replicas must be 1 to " + MOST_REPLICAS + ", not " + replicas);
    }
    DftpNodeConfig.Builder config =
        DftpNodeConfig.builder()
            .name(name("--name", name == null ? hostName() : name))
            .ringPort(ring)
            .cluster(name("--cluster", cluster))
            .replicas(replicas)
            .blobGrace(blockGrace())
            .scrubPeriod(scrubPeriod())
            .reclaimAfter(reclaimAfter())
            .partial(choice("--partial", partial, Partial.class));
    network.addTo(config, ring, !users.isEmpty());
    tls.addTo(config);
    if (ftpPort == null) {
      config.ftpPort(DftpNodeConfig.DEFAULT_FTP_PORT, false);
    } else {
      config.ftpPort(port("--ftp-port", ftpPort), true);
    }
    if (data == null) {
      config.dataBelow(Path.of("dftp-data"));
    } else {
      config.data(path(data));
    }
    Map<String, String> accounts = users.accounts(passwords);
    if (accounts.isEmpty()) {
      config.user("dftp", generatedPassword);
    }
    accounts.forEach(config::user);
    // Last, for it may write a file.
    return config.secret(network.secret(own)).build();
  }

  /** Returns the one of a few words that an option has. */
  static <E extends Enum<E>> E choice(String option, String text, Class<E> type) {
    for (E each : type.getEnumConstants()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        option
            + " is "
            + String.join(
                ", ",
                Arrays.stream(type.getEnumConstants())
                    .map(each -> each.name().toLowerCase(Locale.ROOT))
                    .toList())
            + "; not '"
            + text
            + "'");
  }

  private Duration blockGrace() {
    if (blockGraceSeconds < 0 || blockGraceSeconds > MOST_GRACE_SECONDS) {
      throw new IllegalArgumentException(
          "--block-grace must be 0 to "
              + MOST_GRACE_SECONDS
              + " seconds, not "
              + blockGraceSeconds);
    }
    return Duration.ofSeconds(blockGraceSeconds);
  }

  private Duration reclaimAfter() {
    if (reclaimAfterSeconds < 1 || reclaimAfterSeconds > MOST_RECLAIM_SECONDS) {
      throw new IllegalArgumentException(
          "--reclaim-after must be 1 to "
              + MOST_RECLAIM_SECONDS
              + " seconds, not "
              + reclaimAfterSeconds);
    }
    return Duration.ofSeconds(reclaimAfterSeconds);
  }

  private Duration scrubPeriod() {
    if (scrubPeriodSeconds < 1 || scrubPeriodSeconds > MOST_SCRUB_SECONDS) {
      throw new IllegalArgumentException(
          "--scrub-period must be 1 to "
              + MOST_SCRUB_SECONDS
              + " seconds, not "
              + scrubPeriodSeconds);
    }
    return Duration.ofSeconds(scrubPeriodSeconds);
  }

  /**
   * Parses {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  static NodeAddress address(String option, String text) {
    try {
      return NodeAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + Main.reason(e), e);
    }
  }

  /**
   * Returns the text if it can be a node's or a cluster's name.
   *
   * @throws IllegalArgumentException if it can not
   */
  static String name(String option, String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          option
              + " takes 1 to 64 letters, digits, '.', '_' and '-', beginning with a letter or"
              + " digit, not '"
              + text
              + "'");
    }
    return text;
  }

  /** Returns the number if it can be a port. */
  static int port(String option, int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(option + " must be 1 to 65535, not " + port);
    }
    return port;
  }

  static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("--data: " + Main.reason(e), e);
    }
    throw new IllegalArgumentException("--data takes a folder");
  }

  /** Returns the host's name without what a name may not hold. */
  private static String hostName() {
    String found;
    try {
      found = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      found = "localhost";
    }
    String cleaned = found.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[._-]+", "");
    return cleaned.isEmpty()
        ? "node"
        : cleaned.substring(0, Math.min(MOST_OF_HOST_NAME, cleaned.length()));
  }
}

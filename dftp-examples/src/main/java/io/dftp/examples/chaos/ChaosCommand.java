// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.chaos;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code dftp chaos}: real processes under faults, and clients whose files have to be right. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts nodes as processes of their own on loopback, and lets clients work on the tree by FTP"
          + " while nodes are killed, paused, and lose, get back or find damaged what is on their"
          + " disks. After each round the cluster has to settle, fsck has to find all right, and"
          + " every path has to be as clients were told.",
      "Faults of a round follow from its seed; when they strike, also on how busy the machine is.",
      "Exit code 0: all is right; which operation never met which fault is said. 1: something is"
          + " wrong. 2: wrong option."
    })
public final class ChaosCommand implements Callable<Integer> {

  private static final int FEWEST_NODES = 4;
  private static final Duration SETTLES_WITHIN = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the first round; the next ones follow (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many rounds on one cluster (default ${DEFAULT-VALUE}).")
  private int rounds = 10;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long faults begin in a round (default ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many nodes (default ${DEFAULT-VALUE}).")
  private int count = 5;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "4",
      description = "Clients, besides two rivals (default ${DEFAULT-VALUE}).")
  private int clients = 4;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      split = ",",
      defaultValue = "kill,pause,folder,folders,rollback,bitflip",
      description = "What is done to nodes, with commas between (default ${DEFAULT-VALUE}).")
  private List<String> kinds = new ArrayList<>();

  @Option(
      names = "--done",
      paramLabel = "FILE",
      description = "Keep there what each round came to, and run no round again that it names.")
  private @Nullable Path done;

  @Option(
      names = "--keep",
      paramLabel = "FOLDER",
      description = "Where the nodes' folders and logs are, new; kept in any case.")
  private @Nullable Path keep;

  @Option(
      names = "--slowness",
      paramLabel = "N",
      defaultValue = "${env:DFTP_SLOWNESS:-1}",
      description = "Stretches the bound of 60 s within which a cluster settles (default 1).")
  private int slowness = 1;

  /** Made by picocli. */
  public ChaosCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    require("--rounds", rounds, 1);
    require("--seconds", seconds, 1);
    require("--nodes", count, FEWEST_NODES);
    require("--clients", clients, 1);
    require("--slowness", slowness, 1);
    List<Fault> faults = faults();
    Journal journal = journal();
    Path folder = folder();
    Nodes nodes = new Nodes(folder, count, java(), SETTLES_WITHIN.multipliedBy(slowness));
    Thread ending = new Thread(nodes::close, "end nodes");
    Runtime.getRuntime().addShutdownHook(ending);
    boolean right = false;
    try (nodes) {
      right = run(nodes, faults, journal);
    } catch (Wrong wrong) {
      progress(wrong.getMessage() + "\nfolders and logs are in " + folder);
    } catch (IOException e) {
      progress(e + (e.getCause() == null ? "" : ": " + e.getCause()) + "\nlogs are in " + folder);
    }
    if (right && keep == null) {
      for (Node node : nodes.all()) {
        node.kill();
      }
      Folders.delete(folder);
    }
    if (right) {
      report(journal.encounters(), faults);
    }
    return right ? 0 : 1;
  }

  private boolean run(Nodes nodes, List<Fault> faults, Journal journal)
      throws IOException, InterruptedException {
    progress("starting " + count + " nodes");
    nodes.start();
    nodes.settle();
    Uploads uploads = new Uploads();
    long begun = System.nanoTime();
    List<Expectations> expected = new ArrayList<>();
    for (int i = 0; i <= clients; i++) {
      expected.add(new Expectations(uploads, () -> (System.nanoTime() - begun) / 1_000_000));
    }
    for (long next = seed; next < seed + rounds; next++) {
      if (journal.has(next)) {
        continue;
      }
      Encounters encounters = new Encounters();
      Inflicter inflicter =
          new Inflicter(nodes.all(), SETTLES_WITHIN.multipliedBy(slowness), this::progress);
      Meter meter = new Meter(inflicter::active, encounters);
      List<Actor> actors = actors(nodes, uploads, expected, meter, next);
      Round round =
          new Round(
              nodes,
              uploads,
              actors,
              inflicter,
              SETTLES_WITHIN.multipliedBy(slowness),
              this::progress);
      String name = "round " + (next - seed + 1) + " seed " + next + ": ";
      String came;
      try {
        came = round.run(Strike.plan(next, faults, count, seconds), seconds, next);
      } catch (Wrong wrong) {
        throw new Wrong(
            name + String.join(", ", inflicter.inflicted()) + "\n  " + wrong.getMessage());
      }
      say(name + String.join(", ", inflicter.inflicted()) + "; " + encounters.ends() + "; " + came);
      journal.keep(next, encounters);
    }
    return true;
  }

  private List<Actor> actors(
      Nodes nodes, Uploads uploads, List<Expectations> expected, Meter meter, long round) {
    List<Actor> actors = new ArrayList<>();
    Random random = new Random(round);
    for (int i = 0; i < clients; i++) {
      Random own = new Random(random.nextLong());
      Links links = new Links(nodes.all(), PATIENCE, own);
      actors.add(new Client("/c" + i, links, expected.get(i), uploads, own, meter));
    }
    Random own = new Random(random.nextLong());
    Links one = new Links(nodes.all(), PATIENCE, own);
    Links other = new Links(nodes.all(), PATIENCE, own);
    actors.add(new Rivals("r" + round, one, other, expected.get(clients), uploads, own, meter));
    return actors;
  }

  private void report(Encounters encounters, List<Fault> faults) {
    say("");
    say(encounters.table(faults));
    encounters.missing(faults).forEach(cell -> progress("never tried: " + cell));
  }

  private List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (String kind : kinds) {
      Fault fault = null;
      for (Fault each : Fault.values()) {
        fault = each.word().equals(kind.strip().toLowerCase(Locale.ROOT)) ? each : fault;
      }
      if (fault == null) {
        throw new ParameterException(spec.commandLine(), "--faults: there is no " + kind);
      }
      faults.add(fault);
    }
    return faults;
  }

  private Journal journal() {
    try {
      return Journal.open(done);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "--done: cannot read and write " + done, e);
    }
  }

  private Path folder() throws IOException {
    Path wanted = keep;
    return wanted == null
        ? Files.createTempDirectory("dftp-chaos")
        : Files.createDirectory(wanted.toAbsolutePath());
  }

  /** Returns the command that starts another process of this program. */
  private static List<String> java() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Many of them share few cores.
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    CodeSource source = ChaosCommand.class.getProtectionDomain().getCodeSource();
    try {
      Path from = Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(from)) {
        command.addAll(List.of("-jar", from.toString()));
        return command;
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.dftp.examples.Main"));
    return command;
  }

  private void require(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + least + ", not " + value);
    }
  }

  private void say(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private synchronized void progress(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("dftp chaos: " + what);
    err.flush();
  }
}

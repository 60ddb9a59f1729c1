// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import io.dftp.id.Identifier;
import io.dftp.id.KeyHasher;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code dftp sim load}: how evenly keys fall on hosts (Stoica et al. 2003, section VI.B).
 *
 * <p>Places and keys are those of production. No message is needed: who owns a key is a matter of
 * the places alone.
 */
@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "How evenly keys fall on hosts of 1, 2, 5, 10 and 20 positions: 1st and 99th percentile and"
          + " maximum of the keys of a host, in multiples of the mean."
    })
final class LoadCommand extends MeasureCommand {

  private static final int[] POSITIONS = {1, 2, 5, 10, 20};

  @Option(names = "--nodes", paramLabel = "N", defaultValue = "10000", description = "Hosts.")
  private int nodes = 10_000;

  @Option(names = "--keys", paramLabel = "N", defaultValue = "1000000", description = "Keys.")
  private int keys = 1_000_000;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Runs of other places and keys; the figures are means over them.")
  private int seeds = 20;

  /** A position of a host on the circle. */
  private record Place(Identifier id, int host) {}

  /** Made by picocli. */
  LoadCommand() {}

  @Override
  void checkOptions() {
    requireAtLeast("--nodes", 2, nodes);
    requireAtLeast("--keys", 1, keys);
    requireAtLeast("--seeds", 1, seeds);
  }

  @Override
  Report measure(Progress progress) {
    Sample[] first = samples();
    Sample[] last = samples();
    Sample[] max = samples();
    for (int run = 0; run < seeds; run++) {
      SplittableRandom random = new SplittableRandom(seed() + run);
      Identifier[] sorted = drawKeys(random);
      byte[][] uids = drawUids(random);
      for (int i = 0; i < POSITIONS.length; i++) {
        Sample ratios = ratios(sorted, uids, POSITIONS[i]);
        first[i].add(ratios.percentile(1));
        last[i].add(ratios.percentile(99));
        max[i].add(ratios.max());
      }
      progress.report("run", run + 1, seeds);
    }
    return report(first, last, max);
  }

  private Report report(Sample[] first, Sample[] last, Sample[] max) {
    Table table =
        new Table("positions", "1st", "99th", "max", "paper 1st", "paper 99th", "rings 99th");
    Table csv = new Table("positions", "p1_ratio", "p99_ratio", "max_ratio");
    double[] xs = new double[POSITIONS.length];
    double[][] ys = new double[3][POSITIONS.length];
    for (int i = 0; i < POSITIONS.length; i++) {
      xs[i] = POSITIONS[i];
      ys[0][i] = first[i].mean();
      ys[1][i] = last[i].mean();
      ys[2][i] = max[i].mean();
      boolean isFirst = i == 0;
      boolean isLast = i == POSITIONS.length - 1;
      table.row(
          POSITIONS[i],
          Table.fixed(ys[0][i], 2),
          Table.fixed(ys[1][i], 2),
          Table.fixed(ys[2][i], 2),
          isFirst ? "0" : isLast ? "0.5" : "",
          isFirst ? "4.8" : isLast ? "1.6" : "",
          isFirst ? "4.57" : isLast ? "1.65" : "");
      csv.row(
          POSITIONS[i],
          Table.fixed(ys[0][i], 4),
          Table.fixed(ys[1][i], 4),
          Table.fixed(ys[2][i], 4));
    }
    Plot plot =
        new Plot("Keys of a host, in multiples of the mean", "positions of a host", "ratio")
            .measured("maximum", xs, ys[2])
            .measured("99th percentile", xs, ys[1])
            .measured("1st percentile", xs, ys[0])
            .publishedPoints(
                "99th percentile, paper", new double[] {1, 20}, new double[] {4.8, 1.6});
    return new Report(
        String.format("Load: %d hosts, %d keys, %d seeds from %d", nodes, keys, seeds, seed()),
        table,
        csv,
        plot,
        List.of(
            "Ratios to the mean number of keys of a host; each figure is the mean over the seeds.",
            "Published maximum with 20 positions: 2.28 (rings)."),
        List.of());
  }

  private Identifier[] drawKeys(SplittableRandom random) {
    Identifier[] drawn = new Identifier[keys];
    long run = random.nextLong();
    ByteBuffer key = ByteBuffer.allocate(2 * Long.BYTES);
    for (int i = 0; i < keys; i++) {
      drawn[i] = KeyHasher.hash(key.clear().putLong(run).putLong(i).array());
    }
    Arrays.sort(drawn);
    return drawn;
  }

  private byte[][] drawUids(SplittableRandom random) {
    byte[][] uids = new byte[nodes][16];
    for (byte[] uid : uids) {
      random.nextBytes(uid);
    }
    return uids;
  }

  private Sample ratios(Identifier[] sorted, byte[][] uids, int positions) {
    List<Place> places = new ArrayList<>(uids.length * positions);
    for (int host = 0; host < uids.length; host++) {
      for (int index = 0; index < positions; index++) {
        places.add(new Place(KeyHasher.position(uids[host], index), host));
      }
    }
    places.sort(Comparator.comparing(Place::id));
    int[] owned = new int[uids.length];
    int at = 0;
    for (Identifier key : sorted) {
      while (at < places.size() && places.get(at).id().compareTo(key) < 0) {
        at++;
      }
      owned[places.get(at % places.size()).host()]++;
    }
    Sample ratios = new Sample();
    double mean = (double) sorted.length / uids.length;
    for (int count : owned) {
      ratios.add(count / mean);
    }
    return ratios;
  }

  private static Sample[] samples() {
    Sample[] samples = new Sample[POSITIONS.length];
    Arrays.setAll(samples, i -> new Sample());
    return samples;
  }
}

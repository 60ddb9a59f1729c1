// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.util.Arrays;
import java.util.Locale;

/** Numbers that were measured, and what is said of them. */
final class Sample {

  private double[] values = new double[64];
  private int size;

  void add(double value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  void addAll(Sample other) {
    for (int i = 0; i < other.size; i++) {
      add(other.values[i]);
    }
  }

  int size() {
    return size;
  }

  /** Returns the mean, 0 of nothing. */
  double mean() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += values[i];
    }
    return size == 0 ? 0 : sum / size;
  }

  double max() {
    return percentile(100);
  }

  /** Returns the smallest value that at least so many per cent do not exceed; 0 of nothing. */
  double percentile(double percent) {
    if (size == 0) {
      return 0;
    }
    double[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * size);
    return sorted[Math.max(0, Math.min(size, rank) - 1)];
  }

  /** Returns median, 10th and 90th percentile. */
  String spreadAroundMedian() {
    return String.format(
        Locale.ROOT, "%.2f (%.1f,%.1f)", percentile(50), percentile(10), percentile(90));
  }

  /** Returns mean and the first and last percentile, as the paper prints them. */
  String spread(int digits) {
    return Table.fixed(mean(), digits)
        + " ("
        + Table.fixed(percentile(1), 0)
        + ","
        + Table.fixed(percentile(99), 0)
        + ")";
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.dftp.examples.measure;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over a common axis; needs no screen. */
final class Plot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  private record Line(String name, double[] xs, double[] ys, boolean isMeasured) {}

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final List<Line> lines = new ArrayList<>();

  Plot(String title, String xTitle, String yTitle) {
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /** Adds what was measured here: a solid line. */
  Plot measured(String name, double[] xs, double[] ys) {
    lines.add(new Line(name, xs.clone(), ys.clone(), true));
    return this;
  }

  /** Adds published figures: a dashed line. */
  Plot published(String name, double[] xs, double[] ys) {
    lines.add(new Line(name, xs.clone(), ys.clone(), false));
    return this;
  }

  /** Draws the lines into a file. */
  void writePng(Path file) throws IOException {
    System.setProperty("java.awt.headless", "true");
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setYAxisMin(0.0);
    for (Line line : lines) {
      XYSeries series = chart.addSeries(line.name, line.xs, line.ys);
      series.setMarker(line.isMeasured ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setLineStyle(line.isMeasured ? SeriesLines.SOLID : SeriesLines.DASH_DASH);
    }
    Files.write(file, BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }
}

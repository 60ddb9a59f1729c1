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
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Lines over a common axis; needs no screen. */
final class Plot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;

  private enum Look {
    MEASURED,
    PUBLISHED,
    PUBLISHED_POINTS
  }

  private static final class Line {
    private final String name;
    private final double[] xs;
    private final double[] ys;
    private final Look look;

    Line(String name, double[] xs, double[] ys, Look look) {
      this.name = name;
      this.xs = xs.clone();
      this.ys = ys.clone();
      this.look = look;
    }
  }

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
    lines.add(new Line(name, xs, ys, Look.MEASURED));
    return this;
  }

  /** Adds published figures: a dashed line. */
  Plot published(String name, double[] xs, double[] ys) {
    lines.add(new Line(name, xs, ys, Look.PUBLISHED));
    return this;
  }

  /** Adds published figures between which nothing is known: marks without a line. */
  Plot publishedPoints(String name, double[] xs, double[] ys) {
    lines.add(new Line(name, xs, ys, Look.PUBLISHED_POINTS));
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
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setYAxisMin(0.0);
    for (Line line : lines) {
      XYSeries series = chart.addSeries(line.name, line.xs, line.ys);
      switch (line.look) {
        case MEASURED -> series.setMarker(SeriesMarkers.CIRCLE).setLineStyle(SeriesLines.SOLID);
        case PUBLISHED -> series.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.DASH_DASH);
        case PUBLISHED_POINTS ->
            series.setMarker(SeriesMarkers.DIAMOND).setLineStyle(SeriesLines.NONE);
      }
    }
    Files.write(file, BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
  }
}

package io.spikewatt.drivers.sunspec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The definitions that the product knows, from its own table {@code models.txt}. */
final class ModelTables {

  private static final Pattern POINT = Pattern.compile("([\\w.]+):([a-z0-9]+?)(?:\\*(-?\\w+))?");
  private static final Pattern STRING = Pattern.compile("string(\\d+)");

  private final Map<Integer, Model> models;

  private ModelTables(Map<Integer, Model> models) {
    this.models = Collections.unmodifiableMap(models);
  }

  /** Ids of all models, ascending. */
  Set<Integer> ids() {
    return models.keySet();
  }

  /**
   * The model of that id.
   *
   * @throws IllegalArgumentException if the product does not know it
   */
  Model model(int id) {
    Model model = models.get(id);
    if (model == null) {
      throw new IllegalArgumentException("no table of model " + id);
    }
    return model;
  }

  /** The tables that come with the product. */
  static ModelTables shipped() {
    try (InputStream in = ModelTables.class.getResourceAsStream("models.txt")) {
      if (in == null) {
        throw new IllegalStateException("models.txt is not on the class path");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return new ModelTables(parse(reader.lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Integer, Model> parse(List<String> lines) {
    Map<Integer, Model> models = new LinkedHashMap<>();
    int id = 0;
    Map<String, Point> points = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        for (String each : line.strip().split(" ")) {
          Point point = point(each, end(points));
          if (points.put(point.name(), point) != null) {
            throw new IllegalStateException(each + " is there twice");
          }
        }
        models.put(id, new Model(id, points));
      } else if (!line.startsWith("#")) {
        id = Integer.parseInt(line.substring(0, line.indexOf(' ')));
        points = new LinkedHashMap<>();
      }
    }
    return models;
  }

  private static int end(Map<String, Point> points) {
    int end = Model.HEADER;
    for (Point point : points.values()) {
      end = point.end();
    }
    return end;
  }

  private static Point point(String text, int offset) {
    Matcher matcher = POINT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("not a point: " + text);
    }
    String scale = matcher.group(3) == null ? "" : matcher.group(3);
    Matcher string = STRING.matcher(matcher.group(2));
    if (string.matches()) {
      return new Point(
          matcher.group(1), PointType.STRING, offset, Integer.parseInt(string.group(1)), scale);
    }
    PointType type = PointType.named(matcher.group(2));
    return new Point(matcher.group(1), type, offset, type.words(), scale);
  }
}

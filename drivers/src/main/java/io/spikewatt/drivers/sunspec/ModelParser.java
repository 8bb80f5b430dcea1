package io.spikewatt.drivers.sunspec;

import io.spikewatt.drivers.sunspec.Group.Times;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code models.txt}, whose header describes its format. An error in it is a bug. */
final class ModelParser {

  private static final Pattern HEAD = Pattern.compile("(\\d+) .*?(?: = (\\d+))?");
  private static final Pattern POINT = Pattern.compile("(\\w+):(\\w+)(?:\\*(-?\\w+))?");
  private static final Pattern GROUP = Pattern.compile("(\\w+)(\\[(\\w*)\\])?");

  private static final String STRING = "string";

  private ModelParser() {}

  /** All models by id, in their order. */
  static Map<Integer, Model> parse(List<String> lines) {
    Map<Integer, Model> models = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); ) {
      Matcher head = HEAD.matcher(lines.get(i++));
      if (!head.matches()) {
        continue;
      }
      List<String> tokens = new ArrayList<>();
      while (i < lines.size() && lines.get(i).startsWith("  ")) {
        tokens.addAll(List.of(lines.get(i++).strip().split(" +")));
      }
      int id = Integer.parseInt(head.group(1));
      Group top =
          head.group(2) == null
              ? group("", new Times.Once(), Model.HEADER, tokens.iterator())
              : Objects.requireNonNull(models.get(Integer.valueOf(head.group(2)))).top();
      models.put(id, new Model(id, top));
    }
    return models;
  }

  /** A group's inside up to its closing brace, or to the model's end. */
  private static Group group(String name, Times times, int start, Iterator<String> tokens) {
    Map<String, Point> points = new LinkedHashMap<>();
    List<Group> groups = new ArrayList<>();
    int end = start;
    while (tokens.hasNext()) {
      String token = tokens.next();
      if (token.equals("}")) {
        break;
      }
      Matcher point = POINT.matcher(token);
      if (point.matches()) {
        Point added = point(point, end);
        end = added.end();
        if (!groups.isEmpty() || points.put(added.name(), added) != null) {
          throw new IllegalStateException(token + " is there twice, or behind a group");
        }
      } else {
        groups.add(group(token, tokens));
      }
    }
    return new Group(name, times, start, points, groups);
  }

  private static Group group(String head, Iterator<String> tokens) {
    Matcher group = GROUP.matcher(head);
    if (!group.matches() || !tokens.next().equals("{")) {
      throw new IllegalStateException("neither a point nor a group: " + head);
    }
    Times times =
        group.group(2) == null
            ? new Times.Once()
            : group.group(3).isEmpty() ? new Times.Filling() : new Times.Counted(group.group(3));
    return group(group.group(1), times, 0, tokens);
  }

  private static Point point(Matcher point, int offset) {
    String type = point.group(2);
    PointType known = PointType.named(type.startsWith(STRING) ? STRING : type);
    int words =
        known == PointType.STRING
            ? Integer.parseInt(type.substring(STRING.length()))
            : known.words();
    String scale = point.group(3) == null ? "" : point.group(3);
    return new Point(point.group(1), known, offset, words, scale);
  }
}

package io.spikewatt.controller.source;

import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RowOrigin;
import io.spikewatt.config.source.RowPlaces;
import io.spikewatt.config.source.SlotFields;
import io.spikewatt.config.source.StatedUnit;
import io.spikewatt.config.source.TimeFormat;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Entries of JSON documents: rows of objects, one list of times and one of values, or an object.
 */
final class JsonAnswer {

  private JsonAnswer() {}

  /** The document. What is wrong with it is told in our words, which hold no text of the answer. */
  static JsonTree document(byte[] answer) throws AnswerProblem {
    try {
      return JsonTree.strict(answer);
    } catch (MalformedMessage e) {
      throw new AnswerProblem("answer", "a JSON document", "other text: " + e.getMessage());
    }
  }

  /** Predicted rows of all lists, in their order. */
  static List<TimedEntry> rows(JsonTree document, RowPlaces places, ValuePlace value)
      throws AnswerProblem {
    Optional<StatedUnit> unit = places.unit();
    if (unit.isPresent()) {
      checkUnit(document, unit.get());
    }
    Set<String> predicted =
        places.origin().isPresent() ? predicted(document, places.origin().get()) : Set.of();
    List<TimedEntry> entries = new ArrayList<>();
    for (int list = 0; list < places.lists().size(); list++) {
      String path = places.lists().get(list);
      Optional<JsonTree> rows = document.at(path);
      if (list > 0 && rows.filter(found -> found.kind() != JsonKind.NOTHING).isEmpty()) {
        continue;
      }
      if (rows.isEmpty() || rows.get().kind() != JsonKind.LIST) {
        throw new AnswerProblem(path, "a list", rows.map(JsonAnswer::what).orElse("nothing"));
      }
      List<JsonTree> items = rows.get().items();
      for (int i = 0; i < items.size(); i++) {
        String where = path + "[" + i + "]";
        if (places.origin().isEmpty()
            || predicted.contains(
                place(items.get(i), places.origin().get().rowId(), where).text())) {
          entries.add(row(items.get(i), where, places, value));
        }
      }
    }
    return entries;
  }

  /** Ids of the origins whose rows are predictions. */
  private static Set<String> predicted(JsonTree document, RowOrigin origin) throws AnswerProblem {
    Set<String> ids = new HashSet<>();
    List<JsonTree> origins = list(document, origin.list());
    for (int i = 0; i < origins.size(); i++) {
      String where = origin.list() + "[" + i + "]";
      if (place(origins.get(i), origin.kind(), where).text().equals(origin.predicted())) {
        ids.add(place(origins.get(i), origin.id(), where).text());
      }
    }
    return ids;
  }

  private static TimedEntry row(JsonTree row, String where, RowPlaces places, ValuePlace value)
      throws AnswerProblem {
    Optional<StatedUnit> unit = places.unit();
    if (unit.isPresent()) {
      checkUnit(row, unit.get().field(), unit.get().text(), where + ".");
    }
    SlotFields fields = places.fields();
    Optional<String> end = Optional.empty();
    if (fields.end().isPresent()) {
      end = Optional.of(time(row, fields.end().get(), fields.time(), where));
    }
    return new TimedEntry(
        where, time(row, fields.start(), fields.time(), where), end, value(row, value, where));
  }

  private static OptionalDouble value(JsonTree row, ValuePlace place, String where)
      throws AnswerProblem {
    return place.optional() && row.at(place.path()).isEmpty()
        ? OptionalDouble.empty()
        : value(place(row, place.path(), where), where + "." + place.path());
  }

  private static JsonTree place(JsonTree row, String path, String where) throws AnswerProblem {
    return row.at(path)
        .orElseThrow(() -> new AnswerProblem(where, "a field " + path, "none of that name"));
  }

  private static String time(JsonTree row, String path, TimeFormat format, String where)
      throws AnswerProblem {
    return time(place(row, path, where), format, where + "." + path);
  }

  private static String time(JsonTree time, TimeFormat format, String where) throws AnswerProblem {
    boolean number = format == TimeFormat.EPOCH_MS || format == TimeFormat.EPOCH_S;
    if (time.kind() != (number ? JsonKind.NUMBER : JsonKind.TEXT)) {
      throw new AnswerProblem(where, number ? "a number" : "a text", what(time));
    }
    return time.text();
  }

  /** A number, or empty for null: a value that is not there is never 0. */
  private static OptionalDouble value(JsonTree value, String where) throws AnswerProblem {
    if (value.kind() == JsonKind.NOTHING) {
      return OptionalDouble.empty();
    }
    if (value.kind() == JsonKind.NUMBER) {
      double number = Double.parseDouble(value.text());
      if (Double.isFinite(number)) {
        return OptionalDouble.of(number);
      }
    }
    throw new AnswerProblem(where, "a number or null", what(value));
  }

  /** Refuses a document that states another unit. */
  static void checkUnit(JsonTree document, StatedUnit unit) throws AnswerProblem {
    checkUnit(document, unit.path(), unit.text(), "");
  }

  private static void checkUnit(JsonTree tree, Optional<String> path, String text, String above)
      throws AnswerProblem {
    if (path.isEmpty()) {
      return;
    }
    Optional<JsonTree> stated = tree.at(path.get());
    if (stated.filter(unit -> unit.kind() == JsonKind.TEXT && unit.text().equals(text)).isEmpty()) {
      throw new AnswerProblem(
          above + path.get(),
          "the unit " + AnswerProblem.shown(text),
          stated.map(JsonAnswer::what).orElse("nothing"));
    }
  }

  /** Entries of an object whose names are times. */
  static List<TimedEntry> keyed(JsonTree document, AnswerShape.Keyed shape, ValuePlace value)
      throws AnswerProblem {
    Optional<JsonTree> object = document.at(shape.object());
    if (object.isEmpty() || object.get().kind() != JsonKind.OBJECT) {
      throw new AnswerProblem(
          shape.object(), "an object", object.map(JsonAnswer::what).orElse("nothing"));
    }
    List<TimedEntry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonTree> entry : object.get().fields().entrySet()) {
      String where = shape.object() + " " + AnswerProblem.shown(entry.getKey());
      entries.add(
          new TimedEntry(
              where, entry.getKey(), Optional.empty(), value(entry.getValue(), value, where)));
    }
    return entries;
  }

  /** Two lists of equal length; none if that of an optional value is missing. */
  static List<TimedEntry> columns(
      JsonTree document, SlotFields fields, ValuePlace value, Optional<StatedUnit> unit)
      throws AnswerProblem {
    if (unit.isPresent()) {
      checkUnit(document, unit.get());
    }
    if (value.optional() && document.at(value.path()).isEmpty()) {
      return List.of();
    }
    List<JsonTree> starts = list(document, fields.start());
    List<JsonTree> values = list(document, value.path());
    List<JsonTree> ends = fields.end().isPresent() ? list(document, fields.end().get()) : starts;
    for (List<JsonTree> other : List.of(values, ends)) {
      if (other.size() != starts.size()) {
        throw new AnswerProblem(
            value.path(),
            "as many entries as in " + fields.start() + ", " + starts.size(),
            String.valueOf(other.size()));
      }
    }
    List<TimedEntry> entries = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      String at = "[" + i + "]";
      Optional<String> end = Optional.empty();
      if (fields.end().isPresent()) {
        end = Optional.of(time(ends.get(i), fields.time(), fields.end().get() + at));
      }
      entries.add(
          new TimedEntry(
              fields.start() + at,
              time(starts.get(i), fields.time(), fields.start() + at),
              end,
              value(values.get(i), value.path() + at)));
    }
    return entries;
  }

  private static List<JsonTree> list(JsonTree document, String path) throws AnswerProblem {
    Optional<JsonTree> list = document.at(path);
    if (list.isEmpty() || list.get().kind() != JsonKind.LIST) {
      throw new AnswerProblem(path, "a list", list.map(JsonAnswer::what).orElse("nothing"));
    }
    return list.get().items();
  }

  /** Kind of a value, for messages. */
  static String what(JsonTree tree) {
    return switch (tree.kind()) {
      case OBJECT -> "an object";
      case LIST -> "a list";
      case TEXT -> "the text " + AnswerProblem.shown(tree.text());
      case NUMBER, TRUTH -> tree.text();
      case NOTHING -> "null";
    };
  }
}

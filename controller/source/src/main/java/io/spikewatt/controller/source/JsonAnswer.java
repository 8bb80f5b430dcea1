package io.spikewatt.controller.source;

import io.spikewatt.config.source.RowPlaces;
import io.spikewatt.config.source.SlotFields;
import io.spikewatt.config.source.StatedUnit;
import io.spikewatt.config.source.TimeFormat;
import io.spikewatt.controller.json.JsonKind;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Entries of JSON documents: rows of objects, or one list of times and one of values. */
final class JsonAnswer {

  private JsonAnswer() {}

  /** The document; its parser's words are those of an answer, so they are shortened. */
  static JsonTree document(byte[] answer) throws AnswerProblem {
    try {
      return JsonTree.strict(answer);
    } catch (MalformedMessage e) {
      throw new AnswerProblem(
          "answer",
          "a JSON document",
          "something else: " + AnswerProblem.shown(String.valueOf(e.getMessage())));
    }
  }

  /** Rows of all lists, in their order. */
  static List<TimedEntry> rows(JsonTree document, RowPlaces places) throws AnswerProblem {
    Optional<StatedUnit> unit = places.unit();
    if (unit.isPresent()) {
      checkUnit(document, unit.get().path(), unit.get().text(), "");
    }
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
        entries.add(row(items.get(i), path + "[" + i + "]", places));
      }
    }
    return entries;
  }

  private static TimedEntry row(JsonTree row, String where, RowPlaces places) throws AnswerProblem {
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
        where,
        time(row, fields.start(), fields.time(), where),
        end,
        value(place(row, fields.value(), where), where + "." + fields.value()));
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

  /** Two lists of equal length. */
  static List<TimedEntry> columns(JsonTree document, SlotFields fields, Optional<StatedUnit> unit)
      throws AnswerProblem {
    if (unit.isPresent()) {
      checkUnit(document, unit.get().path(), unit.get().text(), "");
    }
    List<JsonTree> starts = list(document, fields.start());
    List<JsonTree> values = list(document, fields.value());
    List<JsonTree> ends = fields.end().isPresent() ? list(document, fields.end().get()) : starts;
    for (List<JsonTree> other : List.of(values, ends)) {
      if (other.size() != starts.size()) {
        throw new AnswerProblem(
            fields.value(),
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
              value(values.get(i), fields.value() + at)));
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

package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.source.AnswerShape;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Entries of texts in lines: with a counter of periods, or with named columns. */
final class TextLines {

  private static final int MOST_LINES = SlotSeries.MOST_ENTRIES + 10;
  private static final int LONGEST_LINE = 1_000;
  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,4}");
  private static final Pattern POINT = Pattern.compile("[-+]?[0-9]{1,12}(\\.[0-9]{1,12})?");
  private static final Pattern COMMA = Pattern.compile("[-+]?[0-9]{1,12}(,[0-9]{1,12})?");

  private TextLines() {}

  /** Lines without their ends; empty ones at the end are left out. */
  private static List<String> lines(String text) throws AnswerProblem {
    List<String> lines = new ArrayList<>(text.lines().limit(MOST_LINES + 1).toList());
    if (lines.size() > MOST_LINES) {
      throw new AnswerProblem("answer", "at most " + MOST_LINES + " lines", "more");
    }
    for (String line : lines) {
      if (line.length() > LONGEST_LINE) {
        throw new AnswerProblem(
            "answer", "lines of at most " + LONGEST_LINE + " characters", "a longer one");
      }
    }
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
    return lines;
  }

  /** Other bytes than UTF-8 become a sign that is in no number and no searched name. */
  private static String text(byte[] answer) {
    String text = new String(answer, UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** Values of the periods of one or more local days. */
  static List<TimedValue> periods(byte[] answer, AnswerShape.Periods shape, ZoneId zone)
      throws AnswerProblem {
    List<String> lines = lines(text(answer));
    frame(lines, "first line", 0, shape.firstLine());
    frame(lines, "last line", lines.size() - 1, shape.lastLine());
    SortedMap<LocalDate, List<OptionalDouble>> days = new TreeMap<>();
    for (int i = 1; i < lines.size() - 1; i++) {
      String where = "line " + (i + 1);
      String[] parts = lines.get(i).split(";", -1);
      if (parts.length < shape.valueColumn()) {
        throw new AnswerProblem(
            where, "at least " + shape.valueColumn() + " columns", String.valueOf(parts.length));
      }
      LocalDate day = day(where, parts);
      List<OptionalDouble> values = days.computeIfAbsent(day, d -> new ArrayList<>());
      String period = parts[3].strip();
      if (!period.equals(String.valueOf(values.size() + 1))) {
        throw new AnswerProblem(
            where, "period " + (values.size() + 1) + " of " + day, AnswerProblem.shown(period));
      }
      values.add(value(where, parts[shape.valueColumn() - 1].strip(), POINT));
    }
    List<TimedValue> entries = new ArrayList<>();
    for (LocalDate day : days.keySet()) {
      entries.addAll(day(day, days.getOrDefault(day, List.of()), zone));
    }
    return entries;
  }

  private static void frame(List<String> lines, String where, int index, String expected)
      throws AnswerProblem {
    String found = index >= 0 && index < lines.size() ? lines.get(index).strip() : "";
    if (!found.equals(expected)) {
      throw new AnswerProblem(where, AnswerProblem.shown(expected), AnswerProblem.shown(found));
    }
  }

  private static LocalDate day(String where, String[] parts) throws AnswerProblem {
    try {
      if (WHOLE.matcher(parts[0]).matches()
          && WHOLE.matcher(parts[1]).matches()
          && WHOLE.matcher(parts[2]).matches()) {
        return LocalDate.of(
            Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
      }
    } catch (DateTimeException e) {
      // Said below.
    }
    throw new AnswerProblem(
        where, "year;month;day", AnswerProblem.shown(parts[0] + ";" + parts[1] + ";" + parts[2]));
  }

  /** The number of periods says whether they are quarter hours or hours. */
  private static List<TimedValue> day(LocalDate day, List<OptionalDouble> values, ZoneId zone)
      throws AnswerProblem {
    Instant start = day.atStartOfDay(zone).toInstant();
    Duration whole = Duration.between(start, day.plusDays(1).atStartOfDay(zone).toInstant());
    Duration length = whole.dividedBy(values.size());
    if (!(length.equals(Duration.ofMinutes(15)) || length.equals(Duration.ofMinutes(60)))) {
      throw new AnswerProblem(
          day.toString(),
          "%d quarter hours or %d hours".formatted(whole.toHours() * 4, whole.toHours()),
          values.size() + " periods");
    }
    List<TimedValue> entries = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Instant at = start.plus(length.multipliedBy(i));
      entries.add(
          new TimedValue(
              day + ", period " + (i + 1), at, Optional.of(at.plus(length)), values.get(i)));
    }
    return entries;
  }

  private static OptionalDouble value(String where, String text, Pattern number)
      throws AnswerProblem {
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!number.matcher(text).matches()) {
      String form = number.equals(COMMA) ? "a number such as 0,25" : "a number such as 0.25";
      throw new AnswerProblem(where, form, AnswerProblem.shown(text));
    }
    return OptionalDouble.of(Double.parseDouble(text.replace(',', '.')));
  }

  /**
   * Rows of named columns. A last line that does not end and has no quotes may be truncated: it is
   * left out. None if the column of an optional value is missing.
   */
  static List<TimedEntry> columns(byte[] answer, AnswerShape.Csv shape, ValuePlace place)
      throws AnswerProblem {
    String text = text(answer);
    List<String> lines = lines(text);
    if (lines.isEmpty()) {
      throw new AnswerProblem("answer", "a line with the names of the columns", "nothing");
    }
    List<String> names = cells("line 1", lines.getFirst(), shape.separator());
    int start = column(names, shape.fields().start());
    if (place.optional() && !names.contains(place.path())) {
      return List.of();
    }
    int value = column(names, place.path());
    int end = -1;
    if (shape.fields().end().isPresent()) {
      end = column(names, shape.fields().end().get());
    }
    boolean whole = text.endsWith("\n") || text.endsWith("\r") || text.endsWith("\"");
    List<TimedEntry> entries = new ArrayList<>();
    for (int i = 1; i < lines.size() - (whole ? 0 : 1); i++) {
      String where = "line " + (i + 1);
      List<String> cells = cells(where, lines.get(i), shape.separator());
      if (cells.size() != names.size()) {
        throw new AnswerProblem(where, names.size() + " columns", String.valueOf(cells.size()));
      }
      entries.add(
          new TimedEntry(
              where,
              cells.get(start),
              end < 0 ? Optional.empty() : Optional.of(cells.get(end)),
              value(where, cells.get(value), shape.decimalComma() ? COMMA : POINT)));
    }
    return entries;
  }

  private static int column(List<String> names, String name) throws AnswerProblem {
    int column = names.indexOf(name);
    if (column < 0 || names.lastIndexOf(name) != column) {
      throw new AnswerProblem(
          "line 1",
          "one column " + AnswerProblem.shown(name),
          column < 0 ? AnswerProblem.shown(String.join(", ", names)) : "several");
    }
    return column;
  }

  /** Texts of a line; a text in quotes may hold separators, and quotes twice. */
  private static List<String> cells(String where, String line, char separator)
      throws AnswerProblem {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      throw new AnswerProblem(where, "a quote at the end of a text", "the line's end");
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}

package io.spikewatt.controller.history;

import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Writes the recorded means of a span of time as text, a day after the other, so that a long span
 * needs no more memory than a day. Values are written with all their digits.
 */
public final class HistoryExport {

  private static final Duration DAY = Duration.ofDays(1);

  /** Rows of one statement; more make it longer than some databases take. */
  private static final int ROWS = 200;

  private final HistoryStore store;
  private final List<String> series;

  /** Columns of one day, as {@link TimeSeries} that begin at their first known slot. */
  private record Column(String series, TimeSeries known) {

    /** The value of a slot; NaN if it is unknown. */
    double at(Instant start) {
      long slot = Duration.between(known.start(), start).dividedBy(QuarterHour.LENGTH);
      return start.isBefore(known.start()) || slot >= known.values().length
          ? Double.NaN
          : known.values()[(int) slot];
    }
  }

  /** Content of one day. */
  private interface DayWriter {
    void write(Instant from, Instant to, List<Column> columns) throws IOException;
  }

  /**
   * @throws HistoryUnreadable if the store cannot be read
   */
  public HistoryExport(HistoryStore store) {
    this.store = store;
    this.series = List.copyOf(new TreeSet<>(HistoryUnreadable.orThrow(store::series)));
  }

  /**
   * The part of a span that anything is known of.
   *
   * @param from at a slot's start
   * @param to at a slot's start
   * @return from the start of its first known slot to the start of its last; empty without any
   */
  public Optional<HistoryStore.Span> known(Instant from, Instant to) {
    Optional<HistoryStore.Span> all = Optional.empty();
    for (String name : series) {
      Optional<HistoryStore.Span> one = HistoryUnreadable.orThrow(() -> store.span(name));
      all = all.isPresent() ? all.map(span -> one.map(span::union).orElse(span)) : one;
    }
    return all.map(
            whole ->
                new HistoryStore.Span(
                    later(from, QuarterHour.startOf(whole.first())),
                    earlier(to.minus(QuarterHour.LENGTH), QuarterHour.startOf(whole.last()))))
        .filter(span -> !span.first().isAfter(span.last()));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /**
   * A table with a row a slot: {@code time_utc}, its start, then a column a series, whose name ends
   * with its unit. An unknown value is an empty cell.
   */
  public void csv(HistoryStore.Span span, Writer to) throws IOException {
    to.write("time_utc");
    for (String name : series) {
      to.write("," + quoted(name, '"', name.matches("[^,\"\\s]+")));
    }
    to.write("\n");
    eachDay(
        span,
        (from, until, columns) -> {
          for (Instant at = from; at.isBefore(until); at = at.plus(QuarterHour.LENGTH)) {
            to.write(at.toString());
            for (Column column : columns) {
              double value = column.at(at);
              to.write(Double.isNaN(value) ? "," : "," + value);
            }
            to.write("\n");
          }
        });
  }

  /**
   * Statements that make the table {@code slot} as the history has it: {@code start} is Unix time
   * in seconds.
   */
  public void sql(HistoryStore.Span span, Writer to) throws IOException {
    to.write(
        """
        BEGIN;
        CREATE TABLE IF NOT EXISTS slot (
          series VARCHAR(200) NOT NULL, start BIGINT NOT NULL, value DOUBLE PRECISION NOT NULL,
          PRIMARY KEY (series, start));
        """);
    eachDay(
        span,
        (from, until, columns) -> {
          for (Column column : columns) {
            to.write(inserts(from, until, column));
          }
        });
    to.write("COMMIT;\n");
  }

  private static String inserts(Instant from, Instant until, Column column) {
    StringBuilder text = new StringBuilder();
    int rows = 0;
    for (Instant at = from; at.isBefore(until); at = at.plus(QuarterHour.LENGTH)) {
      double value = column.at(at);
      if (!Double.isNaN(value)) {
        text.append(rows % ROWS == 0 ? "INSERT INTO slot (series, start, value) VALUES\n" : ",\n");
        text.append(
            "(%s,%d,%s)".formatted(quoted(column.series, '\'', false), at.getEpochSecond(), value));
        rows++;
      }
    }
    return rows == 0 ? "" : text.append(";\n").toString();
  }

  private static String quoted(String text, char quote, boolean plain) {
    String mark = String.valueOf(quote);
    return plain ? text : mark + text.replace(mark, mark + mark) + mark;
  }

  private TimeSeries day(String name, Instant from, Instant to) {
    return HistoryUnreadable.orThrow(() -> store.read(name, from, to, QuarterHour.LENGTH));
  }

  private void eachDay(HistoryStore.Span span, DayWriter writer) throws IOException {
    Instant end = span.last().plus(QuarterHour.LENGTH);
    for (Instant from = span.first(); from.isBefore(end); from = from.plus(DAY)) {
      Instant to = earlier(from.plus(DAY), end);
      List<Column> columns = new ArrayList<>();
      for (String name : series) {
        columns.add(new Column(name, day(name, from, to)));
      }
      writer.write(from, to, columns);
    }
  }
}

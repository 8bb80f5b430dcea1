package io.spikewatt.controller.source;

import io.spikewatt.config.source.WeatherQuantity;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.source.FetchState.UsableAnswer;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * The newest usable answer of each source and the time of its last request, in a file. The time
 * outlives a restart, so that a daemon that restarts again and again asks no more often than it
 * may. In memory alone where the file cannot be read or written.
 */
final class AnswerStore {

  /** Age up to which an answer is kept. */
  static final Duration MOST_AGE = Duration.ofDays(3);

  private static final String FILE = "sources.properties";
  private static final String ASKED = ".asked";
  private static final String ANSWERED = ".answered";
  private static final String SLOTS = ".slots";

  private final KeptValues kept;

  private AnswerStore(KeptValues kept) {
    this.kept = kept;
  }

  static AnswerStore in(Path directory) {
    return new AnswerStore(
        KeptValues.in(
            directory.resolve(FILE),
            "Spikewatt: newest answers of the sources",
            problem -> Logger.warn("{}", problem)));
  }

  /** Answer of a source, if it is from the last 72 hours; a broken one counts as none. */
  Optional<UsableAnswer> answer(String source, Instant now) {
    try {
      Optional<Instant> at = kept.get(source + ANSWERED).map(Instant::parse);
      if (at.isEmpty() || isOld(at.get(), now)) {
        return Optional.empty();
      }
      return known(source).map(values -> new UsableAnswer(at.get(), values));
    } catch (DateTimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | NoSuchElementException e) {
      Logger.warn("the answer of {} in {} is ignored: {}", source, FILE, e.getMessage());
      return Optional.empty();
    }
  }

  /** True for an answer that is too old, or from the future because the clock was ahead. */
  static boolean isOld(Instant at, Instant now) {
    return at.plus(MOST_AGE).isBefore(now) || at.isAfter(now.plus(MOST_AGE));
  }

  /** Time of the last request to a source. */
  Optional<Instant> asked(String source) {
    try {
      return kept.get(source + ASKED).map(Instant::parse);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Notes a request, and the newest answer after it. */
  void put(String source, Instant asked, Optional<UsableAnswer> answer) {
    Map<String, String> values = new LinkedHashMap<>(kept.all());
    values.put(source + ASKED, asked.toString());
    values.remove(source + ANSWERED);
    values.remove(source + SLOTS);
    for (WeatherQuantity quantity : WeatherQuantity.values()) {
      values.remove(source + key(quantity));
    }
    answer.ifPresent(
        newest -> {
          values.put(source + ANSWERED, newest.at().toString());
          switch (newest.known()) {
            case SourceReading.Slots one -> values.put(source + SLOTS, text(one.slots()));
            case SourceReading.Weather weather ->
                weather
                    .quantities()
                    .forEach((quantity, slots) -> values.put(source + key(quantity), text(slots)));
          }
        });
    kept.replace(values);
  }

  private static String key(WeatherQuantity quantity) {
    return "." + Phrase.word(quantity);
  }

  /** Values of the last answer; empty = there are none. */
  private Optional<SourceReading.Known> known(String source) {
    Optional<String> prices = kept.get(source + SLOTS);
    if (prices.isPresent()) {
      return Optional.of(new SourceReading.Slots(slots(prices.get())));
    }
    Map<WeatherQuantity, List<SourceSlot>> weather = new EnumMap<>(WeatherQuantity.class);
    for (WeatherQuantity quantity : WeatherQuantity.values()) {
      kept.get(source + key(quantity)).ifPresent(text -> weather.put(quantity, slots(text)));
    }
    return weather.isEmpty() ? Optional.empty() : Optional.of(new SourceReading.Weather(weather));
  }

  /** Drops sources that are no longer configured. */
  void keepOnly(List<String> sources) {
    Map<String, String> values = new LinkedHashMap<>(kept.all());
    if (values.keySet().removeIf(key -> !sources.contains(name(key)))) {
      kept.replace(values);
    }
  }

  private static String name(String key) {
    return key.substring(0, Math.max(0, key.lastIndexOf('.')));
  }

  /**
   * {@code start/end/value}, seconds since 1970, between spaces. A slot as long as the one before,
   * and right behind it, is its value alone: flash wears by the block.
   */
  private static String text(List<SourceSlot> slots) {
    List<String> parts = new ArrayList<>();
    Optional<SourceSlot> before = Optional.empty();
    for (SourceSlot slot : slots) {
      parts.add(
          before.filter(last -> next(last, slot.value()).equals(slot)).isPresent()
              ? String.valueOf(slot.value())
              : "%d/%d/%s"
                  .formatted(
                      slot.start().getEpochSecond(), slot.end().getEpochSecond(), slot.value()));
      before = Optional.of(slot);
    }
    return String.join(" ", parts);
  }

  /** The slot right behind one, of the same length. */
  private static SourceSlot next(SourceSlot slot, double value) {
    return new SourceSlot(slot.end(), slot.end().plus(slot.length()), value);
  }

  private static List<SourceSlot> slots(String text) {
    List<SourceSlot> slots = new ArrayList<>();
    for (String part : text.split(" ", -1)) {
      String[] fields = part.split("/", -1);
      double value = Double.parseDouble(fields[fields.length - 1]);
      if (!Double.isFinite(value) || (fields.length != 1 && fields.length != 3)) {
        throw new IllegalArgumentException("neither a value nor start/end/value: " + part);
      }
      slots.add(
          fields.length == 1
              ? next(slots.getLast(), value)
              : new SourceSlot(
                  Instant.ofEpochSecond(Long.parseLong(fields[0])),
                  Instant.ofEpochSecond(Long.parseLong(fields[1])),
                  value));
    }
    return slots;
  }
}

package io.spikewatt.controller.command;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.command.SiteCommand.EvTrip;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.controller.setpoint.LimitSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Values that a command accepts. Outlets draw forms, entities and metrics from it. */
public sealed interface CommandShape<V> {

  /**
   * @param value as a payload has it
   * @param now earlier instants are refused
   */
  V parse(Object value, Instant now) throws Malformed;

  /** Range of its number; empty = it is none. */
  default Optional<NumberRange> number() {
    return switch (this) {
      case Limit limit -> Optional.of(limit.range);
      case Setpoint setpoint -> Optional.of(setpoint.range);
      case Reserve _ -> Optional.of(Reserve.PERCENT);
      case Trip trip when trip.part == Part.ENERGY ->
          Optional.of(new NumberRange(0, trip.mostWh, "Wh"));
      case Job job -> Optional.of(new NumberRange(job.role.minW(), job.role.maxW(), "W"));
      case Trip _, Choice<?> _, Prices _, None _ -> Optional.empty();
    };
  }

  /** Value without a command, a number or a word; empty = none is set. */
  default Optional<Object> usual() {
    return switch (this) {
      case Limit limit -> Optional.of(limit.range.most());
      case Reserve reserve -> Optional.of(reserve.usualPct);
      case Choice<?> choice -> Optional.of(JsonWriter.word(choice.standard));
      case Job job -> Optional.of(job.role.maxW());
      case Setpoint _, Trip _, Prices _, None _ -> Optional.empty();
    };
  }

  /** {@code unit}: of both; empty = none. */
  record NumberRange(double least, double most, String unit) {

    double parse(@Nullable Object value) throws Malformed {
      if (value instanceof Double number && number >= least && number <= most) {
        return number;
      }
      throw new Malformed(
          "expected a number %s..%s, found %s".formatted(least, most, CommandMessage.shown(value)));
    }
  }

  /**
   * A tighter limit at the grid connection.
   *
   * @param range up to the configured limit
   * @param inForce the limit in force, W
   * @param setBy who set it
   */
  record Limit(
      NumberRange range,
      ToDoubleFunction<GridLimits> inForce,
      Function<GridLimits, LimitSource> setBy)
      implements CommandShape<Double> {
    @Override
    public Double parse(Object value, Instant now) throws Malformed {
      return range.parse(value);
    }
  }

  /** The value of a device's output; without a unit it is a state. */
  record Setpoint(NumberRange range) implements CommandShape<Double> {
    @Override
    public Double parse(Object value, Instant now) throws Malformed {
      if (range.unit().isEmpty() && value instanceof Double state && state != Math.rint(state)) {
        throw new Malformed("expected a state 1, 2, 3 or 4, found " + value);
      }
      return range.parse(value);
    }
  }

  /** A state of charge to keep, percent, or {@code {"percent", "from"}}. */
  record Reserve(double usualPct) implements CommandShape<SiteCommand.ReserveSoc> {

    private static final NumberRange PERCENT = new NumberRange(0, 100, "%");

    @Override
    public SiteCommand.ReserveSoc parse(Object value, Instant now) throws Malformed {
      if (!(value instanceof Map<?, ?> fields)) {
        return new SiteCommand.ReserveSoc(PERCENT.parse(value), Optional.empty());
      }
      requireKnown(fields, List.of("percent", "from"));
      if (fields.size() < 2) {
        throw new Malformed("expected a percentage, or \"percent\" and \"from\"");
      }
      double percent = PERCENT.parse(fields.get("percent"));
      Instant from = CommandMessage.time("from", fields.get("from"));
      return new SiteCommand.ReserveSoc(percent, Optional.of(ahead("from", from, now)));
    }
  }

  /**
   * One of some words.
   *
   * @param excluded values that this site does not support, and why
   * @param standard without a command
   */
  record Choice<E extends Enum<E>>(Class<E> type, Map<E, String> excluded, E standard)
      implements CommandShape<E> {

    public Choice {
      excluded = Map.copyOf(excluded);
    }

    @Override
    public E parse(Object value, Instant now) throws Malformed {
      List<E> all = List.of(type.getEnumConstants());
      for (E constant : all) {
        if (JsonWriter.word(constant).equals(value)) {
          if (excluded.containsKey(constant)) {
            throw new Malformed("" + excluded.get(constant));
          }
          return constant;
        }
      }
      throw new Malformed(
          "expected one of " + all.stream().map(JsonWriter::word).toList() + ", found " + value);
    }

    /** Values that this site accepts. */
    public List<String> words() {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> !excluded.containsKey(constant))
          .map(JsonWriter::word)
          .toList();
    }
  }

  /**
   * The energy that a car needs, the time at which it leaves, or both.
   *
   * @param mostWh energy that a form offers, Wh
   */
  record Trip(String device, Part part, double mostWh) implements CommandShape<EvTrip> {

    /** More than any car's battery holds. */
    private static final NumberRange ENERGY = new NumberRange(0, 1e6, "Wh");

    @Override
    public EvTrip parse(Object value, Instant now) throws Malformed {
      if (part != Part.BOTH) {
        return read(Map.of(part.field(), value), now);
      }
      if (!(value instanceof Map<?, ?> fields)) {
        throw new Malformed("expected {\"departure\", \"energyWh\"}");
      }
      requireKnown(fields, List.of(Part.DEPARTURE.field(), Part.ENERGY.field()));
      if (fields.isEmpty()) {
        throw new Malformed("expected \"departure\", \"energyWh\" or both");
      }
      return read(fields, now);
    }

    private EvTrip read(Map<?, ?> fields, Instant now) throws Malformed {
      Object at = fields.get(Part.DEPARTURE.field());
      Object energy = fields.get(Part.ENERGY.field());
      return new EvTrip(
          device,
          part,
          at == null
              ? Optional.empty()
              : Optional.of(within("departure", CommandMessage.time("departure", at), now)),
          energy == null ? OptionalDouble.empty() : OptionalDouble.of(ENERGY.parse(energy)));
    }
  }

  /** The largest power of a cluster, W, or its job {@code {"energyWh", "by", "maxW"}}. */
  record Job(String device, Role.Compute role) implements CommandShape<SiteCommand> {
    @Override
    public SiteCommand parse(Object value, Instant now) throws Malformed {
      return value instanceof Map<?, ?> fields
          ? new JobReader(device, role, now).read(fields)
          : new SiteCommand.ComputeBudget(device, number().orElseThrow().parse(value));
    }
  }

  /** Prices and emissions of coming slots. */
  record Prices(Tariff tariff) implements CommandShape<PublishedPrices> {
    @Override
    public PublishedPrices parse(Object value, Instant now) throws Malformed {
      return new PriceReader(tariff, now).read(value);
    }
  }

  /** Anything: that the command came is enough. It acts once. */
  record None() implements CommandShape<Object> {
    @Override
    public Object parse(Object value, Instant now) {
      return value;
    }
  }

  /** Refuses an object with other fields. */
  static void requireKnown(Map<?, ?> fields, List<String> known) throws Malformed {
    for (Object field : fields.keySet()) {
      if (!known.contains(String.valueOf(field))) {
        throw Malformed.unknown(field, known);
      }
    }
  }

  /** A time by which something is to be done: from now to a week ahead. */
  static Instant within(String field, Instant by, Instant now) throws Malformed {
    if (!by.isAfter(now)) {
      throw new Malformed("\"" + field + "\" is past: " + by);
    }
    return ahead(field, by, now);
  }

  /** A time at most a week ahead, which may have come already. */
  private static Instant ahead(String field, Instant at, Instant now) throws Malformed {
    Duration furthest = Duration.ofDays(7);
    if (at.isAfter(now.plus(furthest))) {
      throw new Malformed(
          "\"%s\" is more than %d days ahead: %s".formatted(field, furthest.toDays(), at));
    }
    return at;
  }
}

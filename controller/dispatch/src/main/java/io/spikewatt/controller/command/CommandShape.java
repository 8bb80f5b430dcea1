package io.spikewatt.controller.command;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Tariff;
import io.spikewatt.controller.command.SiteCommand.EvTrip;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.price.PublishedPrices;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import io.spikewatt.controller.setpoint.LimitSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Values that a command accepts. Outlets draw forms, entities and metrics from it. */
public sealed interface CommandShape<V> {

  /**
   * @param value as a payload has it
   * @param now earlier instants are refused
   */
  V parse(Object value, Instant now) throws Malformed;

  /** Range of its number; empty = it is none. */
  default Optional<NumberRange> number() {
    return Optional.empty();
  }

  /** Value without a command, a number or a word; empty = none is set. */
  default Optional<Object> usual() {
    return Optional.empty();
  }

  /** As commands and payloads write a constant. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * @param unit of both; empty = none
   */
  record NumberRange(double least, double most, String unit) {

    double parse(Object value) throws Malformed {
      if (value instanceof Double number && number >= least && number <= most) {
        return number;
      }
      throw new Malformed("expected a number " + least + ".." + most + ", found " + value);
    }
  }

  /**
   * A tighter limit at the grid connection.
   *
   * @param mostW configured limit, W
   * @param inForce the limit in force, W
   * @param setBy who set it
   */
  record Limit(
      double mostW, ToDoubleFunction<GridLimits> inForce, Function<GridLimits, LimitSource> setBy)
      implements CommandShape<Double> {

    @Override
    public Double parse(Object value, Instant now) throws Malformed {
      return new NumberRange(0, mostW, "W").parse(value);
    }

    @Override
    public Optional<NumberRange> number() {
      return Optional.of(new NumberRange(0, mostW, "W"));
    }

    @Override
    public Optional<Object> usual() {
      return Optional.of(mostW);
    }
  }

  /** The value of a device's output. */
  record Setpoint(NumberRange range) implements CommandShape<Double> {

    @Override
    public Double parse(Object value, Instant now) throws Malformed {
      if (range.unit().isEmpty() && value instanceof Double state && state != Math.rint(state)) {
        throw new Malformed("expected a state 1, 2, 3 or 4, found " + value);
      }
      return range.parse(value);
    }

    @Override
    public Optional<NumberRange> number() {
      return Optional.of(range);
    }
  }

  /**
   * A state of charge to keep, percent, or {@code {"percent", "from"}}.
   *
   * @param usualPct configured one, percent
   */
  record Reserve(double usualPct) implements CommandShape<SiteCommand.ReserveSoc> {

    private static final NumberRange PERCENT = new NumberRange(0, 100, "%");

    @Override
    public SiteCommand.ReserveSoc parse(Object value, Instant now) throws Malformed {
      if (!(value instanceof Map<?, ?> fields)) {
        return new SiteCommand.ReserveSoc(PERCENT.parse(value), Optional.empty());
      }
      Optional<Double> percent = Optional.empty();
      Optional<Instant> from = Optional.empty();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        switch (String.valueOf(field.getKey())) {
          case "percent" -> percent = Optional.of(PERCENT.parse(field.getValue()));
          case "from" ->
              from = Optional.of(ahead("from", CommandMessage.time("from", field.getValue()), now));
          default -> throw Malformed.unknown(field.getKey(), List.of("percent", "from"));
        }
      }
      if (percent.isEmpty() || from.isEmpty()) {
        throw new Malformed("expected a percentage, or \"percent\" and \"from\"");
      }
      return new SiteCommand.ReserveSoc(percent.get(), from);
    }

    @Override
    public Optional<NumberRange> number() {
      return Optional.of(PERCENT);
    }

    @Override
    public Optional<Object> usual() {
      return Optional.of(usualPct);
    }
  }

  /**
   * One of some words.
   *
   * @param excluded what this site cannot do, and why
   * @param standard its value without a command
   */
  record Choice<E extends Enum<E>>(Class<E> type, Map<E, String> excluded, E standard)
      implements CommandShape<E> {

    public Choice {
      excluded = Map.copyOf(excluded);
    }

    @Override
    public E parse(Object value, Instant now) throws Malformed {
      for (E constant : type.getEnumConstants()) {
        if (word(constant).equals(value)) {
          String why = excluded.get(constant);
          if (why != null) {
            throw new Malformed(why);
          }
          return constant;
        }
      }
      List<String> all = Arrays.stream(type.getEnumConstants()).map(CommandShape::word).toList();
      throw new Malformed("expected one of " + all + ", found " + value);
    }

    /** What this site can do. */
    public List<String> words() {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> !excluded.containsKey(constant))
          .map(CommandShape::word)
          .toList();
    }

    @Override
    public Optional<Object> usual() {
      return Optional.of(word(standard));
    }
  }

  /**
   * What a car needs and when it leaves, or one of the two.
   *
   * @param mostWh energy that a form offers, Wh
   */
  record Trip(String device, Part part, double mostWh) implements CommandShape<EvTrip> {

    /** More than any car's battery holds. */
    private static final NumberRange ENERGY = new NumberRange(0, 1e6, "Wh");

    @Override
    public EvTrip parse(Object value, Instant now) throws Malformed {
      return switch (part) {
        case DEPARTURE -> trip(Optional.of(departure(value, now)), OptionalDouble.empty());
        case ENERGY -> trip(Optional.empty(), OptionalDouble.of(ENERGY.parse(value)));
        case BOTH -> both(value, now);
      };
    }

    private EvTrip both(Object value, Instant now) throws Malformed {
      if (!(value instanceof Map<?, ?> fields)) {
        throw new Malformed("expected {\"departure\", \"energyWh\"}");
      }
      Optional<Instant> departure = Optional.empty();
      OptionalDouble energy = OptionalDouble.empty();
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        switch (String.valueOf(field.getKey())) {
          case "departure" -> departure = Optional.of(departure(field.getValue(), now));
          case "energyWh" -> energy = OptionalDouble.of(ENERGY.parse(field.getValue()));
          default -> throw Malformed.unknown(field.getKey(), List.of("departure", "energyWh"));
        }
      }
      if (departure.isEmpty() && energy.isEmpty()) {
        throw new Malformed("expected \"departure\", \"energyWh\" or both");
      }
      return trip(departure, energy);
    }

    private EvTrip trip(Optional<Instant> departure, OptionalDouble energyWh) {
      return new EvTrip(device, part, departure, energyWh);
    }

    private static Instant departure(Object value, Instant now) throws Malformed {
      return within("departure", CommandMessage.time("departure", value), now);
    }

    /** Name of the command of both. */
    public String whole() {
      return new EvTrip(device, Optional.empty(), OptionalDouble.empty()).key();
    }

    @Override
    public Optional<NumberRange> number() {
      return part == Part.ENERGY ? Optional.of(new NumberRange(0, mostWh, "Wh")) : Optional.empty();
    }
  }

  /** The largest power of a cluster, W, or its job {@code {"energyWh", "by", "maxW"}}. */
  record Job(String device, Role.Compute role) implements CommandShape<SiteCommand> {

    @Override
    public SiteCommand parse(Object value, Instant now) throws Malformed {
      return value instanceof Map<?, ?> fields
          ? new JobReader(device, role, now).read(fields)
          : new SiteCommand.ComputeBudget(device, range().parse(value));
    }

    private NumberRange range() {
      return new NumberRange(role.minW(), role.maxW(), "W");
    }

    @Override
    public Optional<NumberRange> number() {
      return Optional.of(range());
    }

    @Override
    public Optional<Object> usual() {
      return Optional.of(role.maxW());
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

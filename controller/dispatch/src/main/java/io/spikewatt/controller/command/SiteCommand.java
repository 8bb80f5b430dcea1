package io.spikewatt.controller.command;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.price.PublishedPrices;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Request of a command, after its payload was read. */
public sealed interface SiteCommand {

  /** Holds until it expires; {@link CommandEffects} lists its effects in a cycle. */
  sealed interface Lasting extends SiteCommand {

    /** True for a command that only reduces power: it is safe even with a wrong clock. */
    default boolean restricts() {
      return switch (this) {
        case SetMode set -> set.mode == RequestedMode.HOLD;
        case SetChargingMode set -> set.mode == ChargingMode.OFF;
        case LimitImport _, LimitExport _, ReserveSoc _ -> true;
        case ChargeNow _, ComputeBudget _, DeviceSetpoint _, EvTrip _, SetObjective _ -> false;
      };
    }

    /** Why the site's state ends it before it expires; empty = it goes on. */
    default Optional<String> endedBy(PlantState state) {
      return Optional.empty();
    }
  }

  /** Carried out once, in the cycle that takes it in; leaves nothing in force. */
  sealed interface OneOff extends SiteCommand {}

  /**
   * Rank among commands with an equal key of different senders: the higher one counts, and of equal
   * ones the later. Limits and reserves rank by how tight they are, a requested mode of {@code
   * hold} ranks above all others. Anything else is a request, of which the latest counts.
   */
  default double strictness() {
    return switch (this) {
      case SetMode set -> set.restricts() ? 1 : 0;
      case LimitImport limit -> -limit.watts;
      case LimitExport limit -> -limit.watts;
      case ReserveSoc reserve -> reserve.percent;
      case DeviceSetpoint setpoint -> setpoint.limit ? -setpoint.watts : 0;
      case ComputeBudget budget -> -budget.watts;
      case ChargeNow charge -> charge.state == ChargeNow.State.ON ? 1 : 0;
      // Back to the plan ends the sender's own choice alone.
      case SetChargingMode set -> set.restricts() ? 2 : set.mode == ChargingMode.PLANNED ? 0 : 1;
      case EvTrip _, SetObjective _, OneOff _ -> 0;
    };
  }

  /**
   * Of one sender, commands with an equal key replace each other. Of a lasting command it is the
   * name of its {@link CommandSpec}.
   */
  default String key() {
    return switch (this) {
      case SetMode _ -> "mode";
      case LimitImport _ -> "limit-import";
      case LimitExport _ -> "limit-export";
      case ReserveSoc _ -> "reserve-soc";
      case SetObjective _ -> "objective";
      case DeviceSetpoint setpoint -> "setpoint/" + setpoint.device();
      case EvTrip trip -> "ev/" + trip.device() + trip.part().suffix();
      case ComputeBudget budget -> "compute/" + budget.device();
      case ChargeNow charge -> "charge-now/" + charge.device();
      case SetChargingMode set -> "charging-mode/" + set.device();
      case ComputeJob job -> "compute-job/" + job.device();
      case SetPrices set -> "prices/" + set.prices().start();
      case Reload _ -> "reload";
    };
  }

  /** When it ends, where that is not when the command expires. */
  default Instant until(Instant lapses) {
    return this instanceof ComputeJob job ? job.by : lapses;
  }

  /** The command as understood, in words, where its payload alone does not show it. */
  default String understood() {
    return switch (this) {
      case ComputeJob job when job.energyWh > 0 -> Math.round(job.energyWh) + " Wh by " + job.by;
      case ComputeJob _ -> "no job any more";
      case SetPrices set -> set.prices.toString();
      default -> "";
    };
  }

  /** The requested value, in words; empty for a command that leaves nothing in force. */
  default String value() {
    return switch (this) {
      case SetMode set -> JsonWriter.word(set.mode());
      case SetObjective set -> JsonWriter.word(set.objective());
      case LimitImport limit -> number(limit.watts()) + " W";
      case LimitExport limit -> number(limit.watts()) + " W";
      // Of a heat pump it is a state.
      case DeviceSetpoint setpoint -> number(setpoint.watts());
      case ComputeBudget budget -> number(budget.watts()) + " W";
      case ChargeNow charge -> JsonWriter.word(charge.state());
      case SetChargingMode set -> JsonWriter.word(set.mode());
      case ReserveSoc reserve ->
          number(reserve.percent()) + " %" + reserve.from().map(from -> " from " + from).orElse("");
      case EvTrip trip ->
          Stream.concat(
                  trip.departure().map(at -> "departure " + at).stream(),
                  trip.energyWh().stream().mapToObj(wh -> number(wh) + " Wh"))
              .collect(Collectors.joining(", "));
      case OneOff _ -> "";
    };
  }

  /**
   * The requested value as payloads have it, by field: {@code value} where it is no object, a
   * number, word or time each.
   */
  default SequencedMap<String, Object> fields() {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    switch (this) {
      case SetMode set -> fields.put("value", JsonWriter.word(set.mode()));
      case SetObjective set -> fields.put("value", JsonWriter.word(set.objective()));
      case LimitImport limit -> fields.put("value", limit.watts());
      case LimitExport limit -> fields.put("value", limit.watts());
      case DeviceSetpoint setpoint -> fields.put("value", setpoint.watts());
      case ComputeBudget budget -> fields.put("value", budget.watts());
      case ChargeNow charge -> fields.put("value", JsonWriter.word(charge.state()));
      case SetChargingMode set -> fields.put("value", JsonWriter.word(set.mode()));
      case ReserveSoc reserve -> {
        fields.put("value", reserve.percent());
        reserve.from().ifPresent(from -> fields.put("from", from));
      }
      case EvTrip trip -> {
        boolean both = trip.part() == EvTrip.Part.BOTH;
        trip.departure().ifPresent(at -> fields.put(both ? "departure" : "value", at));
        trip.energyWh().ifPresent(wh -> fields.put(both ? "energyWh" : "value", wh));
      }
      case OneOff _ -> {}
    }
    return fields;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** {@code command/mode}. */
  record SetMode(RequestedMode mode) implements Lasting {}

  /** {@code command/limit-import}: largest import, W. */
  record LimitImport(double watts) implements Lasting {}

  /** {@code command/limit-export}: largest export, W. */
  record LimitExport(double watts) implements Lasting {}

  /**
   * {@code command/setpoint/<device>}.
   *
   * @param watts power into the bus, or the power limit, W; of a heat pump its SG-Ready state
   * @param limit whether it is the most that the device may do, so that less is stricter
   */
  record DeviceSetpoint(String device, double watts, boolean limit) implements Lasting {}

  /**
   * {@code command/reserve-soc}: state of charge to keep for outages.
   *
   * @param from when it is to be reached; empty = as soon as the plan can
   */
  record ReserveSoc(double percent, Optional<Instant> from) implements Lasting {}

  /**
   * {@code command/ev/<id>}: when the car leaves and what it needs by then. One that was given
   * alone leaves the other as it is, and comes before the command of both.
   */
  record EvTrip(String device, Part part, Optional<Instant> departure, OptionalDouble energyWh)
      implements Lasting {

    /** Which of the two a command is about. */
    public enum Part {
      /** {@code command/ev/<id>}. */
      BOTH("", ""),
      /** {@code command/ev/<id>/departure}. */
      DEPARTURE("/departure", "departure"),
      /** {@code command/ev/<id>/energy}. */
      ENERGY("/energy", "energyWh");

      private final String suffix;
      private final String field;

      Part(String suffix, String field) {
        this.suffix = suffix;
        this.field = field;
      }

      /** Suffix after the device in the command's name. */
      public String suffix() {
        return suffix;
      }

      /** Its field in the value of the command of both; empty for that itself. */
      public String field() {
        return field;
      }
    }
  }

  /** {@code command/compute/<id>}: largest power that the cluster may draw, W. */
  record ComputeBudget(String device, double watts) implements Lasting {}

  /**
   * {@code command/charge-now/<id>}: the car charges ahead of price, with the most that the limits
   * leave, until it is unplugged.
   *
   * @param mostW of the charger, W
   */
  record ChargeNow(String device, State state, double mostW) implements Lasting {

    /** Off ends a sender's own request. */
    public enum State {
      ON,
      OFF
    }

    @Override
    public Optional<String> endedBy(PlantState plant) {
      return state == State.ON ? unplugged(device, plant) : Optional.empty();
    }
  }

  /**
   * {@code command/charging-mode/<id>}: how the car is charged; {@code now} until it is unplugged.
   *
   * @param mostW of the charger, W
   */
  record SetChargingMode(String device, ChargingMode mode, double mostW) implements Lasting {

    @Override
    public Optional<String> endedBy(PlantState plant) {
      return mode == ChargingMode.NOW ? unplugged(device, plant) : Optional.empty();
    }
  }

  private static Optional<String> unplugged(String device, PlantState plant) {
    return plant.evs().stream()
        .filter(ev -> ev.id().equals(device) && !ev.isPresent())
        .map(ev -> "no car is plugged in at " + ev.id())
        .findFirst();
  }

  /**
   * {@code command/compute/<id>}: work of a cluster with a deadline; noted once.
   *
   * @param energyWh energy above its minimum, Wh; 0 = ends the job
   * @param by deadline
   * @param maxW largest power of the cluster for it, W; empty = its own
   */
  record ComputeJob(String device, double energyWh, Instant by, OptionalDouble maxW)
      implements OneOff {}

  /** {@code command/objective}. */
  record SetObjective(Site.Objective objective) implements Lasting {}

  /** {@code command/prices}: prices and emissions of coming slots; noted once. */
  record SetPrices(PublishedPrices prices) implements OneOff {}

  /** {@code command/reload}: read the configuration again. */
  record Reload() implements OneOff {}
}

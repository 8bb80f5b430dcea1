package io.spikewatt.controller.planning;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.HeatPumpState;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.heatpump.HeatDemand;
import io.spikewatt.controller.asset.heatpump.HeatPlanning;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.forecast.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Requests of the site's heat pumps to the plan: learns their demand from the history, slot by
 * slot. Confined to one thread at a time, except for {@link #observe}.
 */
final class HeatRequests {

  private static final Duration MEMORY = Duration.ofDays(60);

  /** A pump runs while it draws more than this share of its smallest power. */
  private static final double RUNNING_SHARE = 0.3;

  private final List<Pump> pumps;

  HeatRequests(Site site) {
    this.pumps = new ArrayList<>();
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.HeatPump role) {
        pumps.add(new Pump(device, role, new HeatDemand(role, site.zone(), QuarterHour.LENGTH)));
      }
    }
  }

  private static final class Pump {
    final String id;
    final Role.HeatPump role;
    final HeatDemand demand;
    final boolean modulates;
    Instant next = Instant.MIN;
    volatile Optional<Running> running = Optional.empty();

    Pump(DeviceConfig device, Role.HeatPump role, HeatDemand demand) {
      this.id = device.id();
      this.role = role;
      this.demand = demand;
      this.modulates =
          OutputSpecs.of(device)
              .filter(output -> output.signal().quantity() != Quantity.SG_READY_STATE)
              .isPresent();
    }
  }

  private record Running(boolean runs, Moment since) {}

  /** Follows whether the pumps run; call it every cycle. */
  void observe(PlantState state) {
    for (Pump pump : pumps) {
      find(state, pump)
          .flatMap(of -> of.powerW().ifKnown().stream().boxed().findFirst())
          .map(watts -> -watts > RUNNING_SHARE * pump.role.minW())
          .filter(runs -> pump.running.filter(before -> before.runs == runs).isEmpty())
          .ifPresent(runs -> pump.running = Optional.of(new Running(runs, since(pump, state))));
    }
  }

  /** A state found at the first reading counts as old. */
  private static Moment since(Pump pump, PlantState state) {
    return pump.running.isPresent() ? state.at() : state.at().plus(Duration.ofDays(-1));
  }

  private static Optional<HeatPumpState> find(PlantState state, Pump pump) {
    return state.assets().each(HeatPumpState.class).stream()
        .filter(of -> of.id().equals(pump.id))
        .findFirst();
  }

  /**
   * Requests of the pumps whose store and demand are known.
   *
   * @param site configuration in force, with the same pumps
   * @param slot start of the running slot
   * @throws io.spikewatt.controller.history.HistoryUnreadable if the history cannot be read
   */
  List<HeatRequest> of(
      Site site,
      SiteForecaster history,
      PlantState state,
      Prices prices,
      Instant slot,
      Moment now) {
    List<HeatRequest> requests = new ArrayList<>();
    int slots = QuarterHour.count(site.control().horizon());
    double[] predictedC = history.outdoor().aheadC(slot, slots, now.instant());
    for (Pump pump : pumps) {
      learn(pump, history, slot, now.instant());
      OptionalDouble temperatureC =
          find(state, pump).map(of -> of.temperatureC().ifKnown()).orElseGet(OptionalDouble::empty);
      if (temperatureC.isPresent()) {
        pump.demand
            .forecast(slot, slots, temperatureC.getAsDouble(), predictedC)
            .map(
                forecast ->
                    HeatPlanning.request(
                        pump.id,
                        pump.role,
                        pump.modulates,
                        temperatureC.getAsDouble(),
                        forecast,
                        activity(pump, now),
                        dearest(site, prices)))
            .ifPresent(requests::add);
      }
    }
    return requests;
  }

  private static Actuator.Activity activity(Pump pump, Moment now) {
    return pump.running
        .map(running -> new Actuator.Activity(running.runs, now.since(running.since)))
        .orElse(new Actuator.Activity(false, Duration.ofDays(1)));
  }

  private static double dearest(Site site, Prices prices) {
    return Arrays.stream(prices.importPerKwh())
        .filter(Double::isFinite)
        .reduce(site.tariff().importRange().most(), Math::max);
  }

  /** Takes the slots up to the last one with a known power. */
  private static void learn(Pump pump, SiteForecaster history, Instant slot, Instant now) {
    Instant from = pump.next.equals(Instant.MIN) ? slot.minus(MEMORY) : pump.next;
    TimeSeries power = history.read(SiteSeries.powerW(pump.id), from, slot);
    TimeSeries store = history.read(SiteSeries.temperatureC(pump.id), from, slot);
    TimeSeries outdoor = history.read(SiteSeries.OUTDOOR_C, from, slot);
    Optional<TimeSeries> predicted = history.outdoor().passedC(power, now);
    Instant end = power.start().plus(QuarterHour.LENGTH.multipliedBy(power.values().length));
    for (Instant at = power.start(); at.isBefore(end); at = at.plus(QuarterHour.LENGTH)) {
      OptionalDouble watts = value(power, at);
      OptionalDouble storeC = value(store, at);
      pump.demand.learn(
          at,
          watts.isPresent() && storeC.isPresent()
              ? Optional.of(
                  new HeatDemand.Slot(
                      watts.getAsDouble(),
                      storeC.getAsDouble(),
                      value(outdoor, at),
                      predicted.isPresent() ? value(predicted.get(), at) : OptionalDouble.empty()))
              : Optional.empty());
      pump.next = at.plus(QuarterHour.LENGTH);
    }
  }

  private static OptionalDouble value(TimeSeries series, Instant at) {
    long k = Duration.between(series.start(), at).dividedBy(QuarterHour.LENGTH);
    return k >= 0 && k < series.values().length && Double.isFinite(series.values()[(int) k])
        ? OptionalDouble.of(series.values()[(int) k])
        : OptionalDouble.empty();
  }
}

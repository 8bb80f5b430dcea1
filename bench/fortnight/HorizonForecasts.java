import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.Actuator;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.asset.heatpump.HeatDemand;
import io.spikewatt.controller.asset.heatpump.HeatForecast;
import io.spikewatt.controller.asset.heatpump.HeatPlanning;
import io.spikewatt.controller.forecast.Hindcaster;
import io.spikewatt.controller.forecast.SiteForecasts;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SiteSeries;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.inference.forecast.Forecast;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The daemon's forecasts of load and PV, made once for all, and the published prices. */
final class HorizonForecasts {

  static final String PUMP_ID = "heatpump1";

  private final FortnightSeries time;
  private final List<SiteForecasts> forecasts = new ArrayList<>();

  /**
   * Forecasts at the start of each slot of the fortnight, from the record before it.
   *
   * @param folder for the record
   */
  HorizonForecasts(FortnightSeries time, Site site, Path folder) throws SQLException {
    this.time = time;
    try (HistoryStore store = HistoryStore.open(folder)) {
      List<SlotMean> means = new ArrayList<>();
      for (int k = -FortnightSeries.PAST_DAYS * FortnightSeries.DAY; k < time.slots(); k++) {
        means.add(new SlotMean(SiteSeries.LOAD_W, time.at(k), time.loadW(k)));
        means.add(new SlotMean(SiteSeries.PV_W, time.at(k), time.pvW(k)));
      }
      store.append(means);
      Hindcaster forecaster = new Hindcaster(site, store);
      for (int k = 0; k < time.slots(); k++) {
        Instant now = time.at(k);
        if (forecaster.due(now)) {
          forecaster.learn(now);
        }
        forecasts.add(forecaster.forecast(now).orElseThrow());
      }
    }
  }

  /** A forecaster of the heat that the house needs, which knows four weeks on the thermostat. */
  HeatDemand warmedUp(HomeState home) {
    HeatDemand demand = new HeatDemand(HomeState.PUMP, FortnightSeries.ZONE, FortnightSeries.SLOT);
    boolean runs = false;
    for (int k = -28 * FortnightSeries.DAY; k < 0; k++) {
      runs = home.heatKwh() < (runs ? 0.4 : 0.1) * HomeState.bandKwh();
      double kw = runs ? HomeState.PUMP.maxW() / 1000 : 0;
      double before = home.roomC;
      home.heat(k, kw);
      learn(demand, k, kw, (before + home.roomC) / 2);
    }
    return demand;
  }

  void learn(HeatDemand demand, int slot, double pumpKw, double meanC) {
    demand.learn(
        time.at(slot),
        Optional.of(
            new HeatDemand.Slot(-1000 * pumpKw, meanC, OptionalDouble.of(time.outdoorC(slot)))));
  }

  HorizonInputs at(int slot, HeatDemand demand, double roomC) {
    SiteForecasts made = forecasts.get(slot);
    double[] imports = new double[HorizonInputs.SLOTS];
    double[] exports = new double[HorizonInputs.SLOTS];
    for (int k = 0; k < HorizonInputs.SLOTS; k++) {
      int like = time.published(slot, slot + k);
      imports[k] = time.importPerKwh(like);
      exports[k] = time.exportPerKwh(like);
    }
    HeatForecast heat = demand.forecast(time.at(slot), HorizonInputs.SLOTS, roomC).orElseThrow();
    HeatRequest request =
        HeatPlanning.request(
            PUMP_ID,
            HomeState.PUMP,
            true,
            roomC,
            heat,
            new Actuator.Activity(false, Duration.ofHours(1)),
            Arrays.stream(imports).max().orElseThrow());
    return new HorizonInputs(
        measured(made.load(), time.loadW(slot)),
        measured(made.pv(), time.pvW(slot)),
        imports,
        exports,
        request);
  }

  /** With the running slot's own value: control follows what is measured. */
  private static Forecast measured(Forecast made, double watts) {
    return new Forecast(
        made.origin(),
        made.slot(),
        first(made.p10(), watts),
        first(made.p50(), watts),
        first(made.p90(), watts),
        first(made.mean(), watts),
        made.model());
  }

  private static double[] first(double[] values, double value) {
    double[] all = values.clone();
    all[0] = value;
    return all;
  }
}

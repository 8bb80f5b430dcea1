package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.BacktestScenario.Battery;
import io.spikewatt.controller.backtest.BacktestScenario.Ev;
import io.spikewatt.controller.backtest.BacktestScenario.Genset;
import io.spikewatt.controller.backtest.BacktestScenario.Grid;
import io.spikewatt.controller.backtest.BacktestScenario.Job;
import io.spikewatt.controller.backtest.BacktestScenario.Penalties;
import io.spikewatt.controller.backtest.BacktestScenario.Session;
import io.spikewatt.controller.backtest.BacktestScenario.Tier;
import io.spikewatt.controller.backtest.JsonDoc.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads a scenario's folder: {@code scenario.json} and {@code series.csv.gz} (or plain). */
public final class ScenarioReader {

  private static final double LARGE = 1e12;
  private static final int LONGEST = 1_000_000;

  private ScenarioReader() {}

  /** Reads the whole scenario, or returns what is wrong and where. */
  public static ScenarioRead read(Path folder) {
    try {
      Node root = JsonDoc.read(folder.resolve("scenario.json"));
      int steps = root.whole("steps", 1, LONGEST);
      double hours = root.number("step_hours", 1.0 / 60, 24);
      Optional<Node> gridNode = root.find("grid");
      Path packed = folder.resolve("series.csv.gz");
      Path plain = folder.resolve("series.csv");
      boolean isPlain = !Files.exists(packed) && Files.exists(plain);
      Optional<Node> batteryNode = root.find("battery");
      Optional<Node> gensetNode = root.find("genset");
      return new ScenarioRead.Loaded(
          new BacktestScenario(
              root.at("id").text(),
              steps,
              hours,
              batteryNode.isPresent() ? battery(batteryNode.get(), true) : Battery.NONE,
              gridNode.isPresent() ? Optional.of(grid(gridNode.get())) : Optional.empty(),
              gensetNode.isPresent() ? Optional.of(genset(gensetNode.get())) : Optional.empty(),
              evs(root, steps),
              jobs(root, steps),
              penalties(root.at("penalties")),
              SeriesTableReader.read(isPlain ? plain : packed, steps, gridNode.isPresent())));
    } catch (ScenarioRefused e) {
      return e.refused();
    }
  }

  /** The optimum's cost from {@code expected.json} beside the scenario's folder, if it is there. */
  public static OptionalDouble lpBound(Path folder, String id) {
    return expected(folder, id, "lp_bound");
  }

  /** A number that {@code expected.json} beside the scenario's folder has for a scenario. */
  static OptionalDouble expected(Path folder, String id, String key) {
    Path file = folder.toAbsolutePath().normalize().resolveSibling("expected.json");
    if (!Files.exists(file)) {
      return OptionalDouble.empty();
    }
    try {
      Optional<Node> of = JsonDoc.read(file).find(id);
      Optional<Node> value = of.isPresent() ? of.get().find(key) : Optional.empty();
      return value.isPresent()
          ? OptionalDouble.of(value.get().number(-LARGE, LARGE))
          : OptionalDouble.empty();
    } catch (ScenarioRefused e) {
      return OptionalDouble.empty();
    }
  }

  private static Battery battery(Node node, boolean stays) throws ScenarioRefused {
    double low = node.number("soc_min", 0, 1);
    double high = node.number("soc_max", low, 1, 1);
    double init = stays ? node.number("soc_init", 0, 1) : low;
    return new Battery(
        node.number("capacity_kwh", 0, LARGE),
        low,
        high,
        init,
        node.number("charge_max_kw", 0, LARGE),
        node.number("discharge_max_kw", 0, LARGE),
        node.number("eta_charge", 0.01, 1),
        node.number("eta_discharge", 0.01, 1),
        node.number("throughput_cost_per_kwh", 0, LARGE, 0));
  }

  private static Grid grid(Node node) throws ScenarioRefused {
    return new Grid(node.number("import_max_kw", 0, LARGE), node.number("export_max_kw", 0, LARGE));
  }

  private static Genset genset(Node node) throws ScenarioRefused {
    double min = node.number("p_min_kw", 0, LARGE);
    return new Genset(
        min,
        node.number("p_max_kw", min, LARGE),
        node.number("fuel_cost_per_kwh", 0, LARGE),
        node.number("co2_per_kwh", 0, LARGE, 0));
  }

  private static List<Ev> evs(Node root, int steps) throws ScenarioRefused {
    List<Ev> evs = new ArrayList<>();
    for (Node ev : root.items("evs")) {
      evs.add(new Ev(ev.at("name").text(), battery(ev, false), sessions(ev, steps)));
    }
    return evs;
  }

  private static List<Session> sessions(Node ev, int steps) throws ScenarioRefused {
    List<Session> sessions = new ArrayList<>();
    int free = 0;
    for (Node s : ev.at("sessions").items()) {
      int arrive = s.whole("arrive", free, steps);
      int depart = s.whole("depart", arrive + 1, LONGEST);
      sessions.add(
          new Session(
              arrive, depart, s.number("soc_arrive", 0, 1), s.number("soc_required", 0, 1)));
      free = depart;
    }
    return sessions;
  }

  private static List<Job> jobs(Node root, int steps) throws ScenarioRefused {
    List<Job> jobs = new ArrayList<>();
    for (Node job : root.items("jobs")) {
      int earliest = job.whole("earliest", 0, steps);
      jobs.add(
          new Job(
              earliest,
              job.whole("latest", earliest + 1, LONGEST),
              job.number("energy_kwh", 0, LARGE),
              job.number("p_max_kw", 0, LARGE)));
    }
    return jobs;
  }

  private static Penalties penalties(Node node) throws ScenarioRefused {
    List<Tier> tiers = new ArrayList<>();
    double dearest = 0;
    for (Node tier : node.items("shed_tiers")) {
      double cost = tier.number("cost_per_kwh", 0, LARGE);
      tiers.add(new Tier(tier.number("share", 0, 1), cost));
      dearest = Math.max(dearest, cost);
    }
    double unserved = node.number("unserved_per_kwh", 0, LARGE, dearest > 0 ? dearest : 10);
    return new Penalties(
        unserved,
        node.number("overgeneration_per_kwh", 0, LARGE, unserved),
        node.number("co2_price", 0, LARGE, 0),
        node.number("ev_short_per_kwh", 0, LARGE, 0),
        node.number("job_missed_per_kwh", 0, LARGE, 0),
        tiers);
  }
}

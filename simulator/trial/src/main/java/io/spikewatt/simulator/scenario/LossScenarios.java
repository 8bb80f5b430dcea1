package io.spikewatt.simulator.scenario;

import static io.spikewatt.simulator.scenario.ScenarioRun.mode;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.simulator.site.ServerName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Loss and return of each device in each mode, with the criteria of all of them. */
final class LossScenarios {

  /** The mode in which a device is lost. */
  private enum During {
    GRID("on the grid"),
    ISLANDING("on the way into a planned island"),
    ISLAND("in an island"),
    RECONNECTING("on the way back to the grid"),
    BLACK_START("in a black start"),
    HOLD("in a hold");

    private final String text;

    During(String text) {
      this.text = text;
    }
  }

  private static final Duration LOST_FOR = Duration.ofMinutes(5);

  /** A dead link is tried every 30 s at most; sessions take real time, which is long here. */
  private static final Duration RECOVERY = Duration.ofMinutes(12);

  /** The link waits up to a minute of real time between its tries. */
  private static final Duration BROKER_RECOVERY = Duration.ofHours(2);

  private LossScenarios() {}

  static List<PlantScenario> all() {
    List<PlantScenario> all = new ArrayList<>();
    for (During during : During.values()) {
      for (ServerName server : EnumSet.complementOf(EnumSet.of(ServerName.HEAT_PUMP))) {
        all.add(
            IslandScenarios.scenario(
                "lose-" + Phrase.word(server) + "-" + Phrase.word(during),
                Phrase.word(server).replace('-', ' ') + " lost " + during.text,
                during == During.BLACK_START ? 8 : 60,
                IslandScenarios.EVENING,
                run -> play(run, during, server)));
      }
    }
    return all;
  }

  private static void play(ScenarioRun run, During during, ServerName server) throws Exception {
    run.ready();
    enter(run, during);
    run.lose(server);
    boolean wasDark = run.truth().island().dark();
    if (during == During.RECONNECTING) {
      run.grid(true);
    }
    judgeWhileLost(run, during);
    run.bringBack(server);
    run.grid(true);
    run.holdKey(false);
    run.await(
        "auto again, everything read",
        server == ServerName.BROKER ? BROKER_RECOVERY : RECOVERY,
        report -> {
          if (during == During.ISLANDING) {
            run.insist("mode", "\"auto\"");
          }
          return mode(report, "auto") && ScenarioRun.reads(report, devices(server));
        });
    run.atMost(
        wasDark ? "dark, s" : "load not served, Wh",
        wasDark ? run.watch().darkS() : run.watch().unservedWh(),
        wasDark ? LOST_FOR.plus(RECOVERY).toMillis() / 1000.0 : 1);
  }

  /** Runs without the server; checks the modes, and that no value was invented. */
  private static void judgeWhileLost(ScenarioRun run, During during) throws InterruptedException {
    Set<String> seen = new TreeSet<>();
    List<String> strayed = new ArrayList<>();
    run.pass(
        LOST_FOR,
        report -> {
          seen.add(report.mode().name());
          stray(report, run).ifPresent(strayed::add);
        });
    run.judge(
        new Criterion(
            "modes while it is lost",
            String.join(" ", seen),
            "of " + String.join(" ", allowed(during)),
            allowed(during).containsAll(seen)));
    run.judge(
        new Criterion(
            "missing read as a number, or out of place",
            strayed.isEmpty() ? "0" : strayed.size() + ", first: " + strayed.getFirst(),
            "0",
            strayed.isEmpty()));
  }

  private static void enter(ScenarioRun run, During during) throws Exception {
    switch (during) {
      case GRID -> {}
      case ISLANDING -> {
        run.gear(gear -> gear.transferSwitch().setStuck(true));
        run.command("mode", "\"island\"");
        run.await("islanding", Duration.ofSeconds(30), report -> mode(report, "islanding"));
        run.gear(gear -> gear.transferSwitch().setStuck(false));
      }
      case ISLAND, RECONNECTING -> {
        run.grid(false);
        run.await("islanded", IslandScenarios.TWO_CYCLES, report -> mode(report, "islanded"));
        run.pass(Duration.ofMinutes(1), report -> {});
        if (during == During.RECONNECTING) {
          run.grid(true);
          run.await("reconnecting", Duration.ofSeconds(80), report -> mode(report, "reconnecting"));
        }
      }
      case BLACK_START -> {
        run.grid(false);
        run.change(plant -> plant.tripFormer());
        run.await("black start", Duration.ofSeconds(20), report -> mode(report, "black-start"));
      }
      case HOLD -> {
        run.holdKey(true);
        run.await("hold", IslandScenarios.TWO_CYCLES, report -> mode(report, "hold"));
      }
    }
  }

  private static Set<String> allowed(During during) {
    // The plan lapses when a battery is silent for an hour; rules then.
    Set<String> onGrid = Set.of("auto", "self-consumption", "hold");
    return switch (during) {
      case GRID -> onGrid;
      case ISLANDING -> Set.of("islanding", "islanded", "hold");
      case ISLAND -> Set.of("islanded");
      case RECONNECTING -> Set.of("islanded", "reconnecting", "auto", "self-consumption", "hold");
      case BLACK_START -> Set.of("black-start", "islanded");
      case HOLD -> Set.of("hold");
    };
  }

  /** Something that no mode and no loss permits. */
  private static Optional<String> stray(CycleReport report, ScenarioRun run) {
    boolean separated = run.truth().island().separated();
    boolean socKnown = report.snapshot().value("battery1", Quantity.SOC_PCT).isPresent();
    double battery = report.approved("battery1").orElse(0);
    if (!socKnown && battery != 0) {
      return Optional.of("battery told " + battery + " W without a state of charge");
    }
    double car = report.approved("ev1").orElse(0);
    if (report.mode().onIsland() && car != 0) {
      return Optional.of("car told " + car + " W in an island");
    }
    if (mode(report, "hold") && (car != 0 || battery != 0)) {
      return Optional.of("battery or car moved in a hold");
    }
    boolean shut = report.approved("tie1").orElse(0) == 1;
    return report.mode().onIsland() && separated && mode(report, "islanded") && !shut
        ? Optional.of("the switch of an island is not asked to stay open")
        : Optional.empty();
  }

  private static List<String> devices(ServerName server) {
    return switch (server) {
      case PV_INVERTER -> List.of("pv1");
      case BATTERY -> List.of("battery1");
      case GRID_METER -> List.of("meter1");
      case PLC -> List.of("feeder1", "ev1", "compute1", "genset1", "tie1", "shed2");
      case UTILITY_METER -> List.of("utility1");
      case BROKER -> List.of();
      case HEAT_PUMP -> List.of("heatpump1");
    };
  }
}

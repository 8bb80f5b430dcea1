package io.spikewatt.controller.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.planning.PlanCycle;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A site that is replaced again and again does what one does that goes on. */
final class ReplacedSiteTest {

  /** A quarter hour ends after three minutes. */
  private static final Instant START_OF_PLANS = WholeSite.START.plusSeconds(12 * 60);

  private static final int SECONDS = 110;
  private static final int REPLACED_EVERY = 7;

  private static final Signal METER = new Signal("meter1", Quantity.POWER_W);
  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);

  private static final Signal ROOM = new Signal("heatpump1", Quantity.TEMPERATURE_C);

  private static final Map<Signal, Double> OUTAGE =
      Map.of(
          METER,
          0.0,
          new Signal("meter1", Quantity.VOLTAGE_L1_V),
          0.0,
          new Signal("meter1", Quantity.FREQUENCY_HZ),
          0.0,
          new Signal("tie1", Quantity.CONTACT),
          1.0,
          new Signal("pv1", Quantity.POWER_W),
          0.0,
          BATTERY,
          3_900.0,
          new Signal("battery1", Quantity.SOC_PCT),
          6.0);

  @TempDir private Path directory = Path.of("");

  /** What happens to the site, second by second, and what shows that it did. */
  enum Situation {
    CALM(report -> report.mode() instanceof Mode.SelfConsumption) {
      @Override
      void at(int second, WholeSite site) {}
    },
    DIMMED(report -> report.limits().importW() == 1_500) {
      @Override
      void at(int second, WholeSite site) {
        if (second == 5) {
          command(site, "limit-import", "1500");
          command(site, "from/ems/limit-import", "2500");
        }
      }
    },
    EXPIRING(report -> report.limits().importW() == 2_000, 5, "limit-import", "2000", 50),
    FEED_IN_ORDERED(report -> report.limits().exportW() == 3_000) {
      @Override
      void at(int second, WholeSite site) {
        Signal order = new Signal("dso", Quantity.FEED_IN_LIMIT_PCT);
        site.changed = Map.of(order, 20.0);
        site.silent = second > 20 ? Set.of(order) : Set.of();
      }
    },
    SHED_IN_AN_OUTAGE(report -> report.mode() instanceof Mode.Islanded) {
      @Override
      void at(int second, WholeSite site) {
        site.changed = second < 15 ? Map.of() : OUTAGE;
      }
    },
    RAMP_AFTER_AN_OUTAGE(report -> report.mode().returns()) {
      @Override
      void at(int second, WholeSite site) {
        site.changed = second < 10 || second >= 35 ? Map.of() : OUTAGE;
      }
    },
    BLIND(report -> report.mode() instanceof Mode.Hold hold && hold.isUnknown()) {
      @Override
      void at(int second, WholeSite site) {
        boolean dark = second >= 20 && second < 60;
        Signal feeder = new Signal("feeder1", Quantity.POWER_W);
        Signal tie = new Signal("tie1", Quantity.CONTACT);
        site.silent = dark ? Set.of(METER, feeder, tie) : Set.of();
      }
    },
    SHORT_GAP(report -> !report.state().gridW().isKnown()) {
      @Override
      void at(int second, WholeSite site) {
        Signal feeder = new Signal("feeder1", Quantity.POWER_W);
        site.silent = second >= 26 && second < 30 ? Set.of(METER, feeder) : Set.of();
      }
    },
    TRIP(report -> report.state().evs().getFirst().targetPct().ifKnown().orElse(0) == 58) {
      @Override
      void at(int second, WholeSite site) {
        if (second == 5) {
          command(site, "ev/ev1", "{'energyWh': 9000}");
        }
        site.changed = Map.of(new Signal("ev1", Quantity.SOC_PCT), Math.floor(40 + second / 20.0));
      }
    },
    RESERVE(report -> report.mode() instanceof Mode.SelfConsumption) {
      @Override
      void at(int second, WholeSite site) {
        if (second == 5) {
          command(site, "reserve-soc", "70");
        }
        site.changed = Map.of(METER, 2_400.0);
      }
    },
    ORDERED_HOLD(report -> report.mode() instanceof Mode.Hold, 20, "mode", "'hold'", 40),
    ISLAND_TEST(
        report -> report.mode() instanceof Mode.IslandTest, 20, "mode", "'island-test'", 40),
    ISLAND_REQUESTED(report -> report.mode() instanceof Mode.Islanding, 20, "mode", "'island'", 60),
    JOB(
        report -> report.state().computes().getFirst().job().isPresent(),
        5,
        "compute/compute1",
        "{'energyWh': 2000, 'by': '2026-06-15T12:00:00Z'}",
        3_600),
    REQUESTED_POWER(
        report -> report.mode() instanceof Mode.SelfConsumption,
        5,
        "setpoint/battery1",
        "-1500",
        60),
    METER_JUMPS(report -> report.mode() instanceof Mode.SelfConsumption) {
      @Override
      void at(int second, WholeSite site) {
        boolean jump = second % 5 == 0 && second > 20 && second < 60;
        site.changed = Map.of(METER, jump ? 30_000.0 : 400.0);
      }
    },
    /** The pump has to pause after the start, and again after the room was warm. */
    HEAT_PUMP_PAUSES(ReplacedSiteTest::heats) {
      @Override
      void at(int second, WholeSite site) {
        boolean warm = second < 5 || (second >= 40 && second < 45);
        site.changed = Map.of(ROOM, warm ? 22.0 : 19.5);
      }
    },
    BATTERY_DOES_NOT_FOLLOW(report -> !report.dispatch().alarms().isEmpty()) {
      @Override
      void at(int second, WholeSite site) {
        site.changed = Map.of(METER, 14_000.0, new Signal("feeder1", Quantity.POWER_W), -15_000.0);
      }
    };

    /** What a report shows in the situation. */
    @SuppressWarnings("ImmutableEnumChecker") // A lambda without state.
    final Predicate<CycleReport> shown;

    private final int second;
    private final String command;
    private final String value;
    private final int validForS;

    /** A situation of the plant, or of several commands. */
    Situation(Predicate<CycleReport> shown) {
      this(shown, 0, "", "", 0);
    }

    /** A situation that one command brings about. */
    Situation(
        Predicate<CycleReport> shown, int second, String command, String value, int validForS) {
      this.shown = shown;
      this.second = second;
      this.command = command;
      this.value = value;
      this.validForS = validForS;
    }

    /** Seconds count from 1. */
    void at(int now, WholeSite site) {
      if (now == second) {
        command(site, command, value, validForS);
      }
    }

    private static void command(WholeSite site, String name, String value) {
      command(site, name, value, 3_600);
    }

    private static void command(WholeSite site, String name, String value, int validForS) {
      String text =
          "{'id': '%s', 'issuedAt': '%s', 'validForS': %d, 'value': %s}"
              .formatted(name.replace('/', '-'), site.now(), validForS, value);
      site.command(name, text.replace('\'', '"').getBytes(UTF_8));
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesTheSame(Situation situation) {
    boolean seen = false;
    try (WholeSite goesOn = new WholeSite(directory.resolve("on"), WholeSite.START);
        WholeSite replaced = new WholeSite(directory.resolve("re"), WholeSite.START)) {
      for (int second = 1; second <= SECONDS; second++) {
        if (second % REPLACED_EVERY == 0) {
          replaced.replace(second % 2 == 0 ? WholeSite.site() : dearerOutage());
        }
        situation.at(second, goesOn);
        situation.at(second, replaced);
        CycleReport expected = goesOn.cycle();
        CycleReport found = replaced.cycle();
        seen |= situation.shown.test(expected);
        assertEquals(shown(expected, goesOn), shown(found, replaced), "second " + second);
      }
    }
    assertTrue(seen, "the situation arises");
  }

  /** The same configuration, so that the plan stays; a quarter hour ends, and the peak counts. */
  @Test
  void plansTheSame() {
    Site site = dearerDemand();
    try (WholeSite goesOn = new WholeSite(directory.resolve("on"), START_OF_PLANS, site);
        WholeSite replaced = new WholeSite(directory.resolve("re"), START_OF_PLANS, site)) {
      for (int second = 1; second <= 300; second++) {
        if (second % 37 == 0) {
          replaced.replace(dearerDemand());
        }
        goesOn.changed = Map.of(METER, 400.0 + 10 * second);
        replaced.changed = goesOn.changed;
        assertEquals(
            shown(goesOn.cycle(), goesOn), shown(replaced.cycle(), replaced), "second " + second);
        if (second % 10 == 0) {
          assertEquals(
              goesOn.plan().map(plan -> plan.madeAt()),
              replaced.plan().map(plan -> plan.madeAt()),
              "plan of second " + second);
        }
        assertEquals(
            goesOn.state.connection().importPeak().runningW(),
            replaced.state.connection().importPeak().runningW());
      }
      assertTrue(goesOn.plan().isPresent());
    }
  }

  /** The loop of the plans did not end in time: its tick comes after the replacement. */
  @Test
  void aPlanThatIsMadeTooLateGoesNowhere() {
    try (WholeSite site = new WholeSite(directory, START_OF_PLANS)) {
      for (int second = 0; second < 150; second++) {
        site.cycle();
      }
      site.plan();
      PlanCycle late = site.running().plans();
      site.replace(dearerDemand());
      site.cycle();
      Plan made = site.plan().orElseThrow();
      for (int second = 0; second < 60; second++) {
        site.cycle();
      }
      int published = site.broker.published(site.topics.plan());
      late.tick(site.moment());
      assertEquals(Optional.of(made), site.running().plans().plan());
      assertEquals(published, site.broker.published(site.topics.plan()), "published plans");
    }
  }

  private static boolean heats(CycleReport report) {
    return report.dispatch().setpoints().stream()
        .anyMatch(
            setpoint ->
                setpoint.signal().deviceId().equals(ROOM.deviceId()) && setpoint.value() < 0);
  }

  private static Site dearerDemand() {
    Site site = dearerOutage();
    return new Site(
        site.name(),
        site.zone(),
        site.position(),
        site.grid(),
        site.devices(),
        WholeSite.dearer(site.tariff()),
        site.mqtt(),
        site.control(),
        site.storage(),
        site.proxies(),
        site.page(),
        site.notifications(),
        site.fleet(),
        site.sources(),
        site.assistant());
  }

  /** Setpoints with their reasons, mode, limits, alarms, commands and the messages sent. */
  private static List<String> shown(CycleReport report, WholeSite site) {
    List<String> shown = new ArrayList<>();
    report.dispatch().setpoints().forEach(setpoint -> shown.add(setpoint.toString()));
    report.verdicts().forEach(verdict -> shown.add(verdict.toString()));
    shown.add(report.mode().toString());
    shown.add(report.limits().toString());
    report.dispatch().alarms().forEach(alarm -> shown.add(alarm.toString()));
    shown.add(site.commandsInForce().toString());
    shown.add(site.broker.last(site.topics.state()));
    shown.add(site.broker.last(site.topics.event()));
    shown.add("events " + site.broker.published(site.topics.event()));
    return shown;
  }

  /** Changes plans only, of which there are none yet. */
  private static Site dearerOutage() {
    Site site = WholeSite.site();
    Site.Control control = site.control();
    return new Site(
        site.name(),
        site.zone(),
        site.position(),
        site.grid(),
        site.devices(),
        site.tariff(),
        site.mqtt(),
        new Site.Control(
            control.cycle(),
            control.plan(),
            control.objective(),
            control.reserveSocPct(),
            control.outagePerKwh() + 1,
            control.monitorOnly(),
            control.forecaster(),
            control.horizon(),
            control.nowcast(),
            control.negativePrices()),
        site.storage(),
        site.proxies(),
        site.page(),
        site.notifications(),
        site.fleet(),
        site.sources(),
        site.assistant());
  }
}

package io.spikewatt.simulator.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.controller.io.FastMeterPolling;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SharedPlant;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.SimulatedSite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads the sentence of each second of a day of the demo's site and holds it against the plant's
 * own record: what it claims must have been so within the last seconds.
 */
class SentenceOfADayTest {

  private static final long SECOND = 1_000_000_000L;
  private static final boolean WHOLE_DAY = Boolean.getBoolean("long.tests");
  private static final Instant START =
      Instant.parse(WHOLE_DAY ? "2026-04-09T06:00:00Z" : "2026-04-09T11:00:00Z");
  private static final int PAST_DAYS = 30;

  /** From noon until evening; bench/long-tests plays the whole day. */
  private static final int DAY_S = (WHOLE_DAY ? 24 : 7) * 3600;

  /** A claim is about readings that are a second old and about devices that answer later. */
  private static final int WITHIN_S = 6;

  /** What the meter's noise and a device's losses may amount to, W. */
  private static final double NEAR_W = 400;

  private static final Pattern BATTERY =
      Pattern.compile(
          "^auto \\(plan in force\\): battery (charges|discharges|rests)(?: ([0-9.]+ k?W))?"
              + "(?: \\(measured: (charges|discharges|rests)(?: ([0-9.]+ k?W))?\\))?: (.*)$");

  private static final Pattern HELD = Pattern.compile("pv1 is held at ([0-9.]+ k?W)");

  private final SiteParameters parameters =
      SiteParameters.demo(7).with(SiteParameters.Heating.TANK);
  private final Deque<PlantTruth> around = new ArrayDeque<>();
  private final Deque<Claim> open = new ArrayDeque<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Map<String, Integer> told = new TreeMap<>();

  private record Claim(long second, String sentence, Predicate<PlantTruth> holds) {}

  @Test
  void noSentenceOfTheDemosDayContradictsThePlant(@TempDir Path directory) throws Exception {
    ChaosClock clock = new ChaosClock(START);
    GpioWiring wiring = new GpioWiring(clock);
    SharedPlant plant =
        new SharedPlant(
            new SimulatedPlant(parameters, clock.now(), SimulatedSite.STEP, wiring), clock);
    Site site =
        SimulatedSite.configure(
                directory.resolve("site.yaml"),
                SimulatedSite.configYaml(
                    parameters,
                    name -> 10_000 + name.offset(),
                    directory.resolve("state"),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(1)))
            .site();
    RecordedPast.write(
        Path.of(site.storage().directory()), RecordedPast.before(START, PAST_DAYS, parameters));
    Role.Battery battery =
        site.devices().stream()
            .map(DeviceConfig::role)
            .filter(Role.Battery.class::isInstance)
            .map(Role.Battery.class::cast)
            .findFirst()
            .orElseThrow();
    try (DaemonProcess daemon =
        new DaemonProcess(
            site,
            plant,
            new FaultyLinks(plant, 7),
            wiring,
            new ChaosBroker(_ -> {}),
            ControllerMutation.NONE,
            _ -> {},
            clock.now())) {
      for (long second = 0; second < DAY_S; second++) {
        clock.to(second * SECOND);
        daemon.read(clock.now(), false);
        remember(second, plant.read(SimulatedPlant::truth));
        clock.to(second * SECOND + SECOND / 5);
        judge(second, daemon.decide(clock.now()), battery);
        clock.to(second * SECOND + SECOND / 4);
        daemon.write(clock.now());
        for (double part : FastMeterPolling.AT) {
          clock.to((long) ((second + part) * SECOND));
          daemon.readPowerOnly(clock.now(), false);
        }
        if (second % 5 == 0) {
          daemon.lookAhead(clock.now());
        }
      }
    }
    assertEquals(
        List.of(),
        contradictions.subList(0, Math.min(10, contradictions.size())),
        () -> contradictions.size() + " contradictions; " + told);
    // The day has to show what is judged.
    for (String kind :
        List.of(
            "stores surplus",
            "covers load",
            "charges",
            "discharges",
            "limit is kept",
            "pv1 is held")) {
      assertTrue(told.getOrDefault(kind, 0) > 20, told::toString);
    }
  }

  /** Judges the claims whose time is over, too. */
  private void remember(long second, PlantTruth truth) {
    around.addLast(truth);
    if (around.size() > 2 * WITHIN_S) {
      around.removeFirst();
    }
    while (!open.isEmpty() && open.getFirst().second() + WITHIN_S <= second) {
      Claim due = open.removeFirst();
      if (around.stream().noneMatch(due.holds())) {
        contradictions.add(due.second() + " s: " + due.sentence() + " / " + truth);
      }
    }
  }

  private void judge(long second, CycleReport report, Role.Battery limits) {
    String sentence = report.doing().english();
    Matcher battery = BATTERY.matcher(sentence);
    if (!battery.matches()) {
      return;
    }
    String german = Language.of("de").text(report.doing());
    count(battery.group(1));
    boolean remeasured = battery.group(3) != null;
    double claimedW =
        remeasured
            ? watts(battery.group(3), battery.group(4))
            : watts(battery.group(1), battery.group(2));
    double lagW = remeasured ? 0 : 0.2 * Math.abs(claimedW);
    claim(
        second, sentence, truth -> Math.abs(truth.powers().batteryW() - claimedW) <= NEAR_W + lagW);
    String why = battery.group(5);
    boolean turned = remeasured && !battery.group(1).equals(battery.group(3));
    if (why.startsWith("stores surplus") && !turned) {
      count("stores surplus");
      claim(second, sentence, truth -> truth.powers().gridW() <= NEAR_W);
      assertTrue(german.contains("speichert Überschuss"), german);
    }
    if (why.startsWith("covers load") && !turned) {
      count("covers load");
      claim(second, sentence, truth -> truth.powers().gridW() >= -NEAR_W);
      assertTrue(german.contains("deckt Verbrauch"), german);
    }
    if (why.contains("limit is kept")) {
      count("limit is kept");
    }
    if (why.contains("limit is kept (grid operator)")) {
      claim(second, sentence, truth -> truth.environment().contactClosed());
    }
    if (why.contains("upper charge limit")) {
      claim(second, sentence, truth -> truth.battery().socPct() >= limits.maxSocPct() - 1);
    }
    if (why.contains("lower charge limit")) {
      claim(second, sentence, truth -> truth.battery().socPct() <= limits.minSocPct() + 1);
    }
    Matcher held = HELD.matcher(why);
    if (held.find()) {
      count("pv1 is held");
      double limitW = watts(held.group(1));
      claim(second, sentence, truth -> truth.environment().pvAvailableW() >= 0.99 * limitW);
      claim(second, sentence, truth -> truth.powers().pvW() <= 1.01 * limitW + NEAR_W);
    }
  }

  private static double watts(String does, String power) {
    double sign = does.equals("charges") ? -1 : does.equals("discharges") ? 1 : 0;
    return sign == 0 ? 0 : sign * watts(power);
  }

  private static double watts(String power) {
    String[] parts = power.split(" ");
    return Double.parseDouble(parts[0]) * (parts[1].equals("kW") ? 1000 : 1);
  }

  private void count(String kind) {
    told.merge(kind, 1, Integer::sum);
  }

  private void claim(long second, String sentence, Predicate<PlantTruth> holds) {
    open.addLast(new Claim(second, sentence, holds));
  }
}

package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.WiredCycle;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who has the say, through the whole control cycle: device limits, the grid operator's input at the
 * site, the safe envelope from measurements, a person at the site, a remote command, the plan, the
 * default.
 */
class PriorityTest {

  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);
  private static final Signal COMPUTE = new Signal("compute1", Quantity.POWER_LIMIT_W);
  private static final Signal EV = new Signal("ev1", Quantity.POWER_W);

  @TempDir private Path directory = Path.of("");

  private final Letterbox letters = new Letterbox();
  private final DemoSite demo = DemoSite.usual();
  private final DemoPlant plant = new DemoPlant(demo);
  private final Map<Signal, OutputSpec> specs =
      demo.outputs().stream().collect(Collectors.toMap(OutputSpec::signal, Function.identity()));
  private Optional<Boolean> keyClosed = Optional.of(false);
  private int ids;
  private HistoryStore store;
  private ControlCycle cycle;
  private PlantBoard.Place place;

  PriorityTest() {
    this.plant.socPct = 50;
  }

  @BeforeEach
  void wire() throws IOException {
    Site site = withKey(demo.site());
    PlantBoard board = new PlantBoard(new LinkedHashMap<>(), plant.now());
    place = board.place(List.of());
    store = HistoryStore.open(directory);
    cycle =
        WiredCycle.of(
            site,
            demo.outputs(),
            board,
            new SetpointBoard(),
            letters,
            store,
            directory,
            plant.now());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aDevicesLimitStandsAboveTheGridOperator() {
    // The contact permits no export; the battery cannot take more than its rating all the same.
    plant.contactClosed = true;
    plant.pvPotentialW = 10_000;
    plant.loadW = 0;
    CycleReport report = run(20);
    assertEquals(-5000, approved(report, BATTERY), 1);
  }

  @Test
  void theGridOperatorStandsAboveWhatAPersonAtTheSiteOrACommandAsks() {
    plant.contactClosed = true;
    plant.carThere = true;
    plant.loadW = 4000;
    plant.socPct = 10;
    command("setpoint/ev1", "-11000");
    CycleReport report = run(30);
    assertEquals(4200, report.limits().importW());
    double gridW = report.state().gridW().ifKnown().orElseThrow();
    assertTrue(gridW <= 4200 + 1, "an order does not widen the contact's limit: " + gridW);
    assertTrue(approved(report, EV) > -11_000, "not all that was ordered");
    keyClosed = Optional.of(true);
    assertEquals(4200, run(5).limits().importW());
  }

  @Test
  void theGridOperatorStandsAboveAJobThatHasToBeDone() {
    plant.loadW = 3000;
    plant.socPct = 10;
    String by = plant.now().instant().plusSeconds(1800).toString();
    command("compute/compute1", "{\"energyWh\":1700,\"by\":\"%s\"}".formatted(by));
    assertEquals(2000, approved(run(20), COMPUTE), 1);
    plant.contactClosed = true;
    CycleReport report = run(20);
    assertEquals(4200 - 42 - 3000, approved(report, COMPUTE), 60);
    assertTrue(report.state().gridW().ifKnown().orElseThrow() <= 4200);
    double left = report.state().computes().getFirst().job().orElseThrow().leftWh();
    assertTrue(left < 1700 && left > 1680, "what was done is counted: " + left);
  }

  @Test
  void theEnvelopeFromMeasurementsStandsAboveAPersonAtTheSite() {
    keyClosed = Optional.of(true);
    plant.gridUp = false;
    assertInstanceOf(Mode.Islanded.class, run(5).mode(), "a hold would let the island run dry");
  }

  @Test
  void theEnvelopeFromMeasurementsStandsAboveACommand() {
    plant.socPct = 9;
    command("setpoint/battery1", "4000");
    assertEquals(0, approved(run(10), BATTERY), 0, "empty");
    plant.socPct = 50;
    plant.lose("battery1", true);
    assertEquals(0, approved(run(5), BATTERY), 0, "state of charge unknown");
  }

  @Test
  void aPersonAtTheSiteStandsAboveARemoteCommand() {
    command("mode", "\"self-consumption\"");
    command("setpoint/battery1", "3000");
    assertEquals(3000, approved(run(10), BATTERY), 1);
    keyClosed = Optional.of(true);
    CycleReport report = run(3);
    assertInstanceOf(Mode.Hold.class, report.mode());
    assertEquals(0, approved(report, BATTERY), 0);
    keyClosed = Optional.empty();
    assertInstanceOf(Mode.Hold.class, run(3).mode(), "a broken wire of a hold counts as closed");
    keyClosed = Optional.of(false);
    assertEquals(3000, approved(run(10), BATTERY), 1);
  }

  @Test
  void aCommandStandsAboveTheDefault() {
    plant.loadW = 2000;
    assertEquals(2300, approved(run(20), BATTERY), 60, "covers the load");
    command("setpoint/battery1", "-1000");
    assertEquals(-1000, approved(run(5), BATTERY), 1);
  }

  /** No lower voice changes what a higher one settled, whatever is said at the same time. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void nobodySpeaksOverAHigherOne(int seed) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    int readingsWithoutGrid = 0;
    for (int i = 0; i < 400; i++) {
      switch (random.nextInt(9)) {
        case 0 -> plant.contactClosed = random.nextBoolean();
        case 1 -> keyClosed = Optional.of(random.nextBoolean());
        case 2 -> command("setpoint/battery1", "" + (random.nextInt(10_001) - 5000));
        case 3 -> command("setpoint/ev1", "" + -random.nextInt(11_001));
        case 4 -> command("mode", random.nextBoolean() ? "\"auto\"" : "\"self-consumption\"");
        case 5 -> command("limit-import", "" + random.nextInt(12_001));
        case 6 -> plant.gridUp = random.nextInt(3) > 0;
        case 7 -> plant.socPct = random.nextBoolean() ? 9 : 50;
        default -> {
          plant.carThere = random.nextBoolean();
          plant.loadW = 8000 * random.nextDouble();
        }
      }
      CycleReport report = run(1);
      readingsWithoutGrid = plant.gridUp ? 0 : readingsWithoutGrid + 1;
      // One reading without voltage is not believed.
      boolean alone = readingsWithoutGrid > 1;
      for (Verdict verdict : report.verdicts()) {
        if (verdict instanceof Verdict.Approved approved) {
          OutputSpec spec =
              java.util.Objects.requireNonNull(specs.get(approved.setpoint().signal()));
          double value = approved.setpoint().value();
          assertTrue(value >= spec.min() && value <= spec.max(), "device limits");
        }
      }
      assertTrue(!plant.contactClosed || report.limits().importW() <= 4200, "grid operator");
      assertTrue(!plant.contactClosed || report.limits().exportW() == 0, "grid operator");
      boolean asks = asked(report, BATTERY);
      assertTrue(plant.socPct > 10 || !asks || approved(report, BATTERY) <= 0, "envelope");
      assertTrue(!alone || report.mode() instanceof Mode.Islanded, "envelope");
      assertTrue(!alone || !asks, "nobody orders the battery of an island");
      if (keyClosed.orElse(true) && plant.gridUp && !(report.mode() instanceof Mode.Islanded)) {
        assertInstanceOf(Mode.Hold.class, report.mode(), "person at the site");
        assertEquals(0, approved(report, BATTERY), 0, "person at the site");
        assertEquals(0, approved(report, EV), 0, "person at the site");
      }
    }
  }

  private CycleReport run(int seconds) {
    CycleReport report = null;
    for (int i = 0; i < seconds; i++) {
      List<Sample> samples = new ArrayList<>(plant.snapshot().all());
      keyClosed.ifPresent(
          closed ->
              samples.add(
                  new Sample.Good(
                      new Signal("key", Quantity.CONTACT), closed ? 1 : 0, plant.now())));
      place.post(samples);
      report = cycle.run(plant.now());
      plant.obey(report.verdicts());
    }
    return java.util.Objects.requireNonNull(report);
  }

  private static boolean asked(CycleReport report, Signal signal) {
    return report.verdicts().stream()
        .anyMatch(v -> v instanceof Verdict.Approved a && a.setpoint().signal().equals(signal));
  }

  private static double approved(CycleReport report, Signal signal) {
    return report.verdicts().stream()
        .filter(v -> v instanceof Verdict.Approved a && a.setpoint().signal().equals(signal))
        .mapToDouble(v -> ((Verdict.Approved) v).setpoint().value())
        .findFirst()
        .orElseThrow(() -> new AssertionError(signal + " was not asked: " + report.verdicts()));
  }

  private void command(String name, String value) {
    String payload =
        "{\"id\":\"%d\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":%s}"
            .formatted(++ids, plant.now().instant(), value);
    letters.put(
        new Message("test/command/" + name, payload.getBytes(StandardCharsets.UTF_8), false));
  }

  private static Site withKey(Site site) {
    List<DeviceConfig> devices = new ArrayList<>(site.devices());
    DeviceConfig like = devices.getFirst();
    devices.add(
        new DeviceConfig(
            "key",
            like.profile(),
            like.connection(),
            new Role.ModeSwitch(Role.ModeSwitch.Asked.HOLD),
            false,
            Optional.empty()));
    return site.withDevices(devices);
  }
}

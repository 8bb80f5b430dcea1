package io.spikewatt.controller.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.cycle.ControlCycle;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.fixture.WiredCycle;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.io.PlantBoard;
import io.spikewatt.controller.io.SetpointBoard;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.Letterbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole control cycle that is shown the grid's meter at .3, .5 and .8 s of each second, too. */
class BetweenCyclesTest {

  private static final Signal METER = new Signal("meter1", Quantity.POWER_W);
  private static final Signal BATTERY = new Signal("battery1", Quantity.POWER_W);
  private static final Signal PV = new Signal("pv1", Quantity.POWER_LIMIT_W);
  private static final List<Double> LOOKS = List.of(0.3, 0.2, 0.3);

  @TempDir private Path directory = Path.of("");

  private final SetpointBoard setpointBoard = new SetpointBoard();
  private final List<Double> gridW = new ArrayList<>();
  private final List<HistoryStore> stores = new ArrayList<>();
  private DemoPlant plant;
  private PlantBoard board;
  private PlantBoard.Place place;
  private ControlCycle cycle;

  /** Decisions between two cycles so far. */
  private int between;

  private boolean looks = true;

  @BeforeEach
  void usual() {
    at(DemoSite.usual());
  }

  @AfterEach
  void close() {
    stores.forEach(HistoryStore::close);
  }

  @Test
  void a_limit_that_is_passed_after_the_reading_is_answered_before_the_next() {
    at(DemoSite.usual().withLimits(12_000, 2000));
    plant.socPct = 95;
    plant.pvPotentialW = 7000;
    plant.loadW = 6000;
    run(60);
    assertTrue(inForce(PV) >= 8000, "free");
    decide();
    plant.pass(0.1);
    plant.loadW = 500;
    plant.pass(0.2);
    assertTrue(look());
    assertEquals(2000 + 500 + plant.computeW() - 30, inForce(PV), 400, "what the limit leaves");
    plant.pass(0.2);
    assertFalse(look(), "it was seen to");
  }

  @Test
  void while_nothing_has_moved_yet_nothing_is_asked_again() {
    at(DemoSite.usual().withBattery(1.6, 14.2).withLimits(12_000, 2000));
    plant.pvPotentialW = 8000;
    plant.loadW = 7500;
    run(120);
    plant.loadW = 500;
    between = 0;
    double asked = 0;
    for (int second = 0; second < 12; second++) {
      run(1);
      asked = Math.min(asked, inForce(BATTERY));
    }
    assertTrue(between <= 1, "decided between " + between + " times");
    run(60);
    assertTrue(asked >= 2.5 * inForce(BATTERY), "went to " + asked);
  }

  @Test
  void a_load_within_the_limits_waits_for_its_cycle() {
    for (int i = 0; i < 20; i++) {
      plant.loadW = i % 2 == 0 ? 500 : 4000;
      plant.pass(0.1);
      run(7);
    }
    assertEquals(0, between);
  }

  @Test
  void too_much_import_is_answered_by_the_battery() {
    at(DemoSite.usual().withLimits(5000, 5000));
    plant.socPct = 60;
    plant.loadW = 3000;
    run(60);
    decide();
    plant.pass(0.1);
    plant.loadW = 9500;
    plant.pass(0.2);
    double before = inForce(BATTERY);
    assertTrue(look());
    assertTrue(inForce(BATTERY) > before + 1000, before + " to " + inForce(BATTERY));
  }

  @Test
  void what_is_curtailed_is_not_given_more_room_by_a_reading_that_is_old() {
    at(DemoSite.usual().withLimits(5000, 0));
    plant.socPct = 95;
    plant.pvPotentialW = 6000;
    plant.loadW = 1000;
    run(60);
    decide();
    double before = inForce(PV);
    plant.loadW = 12_000;
    plant.pass(0.3);
    assertTrue(look());
    assertEquals(5000, inForce(BATTERY), 1, "the battery helps");
    assertEquals(before, inForce(PV), 0);
    plant.pass(0.7);
    decide();
    assertTrue(inForce(PV) > before + 4000, "its cycle does");
  }

  @Test
  void what_came_back_since_it_was_read_is_no_load_that_went() {
    at(DemoSite.usual().withLimits(16_000, 0));
    plant.socPct = 95;
    plant.pvPotentialW = 9000;
    plant.loadW = 1000;
    run(60);
    plant.loadW = 6000;
    plant.pass(0.1);
    decide();
    assertTrue(inForce(PV) > 5000, "more room");
    double read = plant.pvW();
    plant.pass(0.8);
    plant.loadW = 2000;
    plant.pass(0.1);
    assertTrue(plant.pvW() > read + 1500, "it came back by " + (plant.pvW() - read));
    assertTrue(look());
    assertEquals(plant.pvW() + plant.gridW(), inForce(PV), 700, "what the loads take");
  }

  @Test
  void what_is_off_limits_for_a_cycle_is_off_limits_in_between() {
    at(DemoSite.usual().withLimits(2000, 5000));
    plant.socPct = 9;
    plant.loadW = 1000;
    run(60);
    decide();
    plant.loadW = 9000;
    plant.pass(0.3);
    assertTrue(look());
    assertEquals(0, inForce(BATTERY), 0, "the gate holds: it is empty");
  }

  @Test
  void an_old_look_or_one_before_the_decision_says_nothing() {
    at(DemoSite.usual().withLimits(12_000, 0));
    plant.socPct = 95;
    plant.pvPotentialW = 7000;
    plant.loadW = 7000;
    run(60);
    plant.loadW = 500;
    plant.pass(0.1);
    glance();
    plant.loadW = 7000;
    plant.pass(0.1);
    decide();
    assertFalse(cycle.between(plant.now()), "older than the decision");
    run(30);
    decide();
    plant.loadW = 500;
    plant.pass(0.5);
    glance();
    plant.pass(1);
    assertFalse(cycle.between(plant.now()), "a period ago");
  }

  @Test
  void a_load_that_goes_up_and_down_at_the_limit_passes_it_by_less_than_without_looks() {
    double with = pulsing(true);
    double without = pulsing(false);
    assertTrue(with < 0.8 * without, "export beyond the limit " + with + " Ws, without " + without);
  }

  /** Export beyond the limit over ten minutes, W s. */
  private double pulsing(boolean lookAtMeter) {
    looks = lookAtMeter;
    at(DemoSite.usual().withBattery(0.6, 2.8).withLimits(12_000, 1000));
    plant.socPct = 95;
    plant.pvPotentialW = 6000;
    gridW.clear();
    for (int i = 0; i < 100; i++) {
      plant.loadW = i % 2 == 0 ? 3000 : 1000;
      run(5);
      plant.pass(0.1);
      plant.loadW = i % 2 == 0 ? 1000 : 3000;
    }
    return gridW.stream().mapToDouble(w -> 0.1 * Math.max(0, -w - 1000)).sum();
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      decide();
      double left = 1;
      for (double step : LOOKS) {
        pass(step);
        left -= step;
        if (looks && look()) {
          between++;
        }
      }
      pass(left);
    }
  }

  private void pass(double seconds) {
    for (int i = 0; i < Math.rint(10 * seconds); i++) {
      plant.pass(0.1);
      gridW.add(plant.gridW());
    }
  }

  private void decide() {
    place.post(List.copyOf(plant.snapshot().all()));
    CycleReport _ = cycle.run(plant.now());
    setpointBoard.all().forEach(plant::obey);
  }

  private boolean look() {
    glance();
    boolean decided = cycle.between(plant.now());
    if (decided) {
      setpointBoard.all().forEach(plant::obey);
    }
    return decided;
  }

  private void glance() {
    board.powerOnly(List.of((Sample.Good) plant.snapshot().get(METER)));
  }

  private double inForce(Signal signal) {
    return setpointBoard.get(signal, plant.now()).map(ApprovedSetpoint::value).orElseThrow();
  }

  private void at(DemoSite demo) {
    plant = new DemoPlant(demo);
    Site site = demo.site();
    board = new PlantBoard(new LinkedHashMap<>(), plant.now());
    place = board.place(List.of());
    HistoryStore store = HistoryStore.open(directory.resolve("s" + stores.size()));
    stores.add(store);
    cycle =
        WiredCycle.of(
            site,
            demo.outputs(),
            board,
            setpointBoard,
            new Letterbox(),
            store,
            directory,
            plant.now());
  }
}

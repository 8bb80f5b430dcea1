package io.spikewatt.controller.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Relays that shed before a reload or a restart go on shedding, and return one by one. */
class RelaysTest {

  private static final OptionalDouble HZ = OptionalDouble.of(50);
  private static final List<Double> TWO_SHED = List.of(1.0, 1.0, 0.0);

  @TempDir private Path directory = Path.of("");

  @Test
  void afterAReloadInAnIslandTheyShedAsBefore() {
    shedTwo();
    LoadShedding anew = relays();
    assertEquals(TWO_SHED, values(anew), "before any decision, so that no output lapses");
    anew.aim(IslandTiers.wanted(anew.closed(), 3, OptionalDouble.of(16), HZ), at(301));
    assertEquals(TWO_SHED, values(anew));
    LoadShedding blind = relays();
    blind.aim(IslandTiers.wanted(blind.closed(), 3, OptionalDouble.empty(), HZ), at(302));
    assertEquals(TWO_SHED, values(blind), "charge unknown: relays stay as they are");
  }

  @Test
  void afterARestartOnTheGridTheyReturnOneByOne() {
    shedTwo();
    LoadShedding anew = relays();
    int second = 400;
    for (; anew.closed() == 2; second++) {
      anew.update(-10_000, at(second));
    }
    assertEquals(61, second - 400, "the least time begins anew");
    for (; anew.closed() == 1; second++) {
      anew.update(-10_000, at(second));
    }
    assertTrue(second - 400 >= 121, second + " s");
    assertEquals(List.of(0.0, 0.0, 0.0), values(relays()), "and that is recorded");
  }

  @Test
  void withoutARecordAnIslandBeginsFullyShed() throws IOException {
    shedTwo();
    Files.writeString(directory.resolve("shed-relays.properties"), "\\uXYZ damaged");
    LoadShedding anew = relays();
    assertEquals(List.of(), values(anew), "nothing is set before the first decision");
    anew.beginInIsland(at(301));
    assertEquals(3, anew.closed());
    anew.aim(IslandTiers.wanted(anew.closed(), 3, OptionalDouble.of(90), HZ), at(302));
    assertEquals(3, anew.closed(), "they return one by one");
  }

  @Test
  void withoutARecordTheGridBeginsWithNoneShed() {
    LoadShedding first = relays();
    first.update(-10_000, at(0));
    assertEquals(List.of(0.0, 0.0, 0.0), values(first));
  }

  @Test
  void anotherOrderOfTheRelaysReturnsNoneAtOnce() {
    shedTwo();
    LoadShedding anew = new LoadShedding(ShedRelayStore.in(directory));
    add(anew, "r3", 9);
    add(anew, "r2", 8);
    anew.resume();
    assertEquals(2, anew.closed(), "r2 sheds, and with it the one before it");
  }

  @Test
  void anOrderlyEndLeavesARelayThatLapsesByItself() {
    LoadShedding one = new LoadShedding(ShedRelayStore.inMemory());
    one.add(load(1), output("r1"), true);
    one.add(load(0), output("r2"), false);
    one.resume();
    assertEquals(Set.of(), one.runningOn());
    one.aim(2, at(0));
    assertEquals(Set.of("r1"), one.runningOn());
  }

  private void shedTwo() {
    LoadShedding first = relays();
    first.update(-10_000, at(0));
    first.aim(IslandTiers.wanted(first.closed(), 3, OptionalDouble.of(12), HZ), at(0));
    assertEquals(TWO_SHED, values(first));
  }

  private LoadShedding relays() {
    LoadShedding relays = new LoadShedding(ShedRelayStore.in(directory));
    add(relays, "r1", 3);
    add(relays, "r2", 2);
    add(relays, "r3", 1);
    relays.resume();
    return relays;
  }

  private static void add(LoadShedding relays, String id, int tier) {
    relays.add(load(tier), output(id), false);
  }

  private static SheddableLoad load(int tier) {
    return new SheddableLoad(2000, tier, Double.POSITIVE_INFINITY);
  }

  private static SetpointOutput output(String id) {
    return new SetpointOutput(
        new OutputSpec(new Signal(id, Quantity.CONTACT), 0, 1, Double.POSITIVE_INFINITY, 0, 0));
  }

  private static List<Double> values(LoadShedding relays) {
    return relays.setpoints().stream().map(ExplainedSetpoint::value).toList();
  }

  private static Moment at(int second) {
    return new Moment(
        second * 1_000_000_000L, Instant.parse("2026-01-15T18:00:00Z").plusSeconds(second));
  }
}

package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.CommandRights;
import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.fixture.DemoPlant;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.testkit.DemoSite;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A car charges ahead of price, within the limits, until it is unplugged or the command ends; or it
 * charges in another way than planned.
 */
class CarCommandsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path directory;
  private final DemoPlant plant = new DemoPlant(DemoSite.usual());
  private HistoryStore store;
  private CommandProcessor processor;

  @BeforeEach
  void start() {
    plant.carThere = true;
    plant.run(1);
    restart(0);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void it_ends_with_its_time() {
    assertTrue(give("charge-now/ev1", "a", "\"on\"").accepted());
    charges(299);
    assertEquals(11_000, plant.evW(), 50);
    charges(300);
    assertEquals(0, plant.evW(), 50, "without it the car waits for surplus");
  }

  @Test
  void it_ends_at_unplugging_and_does_not_begin_again_for_the_next_car_or_after_a_restart() {
    give("charge-now/ev1", "a", "\"on\"");
    charges(10);
    plant.carThere = false;
    plant.run(1);
    assertEquals(
        Map.of("charge-now/ev1", "no car is plugged in at ev1"),
        processor.end(plant.state.orElseThrow(), CommandedSite.at(NOW.plusSeconds(20))));
    assertEquals(List.of(), active(20).voices());
    plant.carThere = true;
    charges(30);
    assertEquals(0, plant.evW(), 50);
    assertEquals(List.of(), restart(40));
    assertEquals(List.of(), active(40).voices());
  }

  @Test
  void it_goes_on_after_a_restart_and_while_the_charger_cannot_be_read() {
    give("charge-now/ev1", "a", "\"on\"");
    assertEquals(1, restart(20).size());
    plant.lose("ev1", true);
    plant.run(30);
    assertEquals(
        Map.of(), processor.end(plant.state.orElseThrow(), CommandedSite.at(NOW.plusSeconds(25))));
    assertEquals(1, active(25).voices().size());
  }

  @Test
  void without_a_car_it_is_refused() {
    plant.carThere = false;
    plant.run(1);
    processor.end(plant.state.orElseThrow(), CommandedSite.at(NOW));
    CommandResult result = give("charge-now/ev1", "a", "\"on\"");
    assertFalse(result.accepted());
    assertEquals("no car is plugged in at ev1", result.reason());
    assertTrue(give("charge-now/ev1", "b", "\"off\"").accepted());
  }

  @Test
  void off_ends_what_its_sender_began_and_a_power_that_somebody_set_comes_before_it() {
    give("from/page/charge-now/ev1", "a", "\"on\"");
    give("from/op/charge-now/ev1", "b", "\"on\"");
    give("from/op/charge-now/ev1", "c", "\"off\"");
    charges(10);
    assertEquals(11_000, plant.evW(), 50, "the page's goes on");
    give("setpoint/ev1", "d", "-3000");
    charges(20);
    assertEquals(3_000, plant.evW(), 50);
    assertEquals(Reason.REMOTE_REQUEST, plant.why("ev1").choice());
  }

  @Test
  void it_comes_before_price_and_says_so() {
    plant.mode = new Mode.Auto(Optional.empty());
    give("charge-now/ev1", "a", "\"on\"");
    charges(10);
    assertEquals(11_000, plant.evW(), 50);
    assertEquals(Reason.CHARGE_NOW, plant.why("ev1").choice());
    assertEquals(Reason.CHARGE_NOW, plant.why("ev1").decidedBy());
    assertEquals(Optional.of(NOW.plusSeconds(300)), plant.why("ev1").until());
  }

  /** The operator's contact allows an import of 4200 W. */
  @Test
  void dimmed_stays_dimmed_and_the_reserve_stays() {
    plant.contactClosed = true;
    plant.socPct = 10;
    plant.run(10);
    give("charge-now/ev1", "a", "\"on\"");
    charges(10);
    double most = plant.run(120).stream().mapToDouble(w -> w).max().orElseThrow();
    assertTrue(most <= 4_250, "imports " + most);
    assertEquals(Reason.IMPORT_LIMIT, plant.why("ev1").decidedBy());
    assertTrue(plant.socPct > 9.9, "the battery gives nothing below its reserve");
  }

  @Test
  void the_connection_s_limit_is_kept() {
    plant.loadW = 6_000;
    plant.socPct = 10;
    give("charge-now/ev1", "a", "\"on\"");
    charges(10);
    double most = plant.run(120).stream().mapToDouble(w -> w).max().orElseThrow();
    assertTrue(most <= 12_050, "imports " + most);
    assertTrue(plant.evW() > 5_000, "takes what is left: " + plant.evW());
  }

  @Test
  void rights_permit_it_by_its_first_word() {
    CommandRights rights = new CommandRights(Set.of("charge-now"), Map.of());
    assertTrue(rights.permit("charge-now/ev1"));
    assertFalse(new CommandRights(Set.of("ev"), Map.of()).permit("charge-now/ev1"));
    assertEquals("battery1 is no EvCharger", give("charge-now/battery1", "a", "\"on\"").reason());
  }

  /** Two hours for 20 kWh: the plan would have it charge now. */
  @Test
  void surplus_leaves_the_car_waiting_even_for_its_departure() {
    plant.carLeavesInS = 7_200;
    charges(5);
    assertEquals(11_000, plant.evW(), 50);
    assertEquals(Reason.READY_IN_TIME, plant.why("ev1").choice());
    give("charging-mode/ev1", "a", "\"surplus\"");
    settles(10);
    assertEquals(0, plant.evW(), 50);
    assertEquals(Reason.WAITS, plant.why("ev1").choice());
    sunRises();
    assertEquals(Reason.SURPLUS, plant.why("ev1").choice());
    assertTrue(plant.gridW() < 100, "imports " + plant.gridW());
  }

  @Test
  void minimum_and_surplus_takes_the_least_power_from_the_grid_and_more_of_the_sun() {
    give("charging-mode/ev1", "a", "\"minimum-surplus\"");
    settles(10);
    assertEquals(1_400, plant.evW(), 50);
    assertEquals(Reason.CHARGES_MINIMUM, plant.why("ev1").choice());
    sunRises();
  }

  @Test
  void off_leaves_surplus_and_deadline_alone_and_comes_before_all_other_requests() {
    plant.carLeavesInS = 7_200;
    plant.pvPotentialW = 9_000;
    give("from/op/charging-mode/ev1", "a", "\"off\"");
    charges(10);
    plant.run(300);
    assertEquals(0, plant.evW(), 50);
    assertEquals(Reason.CHARGING_OFF, plant.why("ev1").choice());
    give("from/page/charging-mode/ev1", "b", "\"now\"");
    String held = "charging mode: op holds off until 2026-06-01T12:05:00Z";
    assertEquals(held, give("from/page/charge-now/ev1", "c", "\"on\"").reason());
    assertEquals(held, give("from/page/setpoint/ev1", "d", "-3000").reason());
    charges(20);
    assertEquals(0, plant.evW(), 50, "a later voice does not lift it");
    give("from/op/charging-mode/ev1", "e", "\"planned\"");
    charges(30);
    assertEquals(3_000, plant.evW(), 50, "its sender does");
  }

  @Test
  void back_to_the_plan_ends_the_own_choice_alone() {
    give("from/page/charging-mode/ev1", "a", "\"minimum-surplus\"");
    give("from/op/charging-mode/ev1", "b", "\"planned\"");
    settles(10);
    assertEquals(1_400, plant.evW(), 50);
    give("from/page/charging-mode/ev1", "c", "\"planned\"");
    settles(20);
    assertEquals(0, plant.evW(), 50);
  }

  @Test
  void the_mode_now_ends_at_unplugging_and_other_modes_stay() {
    give("charging-mode/ev1", "a", "\"now\"");
    charges(10);
    assertEquals(11_000, plant.evW(), 50);
    plant.carThere = false;
    plant.run(1);
    processor.end(plant.state.orElseThrow(), CommandedSite.at(NOW.plusSeconds(20)));
    assertEquals(List.of(), active(20).voices());
    give("charging-mode/ev1", "b", "\"surplus\"");
    processor.end(plant.state.orElseThrow(), CommandedSite.at(NOW.plusSeconds(20)));
    assertEquals(1, active(20).voices().size());
  }

  @Test
  void the_limits_hold_in_each_mode() {
    plant.contactClosed = true;
    plant.socPct = 10;
    plant.loadW = 4_000;
    plant.run(60);
    give("charging-mode/ev1", "a", "\"minimum-surplus\"");
    charges(10);
    double most = plant.run(180).stream().mapToDouble(w -> w).max().orElseThrow();
    assertTrue(most <= 4_250, "imports " + most);
    assertTrue(plant.socPct > 9.9, "the battery gives nothing below its reserve");
  }

  @Test
  void off_outlives_a_restart() {
    plant.carLeavesInS = 7_200;
    give("charging-mode/ev1", "a", "\"off\"");
    assertEquals(1, restart(20).size());
    charges(20);
    assertEquals(0, plant.evW(), 50);
    assertEquals(Reason.CHARGING_OFF, plant.why("ev1").choice());
  }

  @Test
  void a_car_that_tells_nothing_charges_when_it_is_told_to_and_never_from_surplus() {
    plant.carTells = false;
    plant.pvPotentialW = 9_000;
    give("charging-mode/ev1", "a", "\"surplus\"");
    charges(10);
    assertEquals(0, plant.evW(), 50);
    give("charging-mode/ev1", "b", "\"now\"");
    charges(20);
    assertEquals(11_000, plant.evW(), 50);
    give("charging-mode/ev1", "c", "\"off\"");
    charges(30);
    assertEquals(0, plant.evW(), 50);
  }

  /** Long enough for a car that charges to switch off, and the other way round. */
  private void settles(int second) {
    charges(second);
    plant.run(180);
  }

  private void sunRises() {
    plant.pvPotentialW = 9_000;
    plant.run(300);
    assertTrue(plant.evW() > 3_000, "the car has " + plant.evW());
  }

  /** Some seconds under the commands that are in force at a second. */
  private void charges(int second) {
    plant.commanded = CommandEffects.of(active(second));
    plant.run(60);
  }

  private ActiveCommands active(int second) {
    return processor.active(CommandedSite.at(NOW.plusSeconds(second)));
  }

  private List<CommandResult> restart(int second) {
    if (store != null) {
      store.close();
    }
    store = HistoryStore.open(directory);
    HistoryBuffer history = new HistoryBuffer(store);
    CommandLedger ledger = new CommandLedger(history, new RestrictionStore(KeptValues.inMemory()));
    processor = new CommandProcessor(plant.demo().site(), _ -> true, ledger);
    return processor.restore(
        ledger.kept(NOW.plusSeconds(second)).commands(), CommandedSite.at(NOW.plusSeconds(second)));
  }

  private CommandResult give(String name, String id, String value) {
    String payload =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":300,\"value\":%s}"
            .formatted(id, NOW, value);
    return processor.process(
        name, new Message("", payload.getBytes(UTF_8), false), CommandedSite.at(NOW));
  }
}

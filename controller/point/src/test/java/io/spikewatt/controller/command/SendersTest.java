package io.spikewatt.controller.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.CommandedSite;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.report.CommandPayloads;
import io.spikewatt.controller.report.Payloads;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sender's commands hold beside those of others, until each ends. */
class SendersTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final int DAY = 86_400;
  private static final SiteCommand STRICT = new SiteCommand.LimitImport(2222);

  @TempDir Path directory;
  private HistoryStore store;
  private CommandProcessor processor;

  @BeforeEach
  void start() {
    restart(0);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void a_short_loose_limit_of_another_sender_does_not_end_a_long_strict_one() {
    give("from/op/limit-import", "a", DAY, "2222");
    CommandResult loose = give("limit-import", "b", 3, "4000");
    assertEquals(
        "op holds 2222 W until 2026-06-02T12:00:00Z; in force: 2222 W of op", loose.reason());
    assertEquals(List.of(STRICT), active(0).all());
    assertEquals(List.of(STRICT), active(4).all());
    assertEquals(List.of(), active(DAY).all());
  }

  @Test
  void a_stricter_limit_counts_until_it_ends_and_then_the_other_sender_s_again() {
    give("from/op/limit-export", "a", DAY, "2000");
    CommandResult strict = give("from/page/limit-export", "b", 60, "500");
    assertEquals(
        "op holds 2000 W until 2026-06-02T12:00:00Z; in force: 500 W of page", strict.reason());
    assertEquals(List.of(new SiteCommand.LimitExport(500)), active(0).all());
    assertEquals(List.of(new SiteCommand.LimitExport(2000)), active(61).all());
  }

  @Test
  void a_sender_replaces_its_own_limit_only() {
    give("from/op/limit-import", "a", DAY, "2222");
    give("from/ha/limit-import", "b", DAY, "1000");
    CommandResult loosened = give("from/ha/limit-import", "c", DAY, "4000");
    assertEquals(
        "replaces from/ha/limit-import b, which held until 2026-06-02T12:00:00Z;"
            + " op holds 2222 W until 2026-06-02T12:00:00Z; in force: 2222 W of op",
        loosened.reason());
    assertEquals(List.of(STRICT), active(0).all());
  }

  @Test
  void of_reserves_the_highest_counts_and_one_of_a_later_time_leaves_that_of_now() {
    Instant evening = NOW.plusSeconds(6 * 3600);
    give("from/op/reserve-soc", "a", DAY, "50");
    give("reserve-soc", "b", 60, "20");
    give("from/ha/reserve-soc", "c", DAY, "{\"percent\":90,\"from\":\"%s\"}".formatted(evening));
    CommandEffects effects = CommandEffects.of(active(0));
    assertEquals(OptionalDouble.of(50), effects.reserveSocPct(NOW));
    assertEquals(OptionalDouble.of(90), effects.reserveSocPct(evening));
    assertEquals(3, effects.reserves().size());
  }

  @Test
  void nobody_lifts_the_hold_of_another_sender() {
    give("from/op/mode", "a", DAY, "\"hold\"");
    give("from/ha/mode", "b", 60, "\"auto\"");
    assertEquals(RequestedMode.HOLD, CommandEffects.of(active(0)).mode());
    give("from/op/mode", "c", DAY, "\"self-consumption\"");
    give("from/ha/mode", "d", 60, "\"auto\"");
    assertEquals(RequestedMode.AUTO, CommandEffects.of(active(0)).mode(), "the latest");
    assertEquals(RequestedMode.SELF_CONSUMPTION, CommandEffects.of(active(61)).mode());
  }

  @Test
  void a_power_limit_of_a_device_is_a_limit_and_the_power_of_a_battery_a_request() {
    give("from/op/compute/compute1", "a", DAY, "500");
    give("compute/compute1", "b", 60, "1500");
    give("from/op/setpoint/compute1", "c", DAY, "400");
    give("setpoint/compute1", "d", 60, "1600");
    give("from/op/setpoint/battery1", "e", DAY, "-3000");
    give("setpoint/battery1", "f", 60, "1000");
    assertEquals(400, requested(0, "compute1"));
    assertEquals(1000, requested(0, "battery1"));
    assertEquals(-3000, requested(61, "battery1"));
  }

  @Test
  void a_restart_keeps_each_sender_s_command() {
    give("from/op/limit-import", "a", DAY, "2222");
    give("limit-import", "b", DAY, "4000");
    give("from/ha/limit-import", "c", 60, "1000");
    List<CommandResult> restored = restart(30);
    assertEquals(3, restored.size());
    assertEquals(List.of(new SiteCommand.LimitImport(1000)), active(30).all());
    restart(61);
    assertEquals(List.of(STRICT), active(61).all());
    assertEquals(2, active(61).voices().size());
  }

  @Test
  void the_latest_request_is_still_the_latest_after_a_restart() {
    give("from/zoe/setpoint/battery1", "a", DAY, "-3000");
    give("from/adam/setpoint/battery1", "b", DAY, "1000");
    restart(1);
    assertEquals(List.of(new SiteCommand.DeviceSetpoint("battery1", 1000, false)), active(1).all());
  }

  @Test
  void commands_that_a_release_before_kept_hold_and_are_replaced_by_their_sender()
      throws SQLException {
    store.close();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
        Statement statement = connection.createStatement()) {
      insert(statement, "LimitImport", "from/op/limit-import", payload("a", DAY, "2222"));
      insert(statement, "ReserveSoc", "reserve-soc", payload("b", DAY, "60"));
    }
    restart(1);
    assertEquals(
        List.of(STRICT, new SiteCommand.ReserveSoc(60, Optional.empty())), active(1).all());
    give("reserve-soc", "c", DAY, "40");
    give("limit-import", "d", DAY, "4000");
    restart(2);
    assertEquals(
        List.of(STRICT, new SiteCommand.ReserveSoc(40, Optional.empty())), active(2).all());
    assertEquals(3, active(2).voices().size());
  }

  @Test
  void payloads_name_the_command_that_counts_and_each_sender_s_own() {
    give("from/op/limit-import", "a", DAY, "2222");
    CommandResult loose = give("limit-import", "b", 60, "4000");
    String senders =
        "\"senders\":[{\"sender\":\"op\",\"value\":2222,\"until\":\"2026-06-02T12:00:00Z\"},"
            + "{\"sender\":\"\",\"value\":4000,\"until\":\"2026-06-01T12:01:00Z\"}]";
    assertEquals(
        "{\"at\":\"2026-06-01T12:00:00Z\",\"commands\":{\"limit-import\":{\"value\":2222,"
            + "\"until\":\"2026-06-02T12:00:00Z\","
            + senders
            + "}}}",
        new String(CommandPayloads.inForce(active(0), NOW), UTF_8));
    String result = new String(Payloads.result(loose, NOW), UTF_8);
    assertTrue(result.contains(senders), result);
  }

  @Test
  void invented_senders_do_not_fill_the_memory_and_lock_nobody_out_who_has_a_way_of_his_own() {
    for (int i = 0; i < 64; i++) {
      assertTrue(give("from/s" + i + "/limit-import", "a" + i, DAY, "4000").accepted());
    }
    CommandResult more = give("from/s64/limit-import", "b", DAY, "4000");
    assertFalse(more.accepted());
    assertEquals("commands of 64 senders are in force, no more at once", more.reason());
    assertTrue(give("from/s63/limit-import", "c", DAY, "3000").accepted());
    assertTrue(give("limit-import", "d", DAY, "3000").accepted());
    assertTrue(give("from/page/limit-import", "e", DAY, "3000").accepted());
    assertTrue(give("from/fleet/limit-import", "f", DAY, "2222").accepted());
    assertEquals(List.of(STRICT), active(0).all());
  }

  private static void insert(Statement statement, String key, String name, String payload)
      throws SQLException {
    statement.execute(
        "INSERT INTO in_force VALUES ('%s', '%s', '%s')".formatted(key, name, payload));
  }

  private List<CommandResult> restart(int second) {
    if (store != null) {
      store.close();
    }
    Site site = CommandedSite.site();
    store = HistoryStore.open(directory);
    HistoryBuffer history = new HistoryBuffer(store);
    processor = new CommandProcessor(site, _ -> true, history::noteCommand);
    return processor.restore(history.keptCommands(), at(second));
  }

  private double requested(int second, String device) {
    Map<String, DeviceRequest> requests = CommandEffects.of(active(second)).deviceRequests();
    return Objects.requireNonNull(requests.get(device)).value();
  }

  private ActiveCommands active(int second) {
    return processor.active(at(second));
  }

  private CommandResult give(String name, String id, int validForS, String value) {
    byte[] payload = payload(id, validForS, value).getBytes(UTF_8);
    return processor.process(name, new Message("", payload, false), at(0));
  }

  private static String payload(String id, int validForS, String value) {
    return "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":%s}"
        .formatted(id, NOW, validForS, value);
  }

  private static Moment at(int second) {
    return CommandedSite.at(NOW.plusSeconds(second));
  }
}

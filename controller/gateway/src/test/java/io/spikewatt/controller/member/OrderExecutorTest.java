package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership.FleetCommands;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandQueue.Submission;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.protocol.FleetOrder;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.controller.protocol.SignedOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OrderExecutorTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration VALID = Duration.ofMinutes(10);
  private static final FleetCommands RIGHTS =
      new FleetCommands(Set.of("limit-export", "setpoint"), Optional.of("operator.pub"));

  @TempDir private Path directory = Path.of("");
  private final List<String> problems = new ArrayList<>();
  private final CommandQueue queue = new CommandQueue();
  private final KeyPair operator;

  OrderExecutorTest() throws GeneralSecurityException {
    operator = keys();
  }

  private static KeyPair keys() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  private OrderExecutor executor() {
    return executor(RIGHTS);
  }

  private OrderExecutor executor(FleetCommands rights) {
    return new OrderExecutor(
        "box",
        rights,
        rights.allowed().isEmpty() ? Optional.empty() : Optional.of(operator.getPublic()),
        queue,
        OrderLedger.in(directory, problems::add));
  }

  private static FleetOrder order(String id, String command, String value, boolean dryRun) {
    return new FleetOrder(id, "box", command, value, NOW, NOW.plus(VALID), dryRun);
  }

  private static FleetOrder limit(String id) {
    return order(id, "limit-export", "1500", false);
  }

  private byte[] signed(FleetOrder order) throws GeneralSecurityException {
    return SignedOrder.sign(order, operator.getPrivate()).encoded();
  }

  private static void expectRefusal(String cause, OrderExecutor executor, byte[] body) {
    expectRefusal(cause, executor, body, NOW);
  }

  private static void expectRefusal(
      String cause, OrderExecutor executor, byte[] body, Instant now) {
    assertEquals(
        Optional.of(cause), executor.take(body, now).map(OrderResult::outcome), "answer at once");
  }

  private void expectNothingWaits() {
    assertEquals(Optional.empty(), queue.poll());
  }

  /** What the cycle does with a submission. */
  private Submission accept() {
    Submission one = queue.poll().orElseThrow();
    one.answer().complete(new CommandResult.Accepted(one.name(), "id", "", "", NOW.plus(VALID)));
    return one;
  }

  @Test
  void an_order_reaches_the_sites_control_with_the_fleet_as_its_source() throws Exception {
    OrderExecutor executor = executor();
    assertEquals(Optional.empty(), executor.take(signed(limit("o1")), NOW), "the cycle judges");
    assertEquals(List.of(), executor.judged(NOW));
    Submission one = accept();
    assertEquals("from/fleet/limit-export", one.name());
    assertFalse(one.dryRun());
    assertEquals(
        "{\"id\":\"o1\",\"issuedAt\":\"2026-11-28T12:00:00Z\",\"validForS\":600.0,\"value\":1500}",
        new String(one.payload(), StandardCharsets.UTF_8));
    OrderResult result = executor.judged(NOW).getFirst();
    assertEquals(new OrderResult("o1", false, "ACCEPTED", "until 2026-11-28T12:10:00Z"), result);
    assertEquals(List.of(), executor.judged(NOW), "answered once");
  }

  @Test
  void a_dry_run_is_handed_over_as_one_and_uses_no_id_up() throws Exception {
    OrderExecutor executor = executor();
    byte[] dryRun = signed(order("o1", "limit-export", "1500", true));
    assertEquals(Optional.empty(), executor.take(dryRun, NOW));
    assertTrue(accept().dryRun());
    OrderResult result = executor.judged(NOW).getFirst();
    assertTrue(result.accepted() && result.dryRun(), result.toString());
    assertTrue(result.text().startsWith("would hold until "), result.text());
    assertEquals(Optional.empty(), executor.take(signed(limit("o1")), NOW));
    assertFalse(accept().dryRun());
  }

  @Test
  void a_refusal_of_the_sites_control_is_passed_on_with_its_reason() throws Exception {
    OrderExecutor executor = executor();
    assertEquals(Optional.empty(), executor.take(signed(limit("o1")), NOW));
    Submission one = queue.poll().orElseThrow();
    one.answer().complete(new CommandResult.Refused(one.name(), "o1", "expected 0..1000"));
    assertEquals(
        new OrderResult("o1", false, "REFUSED", "expected 0..1000"),
        executor.judged(NOW).getFirst());
  }

  @Test
  void an_order_of_another_key_or_changed_on_its_way_is_forged() throws Exception {
    OrderExecutor executor = executor();
    byte[] other = SignedOrder.sign(limit("o1"), keys().getPrivate()).encoded();
    expectRefusal("FORGED_SIGNATURE", executor, other);
    SignedOrder sound = SignedOrder.decoded(signed(limit("o1")));
    byte[] more = order("o1", "limit-export", "9500", false).encoded();
    expectRefusal("FORGED_SIGNATURE", executor, new SignedOrder(more, sound.signature()).encoded());
    byte[] asDryRun =
        SignedOrder.decoded(signed(order("o1", "limit-export", "1500", true))).signature();
    expectRefusal("FORGED_SIGNATURE", executor, new SignedOrder(sound.order(), asDryRun).encoded());
    expectRefusal(
        "FORGED_SIGNATURE", executor, new SignedOrder(sound.order(), new byte[3]).encoded());
    expectNothingWaits();
  }

  @Test
  void a_signature_of_the_same_bytes_for_another_purpose_is_forged() throws Exception {
    Signature bare = Signature.getInstance("Ed25519");
    byte[] bytes = limit("o1").encoded();
    bare.initSign(operator.getPrivate());
    bare.update(bytes);
    expectRefusal("FORGED_SIGNATURE", executor(), new SignedOrder(bytes, bare.sign()).encoded());
  }

  @Test
  void an_order_for_another_gateway_is_refused() throws Exception {
    FleetOrder other =
        new FleetOrder("o1", "neighbour", "limit-export", "1500", NOW, NOW.plus(VALID), false);
    expectRefusal("NOT_ADDRESSED", executor(), signed(other));
    expectNothingWaits();
  }

  @Test
  void an_expired_order_and_one_from_the_future_are_refused() throws Exception {
    OrderExecutor executor = executor();
    byte[] body = signed(limit("o1"));
    expectRefusal("EXPIRED", executor, body, NOW.plus(VALID));
    expectRefusal("FROM_FUTURE", executor, body, NOW.minusSeconds(31));
    expectNothingWaits();
    assertEquals(Optional.empty(), executor.take(body, NOW.minusSeconds(29)));
  }

  @Test
  void a_command_that_the_site_file_does_not_allow_is_refused() throws Exception {
    OrderResult refused =
        executor().take(signed(order("o1", "mode", "\"hold\"", false)), NOW).orElseThrow();
    assertEquals("NOT_ALLOWED", refused.outcome());
    assertEquals(
        "one of fleet.commands (limit-export, setpoint) expected, found mode", refused.text());
    expectRefusal("NOT_ALLOWED", executor(FleetCommands.NONE), signed(limit("o1")));
    expectNothingWaits();
  }

  @Test
  void nonsense_is_malformed_and_never_a_command() throws Exception {
    OrderExecutor executor = executor();
    expectRefusal("MALFORMED", executor, new byte[0]);
    expectRefusal("MALFORMED", executor, "{}".getBytes(StandardCharsets.UTF_8));
    expectRefusal("MALFORMED", executor, signed(order("o 1", "limit-export", "1", false)));
    expectRefusal("MALFORMED", executor, signed(order("o1", "limit-export", "1}", false)));
    expectRefusal("MALFORMED", executor, signed(order("o1", "limit-export", "hold", false)));
    FleetOrder long8Days =
        new FleetOrder("o1", "box", "limit-export", "1", NOW, NOW.plus(Duration.ofDays(8)), false);
    expectRefusal("MALFORMED", executor, signed(long8Days));
    expectNothingWaits();
  }

  /** S7: an uncaught overflow ended the fleet's part until a restart. */
  @ParameterizedTest
  @CsvSource({
    "-999999999-01-01T00:00:00Z, 2026-11-28T12:10:00Z",
    "2026-11-28T12:00:00Z, +999999999-12-31T23:59:59Z",
    "-999999999-01-01T00:00:00Z, +999999999-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z, 2026-11-28T12:10:00Z",
    "2026-11-28T12:00:00Z, 2200-01-01T00:00:00Z",
  })
  void an_order_with_a_time_out_of_range_is_malformed(String issued, String expires)
      throws Exception {
    FleetOrder order =
        new FleetOrder(
            "o1", "box", "limit-export", "1", Instant.parse(issued), Instant.parse(expires), false);
    OrderResult result = executor().take(signed(order), NOW).orElseThrow();
    assertEquals("MALFORMED", result.outcome());
    assertTrue(result.text().contains("an RFC 3339 time of the years 1970 to 2199"), result.text());
    expectNothingWaits();
  }

  @Test
  void the_same_order_again_is_answered_again_and_carried_out_once_also_after_a_restart()
      throws Exception {
    byte[] body = signed(limit("o1"));
    OrderExecutor executor = executor();
    assertEquals(Optional.empty(), executor.take(body, NOW));
    assertEquals(Optional.empty(), executor.take(body, NOW), "the cycle has not judged it yet");
    accept();
    OrderResult first = executor.judged(NOW).getFirst();
    assertEquals(Optional.of(first), executor.take(body, NOW));
    assertEquals(Optional.of(first), executor().take(body, NOW), "after a restart");
    expectNothingWaits();
    assertEquals(List.of(), problems);
  }

  @Test
  void an_id_with_another_content_is_refused_as_replayed_also_after_a_restart() throws Exception {
    OrderExecutor executor = executor();
    assertEquals(Optional.empty(), executor.take(signed(limit("o1")), NOW));
    accept();
    byte[] other = signed(order("o1", "limit-export", "9500", false));
    expectRefusal("REPLAYED", executor, other);
    expectRefusal("REPLAYED", executor(), other);
    expectNothingWaits();
  }

  @Test
  void ids_are_forgotten_only_when_no_clock_error_could_make_their_orders_new() throws Exception {
    OrderExecutor executor = executor();
    assertEquals(Optional.empty(), executor.take(signed(limit("o1")), NOW));
    OrderLedger ledger = OrderLedger.in(directory, problems::add);
    Instant later = NOW.plus(Duration.ofDays(8));
    OrderLedger.TakenOrder next =
        new OrderLedger.TakenOrder(later.plus(VALID), "hash", Optional.empty());
    ledger.keep("o2", next, later);
    assertTrue(ledger.find("o1").isPresent());
    ledger.keep("o2", next, later.plus(VALID));
    assertEquals(Optional.empty(), ledger.find("o1"));
    assertEquals(Optional.of(next), ledger.find("o2"));
  }
}

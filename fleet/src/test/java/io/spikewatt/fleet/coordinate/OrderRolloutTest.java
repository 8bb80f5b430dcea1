package io.spikewatt.fleet.coordinate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.FleetOrder;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.controller.protocol.SignedOrder;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.order.GroupOrder;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.MemberProgress;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.order.OrderProgress.PhaseCount;
import io.spikewatt.fleet.order.RolloutRules;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.testing.MemoryBroker;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderRolloutTest {

  private static final String ID = "o1";
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final RolloutRules RULES =
      new RolloutRules(1, List.of(25, 100), 0.1, ANSWER, Duration.ZERO);

  @TempDir private Path folder = Path.of("");
  private final MemoryBroker broker = new MemoryBroker();
  private final List<FleetEvent> events = new ArrayList<>();
  private final Set<String> silent = new HashSet<>();
  private final Set<String> refusing = new HashSet<>();
  private final Set<String> refusingOrders = new HashSet<>();
  private final PrivateKey key;
  private @Nullable FleetState opened;
  private @Nullable OrderRollout running;
  private int seen;
  private Moment now = new Moment(0, Instant.parse("2026-11-28T12:00:00Z"));

  OrderRolloutTest() throws GeneralSecurityException {
    key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
  }

  @BeforeEach
  void start() throws IOException {
    opened = FleetState.open(folder);
    running =
        new OrderRollout(
            state().orders(),
            new FleetOutbox(
                broker.port(_ -> false), new FleetTopics("fleet", "coordinator"), events::add));
  }

  @AfterEach
  void stop() {
    state().close();
  }

  /** As after kill -9: what is not on the disk is lost. */
  private void restart() throws IOException {
    stop();
    start();
  }

  private FleetState state() {
    return Objects.requireNonNull(opened);
  }

  private OrderRollout rollout() {
    return Objects.requireNonNull(running);
  }

  private void order(int gateways, boolean dryRunOnly, RolloutRules rules) throws Exception {
    state()
        .orders()
        .add(
            GroupOrder.sign(
                new OrderTerms(
                    ID,
                    "limit-export",
                    "1500",
                    now.instant(),
                    now.instant().plus(Duration.ofMinutes(10))),
                rules,
                IntStream.rangeClosed(1, gateways).mapToObj("g%02d"::formatted).toList(),
                dryRunOnly,
                key));
  }

  private void order(int gateways) throws Exception {
    order(gateways, false, RULES);
  }

  private OrderProgress progress() {
    return state().orders().find(ID).orElseThrow();
  }

  private PhaseCount count(int phase) {
    return PhaseCount.of(progress(), phase);
  }

  /** Gateways that were sent the order, or its dry run, since the last call. */
  private Set<String> sent(boolean dryRun) throws Exception {
    Set<String> gateways = new TreeSet<>();
    for (FleetOrder order : sentSince(seen)) {
      if (order.dryRun() == dryRun) {
        gateways.add(order.gateway());
      }
    }
    seen = broker.sent().size();
    return gateways;
  }

  private List<FleetOrder> sentSince(int from) throws Exception {
    List<FleetOrder> orders = new ArrayList<>();
    for (Message message : broker.sent().subList(from, broker.sent().size())) {
      orders.add(SignedOrder.decoded(message.payload()).unverified());
    }
    return orders;
  }

  private void answer(String gateway, boolean dryRun, String outcome) {
    assertEquals(
        Optional.empty(),
        rollout().answer(gateway, new OrderResult(ID, dryRun, outcome, "because")));
  }

  /** A step of the coordinator alone. */
  private void look() {
    pass(Duration.ofMillis(200));
    rollout().step(now);
  }

  /** A step, and the gateways' answers to what was sent in it. */
  private void step() throws Exception {
    int before = broker.sent().size();
    look();
    for (FleetOrder order : sentSince(before)) {
      String gateway = order.gateway();
      boolean no =
          refusing.contains(gateway) || (!order.dryRun() && refusingOrders.contains(gateway));
      if (!silent.contains(gateway)) {
        answer(gateway, order.dryRun(), no ? "NOT_ALLOWED" : OrderResult.ACCEPTED);
      }
    }
  }

  private void steps(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      step();
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private boolean happened(EventKind kind, String part) {
    return events.stream().anyMatch(e -> e.kind() == kind && e.text().contains(part));
  }

  @Test
  void all_try_first_then_one_then_a_share_then_the_rest() throws Exception {
    order(12);
    step();
    assertEquals(12, sent(true).size());
    step();
    assertEquals(1, progress().phase(), "the dry run is over");
    assertEquals(Set.of(), sent(false), "a stage begins in the next step");
    step();
    assertEquals(Set.of("g01"), sent(false));
    steps(2);
    assertEquals(Set.of("g02", "g03"), sent(false));
    steps(2);
    assertEquals(9, sent(false).size());
    step();
    assertEquals(OrderState.DONE, progress().state());
    assertEquals(new PhaseCount(9, 9, 0, 0, 0), count(3));
    assertTrue(happened(EventKind.ORDER_DONE, "stage 3: 9 accepted"), events.toString());
  }

  @Test
  void nothing_is_carried_out_before_the_dry_run_is_over() throws Exception {
    order(12);
    silent.add("g12");
    steps(5);
    pass(ANSWER.minusSeconds(2));
    steps(2);
    assertEquals(0, progress().phase());
    assertEquals(Set.of(), sent(false));
  }

  @Test
  void a_dry_run_with_too_many_refusals_stops_the_order_before_anything_is_done() throws Exception {
    order(12);
    refusing.addAll(Set.of("g03", "g04"));
    steps(4);
    assertEquals(OrderState.STOPPED, progress().state());
    assertEquals(Set.of(), sent(false));
    assertTrue(progress().reason().contains("10 accepted, 2 refused"), progress().reason());
    assertTrue(happened(EventKind.ORDER_REFUSED, "o1: NOT_ALLOWED: because"));
  }

  @Test
  void those_who_refused_the_dry_run_are_not_commanded() throws Exception {
    order(12);
    refusing.add("g01");
    steps(10);
    assertEquals(OrderState.DONE, progress().state());
    Set<String> commanded = sent(false);
    assertEquals(11, commanded.size());
    assertFalse(commanded.contains("g01"));
  }

  @Test
  void a_stage_with_too_many_errors_stops_the_order_and_the_others_never_get_it() throws Exception {
    order(12);
    refusingOrders.add("g02");
    steps(10);
    assertEquals(OrderState.STOPPED, progress().state());
    assertEquals(Set.of("g01", "g02", "g03"), sent(false));
    assertEquals(new PhaseCount(2, 1, 1, 0, 0), count(2));
    assertEquals(new PhaseCount(9, 0, 0, 0, 9), count(3));
    assertTrue(progress().reason().startsWith("stage 2: "), progress().reason());
  }

  @Test
  void those_who_do_not_answer_in_time_count_as_errors() throws Exception {
    order(12);
    steps(3);
    silent.add("g02");
    steps(3);
    assertEquals(2, progress().phase());
    pass(ANSWER);
    steps(2);
    assertEquals(OrderState.STOPPED, progress().state());
    assertEquals(new PhaseCount(2, 1, 0, 1, 0), count(2));
  }

  @Test
  void a_late_answer_is_kept_and_changes_no_decision() throws Exception {
    order(12);
    silent.add("g02");
    step();
    pass(ANSWER);
    steps(10);
    assertEquals(OrderState.DONE, progress().state());
    answer("g02", true, OrderResult.ACCEPTED);
    MemberProgress late = progress().members().get(1);
    assertTrue(late.dryRun().orElseThrow().late());
    assertTrue(late.dryRun().orElseThrow().accepted());
    assertFalse(sent(false).contains("g02"));
  }

  @Test
  void a_doubled_answer_counts_once_and_the_first_one_holds() throws Exception {
    order(12);
    step();
    answer("g01", true, "REFUSED");
    assertEquals(new PhaseCount(12, 12, 0, 0, 0), count(0));
    assertFalse(progress().members().getFirst().dryRun().orElseThrow().late());
  }

  @Test
  void an_answer_to_nothing_that_was_sent_is_refused_or_changes_nothing() throws Exception {
    order(12);
    step();
    OrderResult foreign = new OrderResult("other", true, OrderResult.ACCEPTED, "");
    assertEquals(Optional.of("UNKNOWN_ORDER"), rollout().answer("g01", foreign));
    OrderResult own = new OrderResult(ID, true, OrderResult.ACCEPTED, "");
    assertEquals(Optional.of("UNKNOWN_ORDER"), rollout().answer("g99", own));
    answer("g12", false, OrderResult.ACCEPTED);
    assertEquals(Optional.empty(), progress().members().get(11).order(), "it was not sent");
  }

  @Test
  void a_coordinator_that_was_killed_goes_on_with_the_phase_it_was_in() throws Exception {
    order(12);
    silent.addAll(Set.of("g05", "g12"));
    step();
    restart();
    assertEquals(12, sent(true).size());
    look();
    assertEquals(Set.of("g05", "g12"), sent(true), "only those who have not answered");
    pass(ANSWER.minusSeconds(2));
    step();
    assertEquals(0, progress().phase(), "the time of the phase begins anew");
    silent.remove("g12");
    answer("g12", true, OrderResult.ACCEPTED);
    pass(Duration.ofSeconds(2));
    step();
    for (int i = 0; i < 12; i++) {
      restart();
      step();
    }
    assertEquals(OrderState.DONE, progress().state());
    assertEquals(11, count(1).accepted() + count(2).accepted() + count(3).accepted());
  }

  @Test
  void a_gateway_that_connects_gets_what_it_has_not_answered() throws Exception {
    order(12);
    silent.add("g05");
    step();
    sent(true);
    rollout().greet("g05");
    rollout().greet("g06");
    rollout().greet("g99");
    assertEquals(Set.of("g05"), sent(true));
  }

  @Test
  void a_large_group_is_reached_little_by_little_and_its_time_begins_with_the_last()
      throws Exception {
    order(120);
    look();
    assertEquals(50, sent(true).size());
    pass(ANSWER);
    look();
    assertEquals(50, sent(true).size());
    look();
    assertEquals(20, sent(true).size());
    pass(ANSWER.minusSeconds(1));
    look();
    assertEquals(0, progress().phase());
    pass(Duration.ofSeconds(1));
    look();
    assertEquals(OrderState.STOPPED, progress().state());
  }

  @Test
  void what_is_not_answered_is_sent_again_in_the_same_phase() throws Exception {
    order(12);
    silent.add("g05");
    step();
    sent(true);
    pass(Duration.ofSeconds(9));
    step();
    assertEquals(Set.of(), sent(true));
    pass(Duration.ofSeconds(1));
    silent.remove("g05");
    step();
    assertEquals(Set.of("g05"), sent(true));
    step();
    assertEquals(1, progress().phase());
  }

  @Test
  void without_a_broker_no_time_passes_and_all_is_sent_again() throws Exception {
    order(12);
    silent.add("g05");
    step();
    sent(true);
    pass(ANSWER);
    rollout().interrupted();
    look();
    assertEquals(Set.of("g05"), sent(true));
    assertEquals(0, progress().phase());
  }

  @Test
  void a_stage_lasts_at_least_as_long_as_the_pause() throws Exception {
    order(12, false, new RolloutRules(1, List.of(100), 0.1, ANSWER, Duration.ofSeconds(90)));
    steps(4);
    pass(Duration.ofSeconds(88));
    steps(2);
    assertEquals(1, progress().phase());
    pass(Duration.ofSeconds(2));
    steps(2);
    assertEquals(2, progress().phase());
  }

  @Test
  void a_person_stops_an_order_between_two_stages() throws Exception {
    order(12);
    steps(3);
    assertEquals(1, progress().phase());
    try (FleetState other = FleetState.open(folder)) {
      assertTrue(other.orders().stop(ID, "stopped by a person"));
      assertFalse(other.orders().stop(ID, "again"));
    }
    sent(false);
    steps(4);
    assertEquals(OrderState.STOPPED, progress().state());
    assertEquals("stopped by a person", progress().reason());
    assertEquals(Set.of(), sent(false));
  }

  @Test
  void an_order_stops_when_it_has_expired() throws Exception {
    order(12);
    steps(3);
    sent(false);
    pass(Duration.ofMinutes(10));
    steps(3);
    assertEquals(OrderState.STOPPED, progress().state());
    assertTrue(progress().reason().contains("expired"), progress().reason());
    assertEquals(Set.of(), sent(false));
  }

  @Test
  void an_order_for_a_dry_run_ends_with_it() throws Exception {
    order(12, true, RULES);
    refusing.addAll(Set.of("g01", "g02", "g03"));
    steps(4);
    assertEquals(OrderState.DONE, progress().state());
    assertEquals(Set.of(), sent(false));
    assertTrue(progress().reason().contains("9 accepted, 3 refused"), progress().reason());
  }

  @Test
  void an_order_that_no_gateway_accepts_stops_whatever_share_is_allowed() throws Exception {
    order(2, false, new RolloutRules(1, List.of(100), 1, ANSWER, Duration.ZERO));
    refusing.addAll(Set.of("g01", "g02"));
    steps(4);
    assertEquals(OrderState.STOPPED, progress().state());
  }
}

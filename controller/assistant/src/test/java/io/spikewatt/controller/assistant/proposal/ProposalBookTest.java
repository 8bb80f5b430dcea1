package io.spikewatt.controller.assistant.proposal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.proposal.ProposalEntry.State;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal.Kind;
import io.spikewatt.controller.json.MalformedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Steps of a proposal from its begin to its end. */
class ProposalBookTest {

  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final ProposalFacts FACTS =
      ProposalFacts.of(Map.of("plan", "7", "limit", "11 kW"));
  private static final String PIN = "739184";

  private final KnownApprovers people;

  ProposalBookTest() throws MalformedMessage {
    PinHash hash = PinHash.make(PIN, 1, new Random(1));
    people = new KnownApprovers(Map.of("anna", hash, "ben", hash), Map.of());
  }

  private static Proposal proposal(String id, String client) {
    try {
      return new Proposal(
          id,
          client,
          ProposedCommand.of("mode", "{\"value\":\"hold\"}".getBytes(UTF_8), 60),
          FACTS,
          new ProposalForecast(
              OptionalDouble.of(1.0 / 3), OptionalDouble.empty(), "EUR", List.of("import")),
          NOW,
          NOW.plus(ProposalBook.OPEN_FOR));
    } catch (MalformedMessage e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ProposalBook with(String... ids) {
    ProposalBook book = ProposalBook.EMPTY;
    for (String id : ids) {
      book = book.propose(proposal(id, "desk"), NOW).book();
    }
    return book;
  }

  private BookStep approve(ProposalBook book, String name, String pin, Instant now) {
    return book.approve(
        new Approval.Typed("p1", proposal("p1", "desk").hash(), name, pin), people, now);
  }

  private static Optional<Kind> kind(BookStep step) {
    return step.refusal().map(ProposalRefusal::kind);
  }

  private static State state(BookStep step) {
    return step.entry().orElseThrow().state();
  }

  @Test
  void an_approved_proposal_is_executed_once() {
    BookStep approved = approve(with("p1"), "anna", PIN, NOW);
    assertEquals(State.APPROVED, state(approved));
    BookStep executed = approved.book().execute("p1", FACTS, false, NOW.plusSeconds(2));
    assertEquals("anna", executed.execution().orElseThrow().approver());
    assertEquals(
        Optional.of(Kind.NOT_OPEN),
        kind(executed.book().execute("p1", FACTS, false, NOW.plusSeconds(3))));
    assertEquals(
        Optional.of(Kind.NOT_OPEN), kind(approve(executed.book(), "ben", PIN, NOW.plusSeconds(3))));
    ProposalBook answered = executed.book().answered("p1", false, "out of range", NOW);
    assertEquals(State.FAILED, answered.find("p1").orElseThrow().state());
  }

  @Test
  void five_wrong_pins_end_a_proposal_and_lock_the_person_for_a_time() {
    ProposalBook book = with("p1", "p2");
    for (int i = 0; i < PinTries.MOST; i++) {
      BookStep step = approve(book, "anna", "739180", NOW.plusSeconds(i));
      assertEquals(Optional.of(Kind.WRONG_PROOF), kind(step));
      book = step.book();
    }
    assertEquals(State.LOCKED, book.find("p1").orElseThrow().state());
    Approval right = new Approval.Typed("p2", proposal("p2", "desk").hash(), "anna", PIN);
    assertEquals(
        Optional.of(Kind.APPROVER_LOCKED), kind(book.approve(right, people, NOW.plusSeconds(9))));
    Approval other = new Approval.Typed("p2", proposal("p2", "desk").hash(), "ben", PIN);
    assertEquals(Optional.empty(), kind(book.approve(other, people, NOW.plusSeconds(9))));
    // The lock ends after its time, when the proposal has ended too.
    Instant later = NOW.plus(PinTries.WINDOW).plusSeconds(5);
    Proposal third =
        new Proposal(
            "p3",
            "desk",
            proposal("p3", "desk").command(),
            FACTS,
            proposal("p3", "desk").forecast(),
            later,
            later.plus(ProposalBook.OPEN_FOR));
    BookStep fresh = book.propose(third, later);
    Approval again = new Approval.Typed("p3", third.hash(), "anna", PIN);
    assertEquals(Optional.empty(), kind(fresh.book().approve(again, people, later)));
  }

  @Test
  void an_approval_of_other_content_does_not_count_whatever_the_pin() {
    Approval other = new Approval.Typed("p1", proposal("p2", "desk").hash(), "anna", PIN);
    assertEquals(Optional.of(Kind.OTHER_HASH), kind(with("p1", "p2").approve(other, people, NOW)));
  }

  @Test
  void changed_facts_end_it_and_are_named() {
    ProposalBook book = approve(with("p1"), "anna", PIN, NOW).book();
    BookStep step =
        book.execute("p1", ProposalFacts.of(Map.of("plan", "8", "mode", "auto")), false, NOW);
    assertEquals(State.DRIFTED, state(step));
    String text = step.refusal().orElseThrow().text();
    assertTrue(text.contains("plan was 7, is 8"), text);
    assertTrue(text.contains("limit was 11 kW, is not known"), text);
    assertTrue(text.contains("mode was not known, is auto"), text);
  }

  @Test
  void time_ends_proposals_and_approvals_and_so_does_a_clock_that_went_back() {
    ProposalBook book = with("p1");
    assertEquals(
        Optional.of(Kind.EXPIRED),
        kind(approve(book, "anna", PIN, NOW.plus(ProposalBook.OPEN_FOR))));
    assertEquals(Optional.of(Kind.EXPIRED), kind(approve(book, "anna", PIN, NOW.minusSeconds(1))));
    ProposalBook approved = approve(book, "anna", PIN, NOW).book();
    for (Duration late : List.of(ProposalBook.GRANTED_FOR, Duration.ofSeconds(-1))) {
      assertEquals(
          Optional.of(Kind.EXPIRED), kind(approved.execute("p1", FACTS, false, NOW.plus(late))));
    }
  }

  @Test
  void an_unused_approval_lapses_at_a_restart() {
    ProposalBook book = approve(with("p1", "p2"), "anna", PIN, NOW).book().afterRestart(NOW);
    assertEquals(State.LAPSED, book.find("p1").orElseThrow().state());
    assertEquals(State.OPEN, book.find("p2").orElseThrow().state());
  }

  @Test
  void shadow_mode_gives_no_command() {
    BookStep step = approve(with("p1"), "anna", PIN, NOW).book().execute("p1", FACTS, true, NOW);
    assertEquals(State.SHADOWED, state(step));
    assertEquals(Optional.empty(), step.execution());
  }

  @Test
  void no_client_fills_the_book_and_the_book_is_bounded() {
    ProposalBook book = ProposalBook.EMPTY;
    for (int client = 0; client < 12; client++) {
      for (int i = 0; i < 20; i++) {
        book = book.propose(proposal(client + "-" + i, "client" + client), NOW).book();
      }
    }
    assertEquals(ProposalBook.MOST_KEPT, book.entries().size());
    assertEquals(Optional.of(Kind.FULL), kind(book.propose(proposal("more", "client0"), NOW)));
    ProposalBook rejected = book.rejectAll("off", NOW);
    assertEquals(Optional.empty(), kind(rejected.propose(proposal("more", "client0"), NOW)));
  }

  @Test
  void every_part_of_a_proposal_changes_its_hash() throws MalformedMessage {
    Proposal one = proposal("p1", "desk");
    ProposedCommand other = ProposedCommand.of("mode", "{\"value\":\"auto\"}".getBytes(UTF_8), 60);
    ProposedCommand longer = ProposedCommand.of("mode", "{\"value\":\"hold\"}".getBytes(UTF_8), 61);
    List<Proposal> others =
        List.of(
            proposal("p2", "desk"),
            proposal("p1", "phone"),
            with(one, other, FACTS, one.expiresAt()),
            with(one, longer, FACTS, one.expiresAt()),
            with(one, one.command(), ProposalFacts.of(Map.of()), one.expiresAt()),
            with(one, one.command(), FACTS, one.expiresAt().plusMillis(1)));
    assertEquals(
        others.size() + 1L,
        java.util.stream.Stream.concat(java.util.stream.Stream.of(one), others.stream())
            .map(Proposal::hash)
            .distinct()
            .count());
  }

  private static Proposal with(
      Proposal one, ProposedCommand command, ProposalFacts facts, Instant expiresAt) {
    return new Proposal(
        one.id(), one.client(), command, facts, one.forecast(), one.createdAt(), expiresAt);
  }

  @Test
  void a_kept_proposal_is_read_as_it_was_and_a_changed_one_refused() throws MalformedMessage {
    ProposalEntry entry = approve(with("p1"), "anna", PIN, NOW).entry().orElseThrow();
    String text = ProposalText.of(entry);
    assertEquals(entry, ProposalText.read(text.getBytes(UTF_8)));
    org.junit.jupiter.api.Assertions.assertThrows(
        MalformedMessage.class,
        () -> ProposalText.read(text.replace("11 kW", "99 kW").getBytes(UTF_8)));
  }
}

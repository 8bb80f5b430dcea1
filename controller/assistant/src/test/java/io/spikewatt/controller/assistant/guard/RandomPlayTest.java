package io.spikewatt.controller.assistant.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ApprovalVerifier;
import io.spikewatt.controller.assistant.proposal.ProposalBook;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random calls execute nothing that a person did not approve exactly. */
class RandomPlayTest {

  private static final int CALLS = 20_000;
  private static final int CALLS_OF_MUTANT = 4000;

  @TempDir private Path directory = Path.of("");

  private final PlayedPeople people = new PlayedPeople(1);
  private final ApprovalVerifier verifier = people.known();

  /** Keeps the last state, as a disk does. */
  private static class MemoryStore implements AssistantStore {
    private AssistantState state = AssistantState.EMPTY;

    @Override
    public AssistantState load() {
      return state;
    }

    @Override
    public boolean save(AssistantState next) {
      state = next;
      return true;
    }
  }

  private GuardPlay.Result play(ApprovalVerifier judged, AssistantStore store, int calls)
      throws IOException {
    GuardPlay.Game game = new GuardPlay.Game(judged, store, directory);
    return GuardPlay.play(game, people, calls, 42);
  }

  @Test
  void random_calls_execute_nothing_that_nobody_approved_and_honest_proposals_once()
      throws IOException {
    GuardPlay.Result result = play(verifier, new MemoryStore(), CALLS);
    assertEquals(List.of(), result.violations());
    assertEquals(GuardPlay.HONEST, result.honest());
    assertTrue(result.calls() >= CALLS, result::toString);
    assertTrue(result.executed() > 2 * GuardPlay.HONEST, result::toString);
    assertTrue(result.wrong() > 1000 && result.genuine() > 1000, result::toString);
    assertTrue(result.largestBook() <= ProposalBook.MOST_KEPT, result::toString);
    assertEquals(Optional.empty(), result.audit().misfit());
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        for (String pin : PlayedPeople.pins()) {
          assertFalse(text.contains(pin), file + " holds a PIN");
        }
      }
    }
  }

  private void isFound(String violation, ApprovalVerifier mutant, AssistantStore store)
      throws IOException {
    GuardPlay.Result result = play(mutant, store, CALLS_OF_MUTANT);
    assertTrue(
        result.violations().stream().anyMatch(text -> text.contains(violation)),
        () -> "not found: " + result);
  }

  @Test
  void a_guard_without_the_check_of_the_hash_is_found() throws IOException {
    isFound(
        "no approval of exactly this",
        (proposal, approval, now) ->
            approval instanceof Approval.Typed typed
                ? verifier.refusal(
                    proposal,
                    new Approval.Typed(
                        typed.proposal(), proposal.hash(), typed.approver(), typed.pin()),
                    now)
                : verifier.refusal(proposal, approval, now),
        new MemoryStore());
  }

  @Test
  void a_guard_without_the_check_of_the_pin_is_found() throws IOException {
    isFound("a wrong approval counts", withoutProof(Approval.Typed.class), new MemoryStore());
  }

  @Test
  void a_guard_without_the_check_of_the_signature_is_found() throws IOException {
    isFound("a wrong approval counts", withoutProof(Approval.Signed.class), new MemoryStore());
  }

  private ApprovalVerifier withoutProof(Class<? extends Approval> kind) {
    return (proposal, approval, now) -> {
      Optional<ProposalRefusal> refusal = verifier.refusal(proposal, approval, now);
      return kind.isInstance(approval)
              && refusal.filter(r -> r.kind() == Kind.WRONG_PROOF).isPresent()
          ? Optional.empty()
          : refusal;
    };
  }

  @Test
  void a_guard_that_takes_the_pin_of_another_person_is_found() throws IOException {
    isFound(
        "a wrong approval counts",
        (proposal, approval, now) -> {
          Optional<ProposalRefusal> refusal = verifier.refusal(proposal, approval, now);
          if (refusal.isEmpty() || !(approval instanceof Approval.Typed typed)) {
            return refusal;
          }
          return verifier.refusal(
              proposal,
              new Approval.Typed(typed.proposal(), typed.hash(), "ben", typed.pin()),
              now);
        },
        new MemoryStore());
  }

  private static ProposalEntry asOpen(ProposalEntry entry) {
    return entry.grant().isEmpty()
        ? entry
        : new ProposalEntry(
            entry.proposal(), ProposalEntry.State.OPEN, 0, Optional.empty(), entry.changedAt(), "");
  }

  /** A disk that loses what was said to be kept. */
  @Test
  void a_guard_that_forgets_its_executions_at_a_restart_is_found() throws IOException {
    isFound(
        "executed twice",
        verifier,
        new MemoryStore() {
          @Override
          public boolean save(AssistantState next) {
            LinkedHashMap<String, ProposalEntry> ungranted =
                new LinkedHashMap<>(next.book().entries());
            ungranted.replaceAll((id, entry) -> asOpen(entry));
            return super.save(next.with(new ProposalBook(ungranted, next.book().tries())));
          }
        });
  }
}

package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.guard.AssistantGuard;
import io.spikewatt.controller.assistant.guard.GuardAnswer;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposalExecution;
import io.spikewatt.controller.assistant.proposal.ProposalFacts;
import io.spikewatt.controller.assistant.proposal.ProposedCommand;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.time.Clock;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes approvals, rejections and the switch from people, over page and broker alike. An approved
 * proposal is judged again on the facts of its moment, then given as an ordinary command. Safe for
 * use by many threads.
 */
record ApprovalDesk(AssistantGuard guard, SiteFacts facts, CommandPort commands, Clock clock) {

  /** A command is judged in the next cycle. */
  private static final long PATIENCE_S = 15;

  private static final String NOT_JUDGED =
      "no control cycle has judged it yet; its result follows in the list";

  /**
   * Outcome for the person.
   *
   * @param succeeded whether it counts; of an approval: whether the site took the command
   * @param words of the outcome
   */
  record Outcome(boolean succeeded, String words) {

    static Outcome of(GuardAnswer answer, String words) {
      return answer
          .refusal()
          .map(refusal -> new Outcome(false, refusal.text()))
          .orElseGet(() -> new Outcome(true, words));
    }
  }

  /** Judges an approval, and gives the command of a proposal that it approves. */
  Outcome approve(Approval approval) {
    GuardAnswer approved = guard.approve(approval, clock.now());
    if (!approved.permitted()) {
      return Outcome.of(approved, "");
    }
    ProposalEntry entry = approved.entry().orElseThrow();
    ProposalFacts now = JudgedFacts.of(facts.reading(), entry.proposal().command().name());
    GuardAnswer executed = guard.execute(entry.proposal().id(), now, clock.now());
    return executed.execution().map(this::given).orElseGet(() -> Outcome.of(executed, ""));
  }

  /** Gives a command; its result is recorded even if the person no longer waits. */
  private Outcome given(ProposalExecution execution) {
    String id = execution.proposal();
    ProposedCommand command = execution.command();
    Optional<String> value = value(command);
    if (value.isEmpty()) {
      var _ = guard.answered(id, false, "its arguments cannot be read", clock.now());
      return new Outcome(false, "its arguments cannot be read");
    }
    byte[] payload =
        CommandDraft.payload(
            id, clock.now().instant(), command.validFor().toSeconds(), value.get());
    CompletableFuture<CommandResult> answer = commands.submit(command.name(), payload);
    CompletableFuture<Outcome> recorded = new CompletableFuture<>();
    // The cycle's thread must not wait for the audit.
    Thread.ofVirtual().name("approved").start(() -> recorded.complete(record(id, answer)));
    try {
      return recorded.get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return new Outcome(false, NOT_JUDGED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(false, NOT_JUDGED);
    }
  }

  private Outcome record(String id, CompletableFuture<CommandResult> answer) {
    CommandResult result = answer.join();
    String words =
        result.effective().map(until -> "in force until " + until).orElse("")
            + (result.reason().isEmpty() ? "" : " " + result.reason());
    var _ = guard.answered(id, result.accepted(), words.strip(), clock.now());
    return new Outcome(result.accepted(), words.strip());
  }

  /** The value of a proposed command, as JSON writes it. */
  private static Optional<String> value(ProposedCommand command) {
    try {
      JsonTree value =
          JsonTree.strict(command.arguments().getBytes(StandardCharsets.UTF_8))
              .find("value")
              .orElseThrow(() -> new MalformedMessage("no value"));
      return switch (value.kind()) {
        case NUMBER -> Optional.of(value.text());
        case TEXT -> Optional.of('"' + value.text() + '"');
        case OBJECT, LIST, TRUTH, NOTHING -> Optional.empty();
      };
    } catch (MalformedMessage e) {
      return Optional.empty();
    }
  }

  /** A person says no; this needs no proof, because it only ends something. */
  Outcome reject(String id, String person) {
    return Outcome.of(guard.reject(id, person, clock.now()), "rejected");
  }

  /** Stops the assistant: everything open ends, and every call is refused. */
  Outcome switchOff(String person) {
    return Outcome.of(guard.turn(false, person, clock.now()), "switched off");
  }

  /** Lets the assistant go on, if a person proves who that is. */
  Outcome switchOn(String person, String pin) {
    GuardAnswer identified = guard.identify(person, pin, "switch on", clock.now());
    return identified.permitted()
        ? Outcome.of(guard.turn(true, person, clock.now()), "switched on")
        : Outcome.of(identified, "");
  }

  /** All proposals that are kept, the newest first. */
  List<ProposalEntry> kept() {
    return guard.kept(clock.now().instant());
  }
}

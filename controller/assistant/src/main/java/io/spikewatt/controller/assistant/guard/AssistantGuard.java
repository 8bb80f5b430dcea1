package io.spikewatt.controller.assistant.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.assistant.audit.AuditEntry;
import io.spikewatt.controller.assistant.audit.AuditEntry.Asked;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditTrail;
import io.spikewatt.controller.assistant.policy.AssistantPolicy;
import io.spikewatt.controller.assistant.policy.CallRate;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.ApprovalVerifier;
import io.spikewatt.controller.assistant.proposal.BookStep;
import io.spikewatt.controller.assistant.proposal.Proposal;
import io.spikewatt.controller.assistant.proposal.ProposalBook;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposalFacts;
import io.spikewatt.controller.assistant.proposal.ProposalForecast;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal.Kind;
import io.spikewatt.controller.assistant.proposal.ProposedCommand;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The one way by which an assistant reads, proposes and acts. Thread-safe; a slow check of a PIN
 * delays other requests of assistants, never control.
 *
 * <ol>
 *   <li>switch, rate, policy: else refused
 *   <li>audit: what cannot be recorded is not done
 *   <li>state: on disk before an approval counts or a command is given
 *   <li>answer, with the command to be given as a value
 * </ol>
 */
public final class AssistantGuard {

  private static final int ID_BYTES = 8;
  private static final String PERSON = "person ";
  private static final String OFF = "the assistant is switched off";

  /** Longer texts are shortened in the audit anyway. */
  private static final int LONGEST_NAME = 64;

  private final AssistantPolicy policy;
  private final ApprovalVerifier approvals;
  private final AssistantStore store;
  private final AuditTrail audit;
  private final RandomGenerator random;
  private final CallRates rates;

  /** When proposals of this process were made: a clock that is set back makes none younger. */
  private final Map<String, Moment> made = new HashMap<>();

  private AssistantState state;

  /**
   * @param approvals judges approvals
   * @param audit records every request
   * @param random of ids; cannot be guessed
   * @param now when the process began
   */
  public AssistantGuard(
      AssistantPolicy policy,
      ApprovalVerifier approvals,
      AssistantStore store,
      AuditTrail audit,
      RandomGenerator random,
      Instant now) {
    this.policy = policy;
    this.approvals = approvals;
    this.store = store;
    this.audit = audit;
    this.random = random;
    this.rates = new CallRates(policy.clients().keySet(), policy.budgets().callsPerMinute());
    AssistantState kept = store.load();
    this.state = kept.with(kept.book().afterRestart(now));
  }

  /** Something that a client wants done, with the simulation's result. */
  public record Request(
      String command,
      byte[] arguments,
      long validForS,
      ProposalFacts facts,
      ProposalForecast forecast) {

    private byte[] bytes() {
      return (command + " " + new String(arguments, UTF_8) + " for " + validForS + " s")
          .getBytes(UTF_8);
    }
  }

  /**
   * Judges a call of a tool that reads.
   *
   * @param client whose token was shown
   * @param request all its bytes, for the audit
   */
  public synchronized GuardAnswer read(String client, String tool, byte[] request, Moment now) {
    Optional<GuardAnswer> stopped = stopped(client, Asked.of(request), now);
    return stopped.orElseGet(
        () -> {
          GuardAnswer answer =
              policy
                  .refusalOfRead(client, tool)
                  .map(why -> GuardAnswer.refused(Kind.DENIED, why))
                  .orElse(GuardAnswer.DONE);
          String outcome = shortened(tool) + ": " + answer.words();
          return recorded(
              AuditEntry.Kind.CALL, client, Asked.of(request), outcome, answer, now.instant());
        });
  }

  /**
   * Records a request that reached no tool, within its sender's rate.
   *
   * @param client whose token was shown; empty = none's
   * @param why it was refused
   */
  public synchronized GuardAnswer misdirected(
      String client, byte[] request, String why, Moment now) {
    GuardAnswer refused = GuardAnswer.refused(Kind.MALFORMED, why);
    return stopped(client, Asked.of(request), now)
        .orElseGet(
            () ->
                recorded(
                    AuditEntry.Kind.CALL,
                    client,
                    Asked.of(request),
                    refused.words(),
                    refused,
                    now.instant()));
  }

  /**
   * Records a request that was answered without a tool, within its sender's rate.
   *
   * @param what was answered
   */
  public synchronized GuardAnswer noted(String client, byte[] request, String what, Moment now) {
    return stopped(client, Asked.of(request), now)
        .orElseGet(
            () ->
                recorded(
                    AuditEntry.Kind.CALL,
                    client,
                    Asked.of(request),
                    what,
                    GuardAnswer.DONE,
                    now.instant()));
  }

  /**
   * Judges whether a client may propose a command now, before its simulation costs anything. Counts
   * as a call, and so does the proposal that follows.
   *
   * @param request all its bytes, for the audit
   * @return permitted without a record: the proposal, or what hinders it, is recorded next
   */
  public synchronized GuardAnswer admit(String client, String command, byte[] request, Moment now) {
    Optional<GuardAnswer> stopped = stopped(client, Asked.of(request), now);
    return stopped.orElseGet(
        () ->
            refusedProposal(client, command, now.instant())
                .map(
                    refused ->
                        recorded(
                            AuditEntry.Kind.PROPOSAL,
                            client,
                            Asked.of(request),
                            refused.words(),
                            refused,
                            now.instant()))
                .orElse(GuardAnswer.DONE));
  }

  /** Records that the site itself hinders a proposal, such as a value out of range. */
  public synchronized GuardAnswer hindered(String client, byte[] request, String why, Moment now) {
    GuardAnswer refused = GuardAnswer.refused(Kind.MALFORMED, why);
    return recorded(
        AuditEntry.Kind.PROPOSAL,
        client,
        Asked.of(request),
        refused.words(),
        refused,
        now.instant());
  }

  private Optional<GuardAnswer> refusedProposal(String client, String command, Instant now) {
    return policy
        .refusalOfProposal(client, command)
        .map(why -> GuardAnswer.refused(Kind.DENIED, why))
        .or(() -> overDay(client, now));
  }

  /** Judges a request, and puts it into the book as a proposal. */
  public synchronized GuardAnswer propose(String client, Request request, Moment now) {
    Optional<GuardAnswer> stopped = stopped(client, Asked.of(request.bytes()), now);
    return stopped.orElseGet(
        () -> {
          GuardAnswer answer = proposed(client, request, now.instant());
          made.keySet().removeIf(id -> state.book().find(id).isEmpty());
          answer.entry().ifPresent(entry -> made.put(entry.proposal().id(), now));
          return answer;
        });
  }

  private GuardAnswer proposed(String client, Request request, Instant now) {
    Asked asked = Asked.of(request.bytes());
    Optional<GuardAnswer> refused = refusedProposal(client, request.command(), now);
    if (refused.isPresent()) {
      return recorded(
          AuditEntry.Kind.PROPOSAL, client, asked, refused.get().words(), refused.get(), now);
    }
    ProposedCommand command;
    try {
      command = ProposedCommand.of(request.command(), request.arguments(), request.validForS());
    } catch (MalformedMessage e) {
      GuardAnswer answer = GuardAnswer.refused(Kind.MALFORMED, String.valueOf(e.getMessage()));
      return recorded(AuditEntry.Kind.PROPOSAL, client, asked, answer.words(), answer, now);
    }
    Instant created = now.truncatedTo(ChronoUnit.MILLIS);
    Proposal proposal =
        new Proposal(
            freeId(),
            client,
            command,
            request.facts(),
            request.forecast(),
            created,
            created.plus(ProposalBook.OPEN_FOR));
    BookStep step = state.book().propose(proposal, now);
    AssistantState next =
        step.refusal().isPresent()
            ? state.with(step.book())
            : state.with(step.book()).with(state.use().withProposal(client, now));
    String outcome =
        answer(step).permitted() ? "proposal %s %s".formatted(proposal.id(), proposal.hash()) : "";
    return kept(AuditEntry.Kind.PROPOSAL, client, asked, step, next, outcome, now);
  }

  private Optional<GuardAnswer> overDay(String client, Instant now) {
    int most = policy.budgets().proposalsPerDay();
    return state.use().of(client, now).proposals() >= most
        ? Optional.of(
            GuardAnswer.refused(
                Kind.OVER_BUDGET, "the day's %d proposals are made".formatted(most)))
        : Optional.empty();
  }

  private String freeId() {
    byte[] bytes = new byte[ID_BYTES];
    String id;
    do {
      random.nextBytes(bytes);
      id = HexFormat.of().formatHex(bytes);
    } while (state.book().find(id).isPresent());
    return id;
  }

  /** Judges a person's approval. It executes nothing yet. */
  public synchronized GuardAnswer approve(Approval approval, Moment now) {
    String way = approval instanceof Approval.Typed ? CallRates.TYPED : CallRates.SIGNED;
    Optional<GuardAnswer> stopped = stopped(way, asked(approval), now);
    return stopped.orElseGet(
        () -> {
          Moment since = made.get(approval.proposal());
          if (since != null && now.millisSince(since) >= ProposalBook.OPEN_FOR.toMillis()) {
            keepAnyway(state.with(state.book().expire(approval.proposal(), now.instant())));
          }
          return approved(approval, now.instant());
        });
  }

  /** Without the PIN. */
  private static Asked asked(Approval approval) {
    return Asked.of(approval.toString().getBytes(UTF_8));
  }

  private GuardAnswer approved(Approval approval, Instant now) {
    String who = PERSON + shortened(approval.approver());
    Asked asked = asked(approval);
    Optional<GuardAnswer> denied =
        state.book().find(approval.proposal()).flatMap(this::deniedExecution);
    if (denied.isPresent()) {
      return recorded(
          AuditEntry.Kind.APPROVAL, who, asked, denied.get().words(), denied.get(), now);
    }
    BookStep step = state.book().approve(approval, approvals, now);
    return kept(
        AuditEntry.Kind.APPROVAL,
        who,
        asked,
        step,
        state.with(step.book()),
        "approved " + shortened(approval.proposal()),
        now);
  }

  private Optional<GuardAnswer> deniedExecution(ProposalEntry entry) {
    return policy
        .refusalOfExecution(entry.proposal().client(), entry.proposal().command().name())
        .map(why -> GuardAnswer.refused(Kind.DENIED, why));
  }

  /**
   * Executes an approved proposal: at once after its approval, or when its client asks.
   *
   * @param facts of now
   */
  public synchronized GuardAnswer execute(String id, ProposalFacts facts, Moment moment) {
    Instant now = moment.instant();
    Asked asked = Asked.of(id.getBytes(UTF_8));
    Optional<GuardAnswer> denied =
        isOff()
            ? Optional.of(GuardAnswer.refused(Kind.OFF, OFF))
            : state.book().find(id).flatMap(this::deniedExecution);
    if (denied.isPresent()) {
      return recorded(
          AuditEntry.Kind.EXECUTION, "", asked, denied.get().words(), denied.get(), now);
    }
    BookStep step = state.book().execute(id, facts, policy.switches().shadow(), now);
    String outcome =
        step.execution()
            .map(
                e ->
                    "giving %s, approved by %s, proposal %s"
                        .formatted(e.command(), e.approver(), e.hash()))
            .orElse("");
    String who = step.entry().map(e -> e.proposal().client()).orElse("");
    return kept(AuditEntry.Kind.EXECUTION, who, asked, step, state.with(step.book()), outcome, now);
  }

  /** Executes an approved proposal for its own client, within the client's rate. */
  public synchronized GuardAnswer act(
      String client, String id, ProposalFacts facts, Moment moment) {
    Optional<GuardAnswer> stopped = stopped(client, Asked.of(id.getBytes(UTF_8)), moment);
    if (stopped.isPresent()) {
      return stopped.get();
    }
    boolean own =
        state.book().find(id).filter(e -> e.proposal().client().equals(client)).isPresent();
    if (!own) {
      GuardAnswer answer =
          GuardAnswer.refused(Kind.UNKNOWN, "no proposal of this client has this id");
      return recorded(
          AuditEntry.Kind.EXECUTION,
          client,
          Asked.of(id.getBytes(UTF_8)),
          answer.words(),
          answer,
          moment.instant());
    }
    return execute(id, facts, moment);
  }

  /** Notes how the site answered an executed command. */
  public synchronized GuardAnswer answered(
      String id, boolean accepted, String answer, Moment moment) {
    Instant now = moment.instant();
    AssistantState next = state.with(state.book().answered(id, accepted, answer, now));
    GuardAnswer recorded =
        recorded(
            AuditEntry.Kind.RESULT,
            "",
            Asked.of(id.getBytes(UTF_8)),
            (accepted ? "accepted: " : "refused by the site: ") + answer,
            GuardAnswer.DONE,
            now);
    keepAnyway(next);
    return recorded;
  }

  /**
   * Judges a PIN that was typed for anything but an approval. A right one is not used up.
   *
   * @param purpose for the audit, such as {@code switch on}
   */
  public synchronized GuardAnswer identify(
      String person, String pin, String purpose, Moment moment) {
    Instant now = moment.instant();
    CallRate.Taken taken = rates.take(CallRates.TYPED, moment);
    if (!taken.permitted()) {
      return GuardAnswer.refused(Kind.OVER_BUDGET, "too many requests in a minute: try later");
    }
    BookStep step = state.book().identify(person, pin, approvals, now);
    Asked asked = Asked.of((purpose + " by " + person).getBytes(UTF_8));
    return kept(
        AuditEntry.Kind.APPROVAL,
        PERSON + shortened(person),
        asked,
        step,
        state.with(step.book()),
        "identified",
        now);
  }

  /** A person says no to a proposal. */
  public synchronized GuardAnswer reject(String id, String person, Moment moment) {
    Instant now = moment.instant();
    BookStep step = state.book().reject(id, "rejected by " + shortened(person), now);
    return kept(
        AuditEntry.Kind.RESULT,
        PERSON + shortened(person),
        Asked.of(id.getBytes(UTF_8)),
        step,
        state.with(step.book()),
        "rejected",
        now);
  }

  /**
   * Turns the assistant off or on. Off ends all open proposals, and counts even if it cannot be
   * kept; on counts only if it is.
   */
  public synchronized GuardAnswer turn(boolean on, String person, Moment moment) {
    Instant now = moment.instant();
    String text = "switched " + (on ? "on" : "off");
    ProposalBook book = on ? state.book() : state.book().rejectAll(text, now);
    AssistantState next = state.turned(!on, book);
    if (!on) {
      keepAnyway(next);
    }
    Optional<AuditHead> head =
        append(
            new AuditEntry(
                now, AuditEntry.Kind.SWITCH, PERSON + shortened(person), Asked.NOTHING, text),
            true);
    if (head.isEmpty() || (on && !store.save(next.with(head.get())))) {
      return notKept();
    }
    if (on) {
      state = next.with(head.get());
    }
    return GuardAnswer.DONE;
  }

  /**
   * Counts tokens of the model that a client used.
   *
   * @param tokens {@code >= 0}
   */
  public synchronized GuardAnswer useTokens(String client, long tokens, Moment moment) {
    Instant now = moment.instant();
    int most = policy.budgets().tokensPerDay();
    if (isOff()) {
      return GuardAnswer.refused(Kind.OFF, OFF);
    }
    if (!policy.clients().containsKey(client)) {
      return GuardAnswer.refused(Kind.DENIED, "no such client");
    }
    long used = state.use().of(client, now).tokens();
    if (tokens > most - used) {
      return GuardAnswer.refused(
          Kind.OVER_BUDGET, "%d of the day's %d tokens are used".formatted(used, most));
    }
    AssistantState next = state.with(state.use().withTokens(client, tokens, now));
    keepAnyway(next);
    return GuardAnswer.DONE;
  }

  /** The proposals that wait for a person. */
  public synchronized List<ProposalEntry> open(Instant now) {
    return isOff() ? List.of() : state.book().open(now);
  }

  public synchronized Optional<ProposalEntry> find(String id) {
    return state.book().find(id);
  }

  /** All proposals that are kept, the newest first. */
  public synchronized List<ProposalEntry> kept(Instant now) {
    return List.copyOf(state.book().kept(now).reversed());
  }

  /** True in shadow mode: approved proposals are recorded, and no command is given. */
  public boolean isShadow() {
    return policy.switches().shadow();
  }

  /** Whether everything is refused. */
  public synchronized boolean isOff() {
    return state.off() || !policy.switches().enabled();
  }

  /** Refuses by switch and rate; only the first refusal of a flood is recorded by itself. */
  private Optional<GuardAnswer> stopped(String who, Asked asked, Moment moment) {
    boolean known = policy.clients().containsKey(who) || who.startsWith("(");
    CallRate.Taken taken = rates.take(known ? who : CallRates.STRANGERS, moment);
    Instant now = moment.instant();
    if (!taken.permitted()) {
      GuardAnswer answer =
          GuardAnswer.refused(Kind.OVER_BUDGET, "too many requests in a minute: try later");
      return Optional.of(
          taken.refusedBefore() > 0
              ? answer
              : recorded(AuditEntry.Kind.FLOOD, who, asked, answer.words(), answer, now));
    }
    if (taken.refusedBefore() > 1) {
      String text = "%d requests were refused by the rate".formatted(taken.refusedBefore());
      append(new AuditEntry(now, AuditEntry.Kind.FLOOD, who, Asked.NOTHING, text), false);
    }
    if (!isOff()) {
      return Optional.empty();
    }
    GuardAnswer answer = GuardAnswer.refused(Kind.OFF, OFF);
    return Optional.of(recorded(AuditEntry.Kind.CALL, who, asked, answer.words(), answer, now));
  }

  /** An answer without a change of state; refused if it cannot be recorded. */
  private GuardAnswer recorded(
      AuditEntry.Kind kind,
      String who,
      Asked asked,
      String outcome,
      GuardAnswer answer,
      Instant now) {
    return append(new AuditEntry(now, kind, who, asked, outcome), false).isEmpty()
        ? notKept()
        : answer;
  }

  /**
   * Records a step, keeps its book, then answers. What permits something counts only once both are
   * on disk; what refuses something counts in any case.
   *
   * @param outcome words for the audit if the step succeeded
   */
  private GuardAnswer kept(
      AuditEntry.Kind kind,
      String who,
      Asked asked,
      BookStep step,
      AssistantState next,
      String outcome,
      Instant now) {
    GuardAnswer answer = answer(step);
    boolean permits = answer.permitted();
    String words = permits ? outcome : answer.words();
    boolean durable = permits && kind != AuditEntry.Kind.PROPOSAL;
    Optional<AuditHead> head = append(new AuditEntry(now, kind, who, asked, words), durable);
    if (!permits) {
      if (!next.equals(state)) {
        keepAnyway(next);
      }
      return head.isEmpty() ? notKept() : answer;
    }
    if (head.isEmpty()) {
      return notKept();
    }
    AssistantState known = durable ? next.with(head.get()) : next;
    if (!store.save(known)) {
      append(
          new AuditEntry(
              now, AuditEntry.Kind.RESULT, who, asked, "not done: it cannot be kept on disk"),
          false);
      return notKept();
    }
    state = known;
    return answer;
  }

  private void keepAnyway(AssistantState next) {
    store.save(next);
    state = next;
  }

  private Optional<AuditHead> append(AuditEntry entry, boolean durable) {
    try {
      return Optional.of(audit.append(entry, durable));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static GuardAnswer answer(BookStep step) {
    return new GuardAnswer(step.refusal(), step.entry(), step.execution());
  }

  private static GuardAnswer notKept() {
    return GuardAnswer.refused(
        new ProposalRefusal(Kind.NOT_KEPT, "state or audit cannot be written: nothing was done"));
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }
}

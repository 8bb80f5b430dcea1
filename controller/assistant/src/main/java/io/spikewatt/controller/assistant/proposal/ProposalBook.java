package io.spikewatt.controller.assistant.proposal;

import io.spikewatt.controller.assistant.proposal.ProposalEntry.State;
import io.spikewatt.controller.assistant.proposal.ProposalRefusal.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Proposals and where they are: a value, each step returns the next one. Bounded.
 *
 * <p>Open for {@link #OPEN_FOR}; approved by one person, once; executed within {@link #GRANTED_FOR}
 * of the approval, once, if the facts are still those that the person saw. Nothing leaves a state
 * that ended it.
 *
 * @param entries by id, the oldest first
 * @param tries wrong PINs of people
 */
public record ProposalBook(SequencedMap<String, ProposalEntry> entries, PinTries tries) {

  /** Time for which a proposal waits for a person. */
  public static final Duration OPEN_FOR = Duration.ofMinutes(15);

  /** Time for which an approval waits for the execution. */
  public static final Duration GRANTED_FOR = Duration.ofMinutes(5);

  /** Wrong approvals that end a proposal. */
  public static final int MOST_TRIES = 5;

  /** Most proposals kept; the oldest ended ones make room. */
  public static final int MOST_KEPT = 48;

  /** Most open proposals of one client, so that none can fill the book. */
  public static final int MOST_OPEN = 8;

  public static final ProposalBook EMPTY = new ProposalBook(new LinkedHashMap<>(), PinTries.NONE);

  public ProposalBook {
    entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
  }

  public Optional<ProposalEntry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** The proposals that wait for a person. */
  public List<ProposalEntry> open(Instant now) {
    return at(now).entries.values().stream().filter(e -> e.state() == State.OPEN).toList();
  }

  /** All proposals, the oldest first. */
  public List<ProposalEntry> kept(Instant now) {
    return List.copyOf(at(now).entries.values());
  }

  /**
   * Judges who a person is, apart from any proposal. A lock of the person's PIN counts here too.
   */
  public BookStep identify(String approver, String pin, ApprovalVerifier verifier, Instant now) {
    if (tries.isLocked(approver, now)) {
      return refuse(Optional.empty(), Kind.APPROVER_LOCKED, lockOf(approver));
    }
    Optional<ProposalRefusal> refusal = verifier.refusalOfPin(approver, pin);
    PinTries after =
        refusal.isEmpty()
            ? tries.right(approver)
            : refusal.get().kind() == Kind.WRONG_PROOF ? tries.wrong(approver, now) : tries;
    return new BookStep(
        new ProposalBook(entries, after), Optional.empty(), refusal, Optional.empty());
  }

  private static String lockOf(String approver) {
    return "%d wrong PINs: no PIN of %s counts for %d minutes"
        .formatted(PinTries.MOST, approver, PinTries.WINDOW.toMinutes());
  }

  /**
   * Takes in a proposal.
   *
   * @param proposal of an id that the book does not have
   */
  public BookStep propose(Proposal proposal, Instant now) {
    ProposalBook book = at(now);
    if (book.entries.containsKey(proposal.id())) {
      throw new IllegalArgumentException("the book has a proposal " + proposal.id());
    }
    long open =
        book.entries.values().stream()
            .filter(e -> !e.state().ended())
            .filter(e -> e.proposal().client().equals(proposal.client()))
            .count();
    Optional<String> oldest =
        book.entries.values().stream()
            .filter(e -> e.state().ended())
            .map(e -> e.proposal().id())
            .findFirst();
    boolean full = book.entries.size() >= MOST_KEPT;
    if (open >= MOST_OPEN || (full && oldest.isEmpty())) {
      return book.refuse(
          Optional.empty(), Kind.FULL, "too many proposals wait for a person: " + open);
    }
    SequencedMap<String, ProposalEntry> next = new LinkedHashMap<>(book.entries);
    if (full) {
      next.remove(oldest.orElseThrow());
    }
    ProposalEntry entry = new ProposalEntry(proposal, State.OPEN, 0, Optional.empty(), now, "");
    next.put(proposal.id(), entry);
    return new BookStep(
        new ProposalBook(next, tries), Optional.of(entry), Optional.empty(), Optional.empty());
  }

  /** Judges an approval; a right one is used up. */
  public BookStep approve(Approval approval, ApprovalVerifier verifier, Instant now) {
    ProposalBook book = at(now);
    ProposalEntry entry = book.entries.get(approval.proposal());
    if (entry == null) {
      return book.refuse(Optional.empty(), Kind.UNKNOWN, "no proposal has this id");
    }
    if (entry.state() != State.OPEN) {
      return book.refuse(
          Optional.of(entry),
          entry.state() == State.EXPIRED ? Kind.EXPIRED : Kind.NOT_OPEN,
          "the proposal does not wait for an approval: " + told(entry));
    }
    boolean typed = approval instanceof Approval.Typed;
    if (typed && tries.isLocked(approval.approver(), now)) {
      return book.refuse(Optional.of(entry), Kind.APPROVER_LOCKED, lockOf(approval.approver()));
    }
    Optional<ProposalRefusal> refusal = verifier.refusal(entry.proposal(), approval, now);
    if (refusal.isEmpty()) {
      ProposalEntry granted = entry.approved(new ProposalEntry.Grant(approval.approver(), now));
      return new BookStep(
          book.with(granted, typed ? tries.right(approval.approver()) : tries),
          Optional.of(granted),
          Optional.empty(),
          Optional.empty());
    }
    ProposalEntry tried = entry.triedWrongly();
    if (tried.wrongTries() >= MOST_TRIES) {
      tried = tried.to(State.LOCKED, now, MOST_TRIES + " wrong approvals");
    }
    boolean wrongPin = typed && refusal.get().kind() == Kind.WRONG_PROOF;
    return new BookStep(
        book.with(tried, wrongPin ? tries.wrong(approval.approver(), now) : tries),
        Optional.of(tried),
        refusal,
        Optional.empty());
  }

  /**
   * Executes an approved proposal, or ends it.
   *
   * @param facts of now, judged as those of the proposal were
   * @param shadow true = nothing is executed
   */
  public BookStep execute(String id, ProposalFacts facts, boolean shadow, Instant now) {
    ProposalBook book = at(now);
    ProposalEntry entry = book.entries.get(id);
    if (entry == null) {
      return book.refuse(Optional.empty(), Kind.UNKNOWN, "no proposal has this id");
    }
    if (entry.state() != State.APPROVED) {
      return book.refuse(
          Optional.of(entry),
          switch (entry.state()) {
            case OPEN -> Kind.NOT_APPROVED;
            case EXPIRED -> Kind.EXPIRED;
            default -> Kind.NOT_OPEN;
          },
          "the proposal is not approved: " + told(entry));
    }
    List<String> changes = entry.proposal().facts().changes(facts);
    if (!changes.isEmpty()) {
      String text = "the facts changed: " + String.join("; ", changes);
      return book.end(entry, State.DRIFTED, Kind.DRIFTED, text, now);
    }
    if (shadow) {
      return book.end(
          entry, State.SHADOWED, Kind.SHADOW, "shadow mode: it would have been executed", now);
    }
    ProposalEntry handed = entry.to(State.HANDED_OVER, now, "");
    Proposal proposal = entry.proposal();
    return new BookStep(
        book.with(handed, tries),
        Optional.of(handed),
        Optional.empty(),
        Optional.of(
            new ProposalExecution(
                id,
                proposal.hash(),
                proposal.client(),
                proposal.command(),
                entry.grant().orElseThrow().approver())));
  }

  /** Notes how the site answered a command; without effect on any other proposal. */
  public ProposalBook answered(String id, boolean accepted, String answer, Instant now) {
    ProposalEntry entry = entries.get(id);
    return entry == null || entry.state() != State.HANDED_OVER
        ? this
        : with(entry.to(accepted ? State.EXECUTED : State.FAILED, now, answer), tries);
  }

  /** A person says no; an approval that is not used yet ends too. */
  public BookStep reject(String id, String why, Instant now) {
    ProposalBook book = at(now);
    ProposalEntry entry = book.entries.get(id);
    if (entry == null) {
      return book.refuse(Optional.empty(), Kind.UNKNOWN, "no proposal has this id");
    }
    if (entry.state().ended()) {
      return book.refuse(
          Optional.of(entry), Kind.NOT_OPEN, "the proposal has ended: " + told(entry));
    }
    ProposalEntry rejected = entry.to(State.REJECTED, now, why);
    return new BookStep(
        book.with(rejected, tries), Optional.of(rejected), Optional.empty(), Optional.empty());
  }

  /** Ends everything that is open or approved. */
  public ProposalBook rejectAll(String why, Instant now) {
    ProposalBook book = at(now);
    for (ProposalEntry entry : book.entries.values()) {
      if (!entry.state().ended()) {
        book = book.with(entry.to(State.REJECTED, now, why), tries);
      }
    }
    return book;
  }

  /**
   * The book of a process that begins. An approval that was not used lapses: whether its command
   * was given before the end cannot be known, and the world has gone on. So a command is given at
   * most once.
   */
  public ProposalBook afterRestart(Instant now) {
    ProposalBook book = at(now);
    for (ProposalEntry entry : book.entries.values()) {
      if (entry.state() == State.APPROVED) {
        book = book.with(entry.to(State.LAPSED, now, "a restart came before the execution"), tries);
      }
    }
    return book;
  }

  /** Ends a proposal that waits for a person. */
  public ProposalBook expire(String id, Instant now) {
    ProposalEntry entry = entries.get(id);
    return entry == null || entry.state() != State.OPEN
        ? this
        : with(entry.to(State.EXPIRED, now, "its time is over"), tries);
  }

  /** Ends what is over by the time. */
  private ProposalBook at(Instant now) {
    ProposalBook book = this;
    for (ProposalEntry entry : entries.values()) {
      boolean over =
          switch (entry.state()) {
            case OPEN -> !entry.proposal().isOpen(now);
            case APPROVED ->
                now.isBefore(entry.changedAt())
                    || !now.isBefore(entry.changedAt().plus(GRANTED_FOR));
            default -> false;
          };
      if (over) {
        book = book.with(entry.to(State.EXPIRED, now, "its time is over"), tries);
      }
    }
    return book;
  }

  private BookStep end(ProposalEntry entry, State state, Kind kind, String text, Instant now) {
    ProposalEntry ended = entry.to(state, now, text);
    return new BookStep(
        with(ended, tries),
        Optional.of(ended),
        Optional.of(new ProposalRefusal(kind, text)),
        Optional.empty());
  }

  private BookStep refuse(Optional<ProposalEntry> entry, Kind kind, String text) {
    return new BookStep(
        this, entry, Optional.of(new ProposalRefusal(kind, text)), Optional.empty());
  }

  /** A proposal keeps its place. */
  private ProposalBook with(ProposalEntry entry, PinTries after) {
    SequencedMap<String, ProposalEntry> next = new LinkedHashMap<>(entries);
    next.put(entry.proposal().id(), entry);
    return new ProposalBook(next, after);
  }

  private static String told(ProposalEntry entry) {
    String state = entry.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return entry.note().isEmpty() ? state : state + " (" + entry.note() + ")";
  }
}

package io.spikewatt.fleet.order;

import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import java.util.List;
import java.util.Optional;

/**
 * How far an order has come.
 *
 * @param dryRunOnly whether it ends with its dry run
 * @param state whether it goes on
 * @param reason why it has ended; empty while it is open
 * @param phase 0 = the dry run, then the number of the stage
 * @param members in the order in which they get it
 */
public record OrderProgress(
    OrderTerms terms,
    RolloutRules rules,
    boolean dryRunOnly,
    OrderState state,
    String reason,
    int phase,
    List<MemberProgress> members) {

  /** Outcome of a gateway that did not answer in time. */
  public static final String NO_ANSWER = "NO_ANSWER";

  public enum OrderState {
    OPEN,
    DONE,
    STOPPED
  }

  /**
   * An answer, or that there was none in time.
   *
   * @param outcome as in {@link OrderResult}, or {@link #NO_ANSWER}
   * @param late whether it came after the phase was over
   */
  public record MemberAnswer(String outcome, String text, boolean late) {
    public boolean accepted() {
      return outcome.equals(OrderResult.ACCEPTED);
    }

    public boolean missing() {
      return outcome.equals(NO_ANSWER);
    }
  }

  /**
   * How far a gateway is.
   *
   * @param stage in which it gets the order; 0 = none yet
   * @param dryRun its answer to the dry run
   * @param order its answer to the order
   */
  public record MemberProgress(
      String gateway, int stage, Optional<MemberAnswer> dryRun, Optional<MemberAnswer> order) {

    public Optional<MemberAnswer> answer(int phase) {
      return phase == 0 ? dryRun : order;
    }
  }

  public OrderProgress {
    members = List.copyOf(members);
  }

  /** Gateways that a phase sends the order to. */
  public List<MemberProgress> members(int phase) {
    return phase == 0
        ? members
        : members.stream().filter(member -> member.stage() == phase).toList();
  }

  /** Gateways that the open phase still waits for. */
  public List<String> awaited() {
    return members(phase).stream()
        .filter(member -> member.answer(phase).isEmpty())
        .map(MemberProgress::gateway)
        .toList();
  }

  /** Number of the last stage that is known; 0 before the end of the dry run. */
  public int stages() {
    return members.stream().mapToInt(MemberProgress::stage).max().orElse(0);
  }

  /** What follows the open phase, where those who have not answered will not. */
  public PhaseEnd end() {
    PhaseCount count = PhaseCount.of(this, phase);
    int silent = count.silent() + count.waiting();
    double share = (double) (count.refused() + silent) / Math.max(1, count.gateways());
    String text =
        "%s: %d accepted, %d refused, %d without an answer"
            .formatted(phaseName(phase), count.accepted(), count.refused(), silent);
    boolean over = share > rules.stopAbove() || count.accepted() == 0;
    if (over && !dryRunOnly) {
      return new PhaseEnd(
          OrderState.STOPPED,
          text + "; at most %.0f %% may".formatted(100 * rules.stopAbove()),
          List.of());
    }
    if (dryRunOnly) {
      return new PhaseEnd(OrderState.DONE, text + "; only that was ordered", List.of());
    }
    if (phase == 0) {
      return new PhaseEnd(OrderState.OPEN, text, rules.stageEnds(count.accepted()));
    }
    return new PhaseEnd(phase == stages() ? OrderState.DONE : OrderState.OPEN, text, List.of());
  }

  /** For a person. */
  public static String phaseName(int phase) {
    return phase == 0 ? "dry run" : "stage " + phase;
  }

  /**
   * What follows a phase.
   *
   * @param state of the order
   * @param text how the phase ended, for a person
   * @param stageEnds gateways that have the order after each stage; of a dry run that goes on
   */
  public record PhaseEnd(OrderState state, String text, List<Integer> stageEnds) {}

  /** Numbers of a phase; {@code silent} did not answer in time, {@code waiting} still may. */
  public record PhaseCount(int gateways, int accepted, int refused, int silent, int waiting) {

    /** Counts the answers of a phase that has begun. */
    public static PhaseCount of(OrderProgress order, int phase) {
      List<MemberProgress> members = order.members(phase);
      List<MemberAnswer> answers =
          members.stream().flatMap(member -> member.answer(phase).stream()).toList();
      int accepted = (int) answers.stream().filter(MemberAnswer::accepted).count();
      int silent = (int) answers.stream().filter(MemberAnswer::missing).count();
      return new PhaseCount(
          members.size(),
          accepted,
          answers.size() - accepted - silent,
          silent,
          members.size() - answers.size());
    }
  }
}

package io.spikewatt.controller.decision;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.ActiveCommand;
import io.spikewatt.controller.command.ActiveCommands;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.forecast.PlanAndForecasts;
import io.spikewatt.controller.history.CredibleSlots;
import io.spikewatt.controller.history.HistoryBuffer;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.report.CycleReport;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.QuarterHour;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logs decisions: one each slot, as soon as its plan is made, and one when something else decides,
 * which is the mode, a command in force, or a choice or bound of a setpoint. A slot has at most
 * {@value #MOST_CHANGES} changes with a row of their own; further ones are counted in the last row.
 * Confined to one thread.
 */
public final class DecisionLog {

  static final int MOST_CHANGES = 8;

  /** Longest wait for a slot's own plan. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private DecisionDocument document;
  private final HistoryBuffer history;
  private Instant slot = Instant.MIN;

  /** Whether the running slot has the row that does not depend on a change. */
  private boolean slotLogged;

  private int changes;
  private @Nullable Mode mode;
  private List<ExplainedSetpoint> setpoints = List.of();
  private ActiveCommands inForce = ActiveCommands.NONE;
  private @Nullable LoggedDecision last;

  public DecisionLog(Site site, HistoryBuffer history) {
    this.document = new DecisionDocument(site);
    this.history = history;
  }

  /** Logs under another configuration from now on. */
  public void setSite(Site site) {
    document = new DecisionDocument(site);
  }

  /** {@code commands}: in force in the cycle. */
  public void update(CycleReport report, ActiveCommands commands, PlanAndForecasts foreseen) {
    Moment now = report.snapshot().at();
    if (now.instant().isBefore(CredibleSlots.EARLIEST)) {
      return;
    }
    Instant running = QuarterHour.startOf(now.instant());
    if (!running.equals(slot)) {
      slot = running;
      slotLogged = false;
      changes = 0;
    }
    boolean changed =
        !decidesAsBefore(report.mode(), report.dispatch()) || !areCommandsAsBefore(commands);
    inForce = commands;
    mode = report.mode();
    setpoints = report.dispatch().setpoints();
    changes += changed ? 1 : 0;
    boolean due = !slotLogged && isSlotDue(foreseen, now.instant());
    slotLogged |= due;
    if (due || (changed && changes <= MOST_CHANGES)) {
      Instant at = now.instant().truncatedTo(ChronoUnit.MILLIS);
      log(new LoggedDecision(at, document.of(report, commands, foreseen), 0));
    } else if (changed && last != null) {
      log(new LoggedDecision(last.at(), last.document(), last.unlogged() + 1));
    }
  }

  private void log(LoggedDecision decision) {
    last = decision;
    history.take(decision);
  }

  private boolean isSlotDue(PlanAndForecasts foreseen, Instant now) {
    boolean planned =
        foreseen.plan().filter(plan -> !plan.madeAt().instant().isBefore(slot)).isPresent();
    return planned || !now.isBefore(slot.plus(PATIENCE));
  }

  /** Compares in place, because it runs each second. */
  private boolean decidesAsBefore(Mode newMode, Dispatch dispatch) {
    List<ExplainedSetpoint> newer = dispatch.setpoints();
    boolean same =
        mode != null
            && mode.name().equals(newMode.name())
            && cause(mode).equals(cause(newMode))
            && setpoints.size() == newer.size();
    for (int i = 0; same && i < newer.size(); i++) {
      same =
          setpoints.get(i).signal().equals(newer.get(i).signal())
              && isSame(setpoints.get(i).explanation(), newer.get(i).explanation());
    }
    return same;
  }

  /** A command that its sender repeats only ends later. */
  private boolean areCommandsAsBefore(ActiveCommands commands) {
    List<ActiveCommand> before = inForce.voices();
    List<ActiveCommand> newer = commands.voices();
    boolean same = before.size() == newer.size();
    for (int i = 0; same && i < newer.size(); i++) {
      same =
          before.get(i).command().equals(newer.get(i).command())
              && before.get(i).sender().equals(newer.get(i).sender());
    }
    return same;
  }

  /** A fault's text changes by the second with its next try, and decides nothing. */
  private static Object cause(Mode of) {
    return of instanceof Mode.Hold hold ? hold.cause().getClass() : of.reason();
  }

  private static boolean isSame(Explanation before, Explanation now) {
    return before.choice() == now.choice()
        && before.bound().map(Bound::reason).equals(now.bound().map(Bound::reason))
        && before.bound().flatMap(Bound::by).equals(now.bound().flatMap(Bound::by));
  }
}

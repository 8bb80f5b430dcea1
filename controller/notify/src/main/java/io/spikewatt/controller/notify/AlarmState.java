package io.spikewatt.controller.notify;

import io.spikewatt.controller.notify.AlarmNotice.Kind;
import io.spikewatt.controller.protocol.AlarmSeverity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One alarm, and how far it was reported.
 *
 * @param since begin of this episode
 * @param gone since when it is absent; empty = it is present
 * @param times how often it came in this episode
 * @param returns how often it came back since it first began
 * @param phase progress of reporting
 * @param restored whether it is known from before a restart only
 */
record AlarmState(
    String code,
    String text,
    Instant since,
    Optional<Instant> gone,
    int times,
    int returns,
    Phase phase,
    boolean restored) {

  /** Shorter alarms are not reported. */
  static final Duration SETTLES = Duration.ofMinutes(1);

  /** Least age of an alarm that joins the message of a due one. */
  private static final Duration JOINS = Duration.ofSeconds(10);

  /** An alarm that is absent for this long is over; four times as long after each return. */
  private static final Duration OVER_AFTER = Duration.ofMinutes(2);

  private static final Duration OVER_AT_MOST = Duration.ofHours(2);

  /** After a restart, devices and plans need some time to raise their alarms again. */
  private static final Duration RESTART = Duration.ofMinutes(30);

  private static final Duration REMEMBERED = Duration.ofHours(6);

  enum Phase {
    /** Too recent to be reported. */
    FRESH,
    /** To be reported as soon as quiet hours permit. */
    DUE,
    /** Its begin was reported. */
    REPORTED,
    /** Finished until it comes back. */
    CLOSED
  }

  static AlarmState begun(String code, String text, Instant now) {
    return new AlarmState(code, text, now, Optional.empty(), 1, 0, Phase.FRESH, false);
  }

  AlarmSeverity severity() {
    return AlarmSeverity.of(code);
  }

  AlarmState present(String newText, Instant now) {
    if (gone.isEmpty()) {
      // A figure that changes all the time would be written all the time.
      String said = phase == Phase.FRESH ? newText : text;
      return new AlarmState(code, said, since, gone, times, returns, phase, false).settled(now);
    }
    boolean anew = phase == Phase.CLOSED;
    return new AlarmState(
            code,
            newText,
            anew ? now : since,
            Optional.empty(),
            restored ? times : anew ? 1 : times + 1,
            restored ? returns : returns + 1,
            anew ? Phase.FRESH : phase,
            false)
        .settled(now);
  }

  private AlarmState settled(Instant now) {
    return phase == Phase.FRESH && lasts(SETTLES, since, now) ? with(Phase.DUE) : this;
  }

  AlarmState absent(Instant now) {
    return gone.isPresent()
        ? this
        : new AlarmState(code, text, since, Optional.of(now), times, returns, phase, restored);
  }

  /** After a step of the wall clock. */
  AlarmState moved(UnaryOperator<Instant> to) {
    return new AlarmState(
        code, text, to.apply(since), gone.map(to), times, returns, phase, restored);
  }

  /** As after a restart: unknown whether it is still there. */
  AlarmState afterRestart() {
    return new AlarmState(code, text, since, gone, times, returns, phase, true);
  }

  AlarmState with(Phase next) {
    return new AlarmState(code, text, since, gone, times, returns, next, restored);
  }

  private static boolean lasts(Duration least, Instant from, Instant now) {
    return Duration.between(from, now).compareTo(least) >= 0;
  }

  /** True if the message of a due alarm may mention its begin. */
  boolean mayJoin(Instant now) {
    return gone.isEmpty()
        && (phase == Phase.DUE || (phase == Phase.FRESH && lasts(JOINS, since, now)));
  }

  /** True after an absence that is long enough. */
  boolean isOver(Instant now) {
    return gone.isPresent() && lasts(hold(), gone.get(), now);
  }

  private Duration hold() {
    Duration longer = OVER_AFTER.multipliedBy(1L << Math.min(2 * returns, 16));
    Duration hold = longer.compareTo(OVER_AT_MOST) < 0 ? longer : OVER_AT_MOST;
    return restored && hold.compareTo(RESTART) < 0 ? RESTART : hold;
  }

  boolean isForgotten(Instant now) {
    return phase == Phase.CLOSED && gone.isPresent() && lasts(REMEMBERED, gone.get(), now);
  }

  AlarmNotice notice(Kind kind) {
    return new AlarmNotice(kind, code, severity(), text, since, gone.orElse(since), times);
  }
}

package io.spikewatt.controller.notify;

import io.spikewatt.controller.notify.AlarmNotice.Kind;
import io.spikewatt.controller.notify.AlarmState.Phase;
import io.spikewatt.controller.protocol.AlarmSeverity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Decides which alarms are reported, and when. An alarm is reported once it has lasted for a
 * minute, together with those that began meanwhile, and again when it is over. An alarm that flaps
 * is one alarm; each return lengthens the time after which it is over. Quiet hours permit only the
 * begin of errors.
 *
 * @param alarms by code, the oldest first
 */
record AlarmNotices(Map<String, AlarmState> alarms) {

  static final AlarmNotices NONE = new AlarmNotices(Map.of());

  AlarmNotices {
    alarms = Collections.unmodifiableMap(new LinkedHashMap<>(alarms));
  }

  /**
   * @param notices due now, as one message
   */
  record Step(AlarmNotices next, List<AlarmNotice> notices) {}

  /** Continues with the alarms of before a restart. */
  static AlarmNotices restored(Collection<AlarmState> kept) {
    Map<String, AlarmState> alarms = new LinkedHashMap<>();
    kept.forEach(alarm -> alarms.put(alarm.code(), alarm.afterRestart()));
    return new AlarmNotices(alarms);
  }

  /** After a step of the wall clock. */
  AlarmNotices moved(UnaryOperator<Instant> to) {
    Map<String, AlarmState> moved = new LinkedHashMap<>();
    alarms.forEach((code, alarm) -> moved.put(code, alarm.moved(to)));
    return new AlarmNotices(moved);
  }

  /** Alarms that must outlive a restart: reported ones and those that are due. */
  List<AlarmState> kept() {
    return alarms.values().stream()
        .filter(alarm -> alarm.phase() == Phase.REPORTED || alarm.phase() == Phase.DUE)
        .toList();
  }

  /**
   * @param present texts of all present alarms by code
   * @param quiet whether only errors may be reported
   */
  Step next(Map<String, String> present, Instant now, boolean quiet) {
    Map<String, AlarmState> updated = updated(present, now);
    boolean begins =
        updated.values().stream()
            .anyMatch(
                alarm -> alarm.phase() == Phase.DUE && alarm.mayJoin(now) && may(alarm, quiet));
    List<AlarmNotice> notices = new ArrayList<>();
    Map<String, AlarmState> next = new LinkedHashMap<>();
    for (AlarmState alarm : updated.values()) {
      if (begins && alarm.mayJoin(now) && may(alarm, quiet)) {
        notices.add(alarm.notice(Kind.BEGAN));
        next.put(alarm.code(), alarm.with(Phase.REPORTED));
      } else if (!alarm.isOver(now) || alarm.phase() == Phase.CLOSED) {
        next.put(alarm.code(), alarm);
      } else if (alarm.phase() == Phase.FRESH) {
        next.put(alarm.code(), alarm.with(Phase.CLOSED));
      } else if (quiet) {
        next.put(alarm.code(), alarm);
      } else {
        notices.add(alarm.notice(alarm.phase() == Phase.REPORTED ? Kind.OVER : Kind.PASSED));
        next.put(alarm.code(), alarm.with(Phase.CLOSED));
      }
    }
    next.values().removeIf(alarm -> alarm.isForgotten(now));
    return new Step(new AlarmNotices(next), List.copyOf(notices));
  }

  private Map<String, AlarmState> updated(Map<String, String> present, Instant now) {
    Map<String, AlarmState> updated = new LinkedHashMap<>();
    alarms.forEach(
        (code, alarm) -> {
          String text = present.get(code);
          updated.put(code, text == null ? alarm.absent(now) : alarm.present(text, now));
        });
    present.forEach(
        (code, text) -> updated.computeIfAbsent(code, _ -> AlarmState.begun(code, text, now)));
    return updated;
  }

  private static boolean may(AlarmState alarm, boolean quiet) {
    return !quiet || alarm.severity() == AlarmSeverity.ERROR;
  }
}

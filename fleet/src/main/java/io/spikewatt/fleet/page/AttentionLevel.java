package io.spikewatt.fleet.page;

import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How much a site needs a person, the most first. */
public enum AttentionLevel {
  /** Nothing was heard for longer than a stated time. */
  SILENT,
  /** It reports that it lacks something that control needs. */
  DEGRADED,
  /** It reports alarms, and control works. */
  ALARMS,
  /** It does not share its alarms, or has not done so lately. */
  UNKNOWN,
  /** It reports no alarm. */
  WELL;

  /** Without a report at least each quarter of an hour, a site that shares its alarms is silent. */
  public static final Duration SILENT_AFTER = Duration.ofMinutes(40);

  /**
   * Level of a site. One that is connected and shares no alarms has nothing to send between rounds,
   * so it is not silent.
   *
   * @param listeningSince since when messages can arrive; empty = they cannot, so nobody is silent
   * @param silentAfter without a message
   */
  public static AttentionLevel of(
      GatewayContact contact, Optional<Instant> listeningSince, Duration silentAfter, Instant now) {
    boolean reportsHere =
        contact.connectedSince().isEmpty()
            || contact
                .reported()
                .filter(it -> !it.arrivedAt().isBefore(contact.connectedSince().get()))
                .isPresent();
    boolean quiet =
        passed(contact.heardAt(), silentAfter, now)
            && listeningSince.filter(since -> passed(since, silentAfter, now)).isPresent();
    if (reportsHere && quiet) {
      return SILENT;
    }
    return contact
        .reported()
        .filter(report -> !passed(report.arrivedAt(), silentAfter, now))
        .map(AttentionLevel::of)
        .orElse(UNKNOWN);
  }

  private static AttentionLevel of(ReportedCondition report) {
    if (report.condition().degraded()) {
      return DEGRADED;
    }
    return report.condition().alarms().isEmpty() ? WELL : ALARMS;
  }

  private static boolean passed(Instant at, Duration time, Instant now) {
    return Duration.between(at, now).compareTo(time) > 0;
  }

  /** Name in documents. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

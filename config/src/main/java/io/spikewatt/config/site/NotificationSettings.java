package io.spikewatt.config.site;

import java.time.LocalTime;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the notifications: alarms, and a summary of each day.
 *
 * @param language of the texts, a code of ISO 639-1
 * @param summaryAt local time of the daily summary; empty = none is sent
 * @param quiet hours in which only errors are sent; empty = none
 * @param targets at least one, their names unique
 */
public record NotificationSettings(
    String language,
    Optional<LocalTime> summaryAt,
    Optional<QuietHours> quiet,
    List<NotifyTarget> targets) {

  public NotificationSettings {
    targets = List.copyOf(targets);
  }

  /**
   * Hours of each local day.
   *
   * @param from inclusive
   * @param to exclusive; before {@code from} to span midnight, never the same
   */
  public record QuietHours(LocalTime from, LocalTime to) {

    public boolean contains(LocalTime time) {
      boolean afterFrom = !time.isBefore(from);
      boolean beforeTo = time.isBefore(to);
      return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
    }
  }
}

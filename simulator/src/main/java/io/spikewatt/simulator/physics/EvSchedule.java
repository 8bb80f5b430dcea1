package io.spikewatt.simulator.physics;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The driver's habits: home from work about 17:30 and off about 07:15; on Saturdays a trip from
 * about 10:00 to 15:00; at home on Sundays.
 */
public final class EvSchedule {

  private final ZoneId zone;
  private final Noise arrivals;
  private final Noise departures;
  private final Noise socs;

  public EvSchedule(long seed, ZoneId zone) {
    this.zone = zone;
    this.arrivals = new Noise(seed, "ev-arrival");
    this.departures = new Noise(seed, "ev-departure");
    this.socs = new Noise(seed, "ev-soc");
  }

  /** The first stay that ends after {@code now}: under way or to come. */
  public EvSession endingAfter(Instant now) {
    for (LocalDate day = LocalDate.ofInstant(now, zone).minusDays(3); ; day = day.plusDays(1)) {
      Optional<EvSession> session = on(day);
      if (session.isPresent() && session.get().departure().isAfter(now)) {
        return session.get();
      }
    }
  }

  private Optional<EvSession> on(LocalDate day) {
    long index = day.toEpochDay();
    return switch (day.getDayOfWeek()) {
      case SUNDAY -> Optional.empty();
      case SATURDAY ->
          Optional.of(
              new EvSession(
                  around(day, 15.0, 0.5 * arrivals.normal(index)),
                  around(day.plusDays(2), 7.25, 0.1 * departures.normal(index)),
                  50 + 12 * socs.uniform(index)));
      default -> {
        boolean friday = day.getDayOfWeek() == DayOfWeek.FRIDAY;
        double leave = friday ? 10.0 : 7.25;
        yield Optional.of(
            new EvSession(
                around(day, 17.5, 0.4 * arrivals.normal(index)),
                around(day.plusDays(1), leave, 0.1 * departures.normal(index)),
                30 + 15 * socs.uniform(index)));
      }
    };
  }

  private Instant around(LocalDate day, double hour, double offsetH) {
    double bounded = hour + Math.clamp(offsetH, -1, 1);
    return day.atTime(LocalTime.ofSecondOfDay((long) (bounded * 3_600))).atZone(zone).toInstant();
  }
}

package io.spikewatt.controller.forecast;

import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastSettings;
import io.spikewatt.inference.nowcast.Nowcaster;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/** One series of the site and its nowcaster. Confined to one thread. */
final class SeriesNowcaster {

  private final String series;
  private final String what;
  private final SeriesKind kind;
  private final NowcastSettings settings;
  private final BiFunction<SeriesKind, NowcastSettings, Nowcaster> maker;
  private Optional<Nowcaster> nowcaster = Optional.empty();
  private Instant issued = Instant.MIN;

  /**
   * @param series name in the history
   * @param what name in topics
   */
  SeriesNowcaster(
      String series,
      String what,
      SeriesKind kind,
      NowcastSettings settings,
      BiFunction<SeriesKind, NowcastSettings, Nowcaster> maker) {
    this.series = series;
    this.what = what;
    this.kind = kind;
    this.settings = settings;
    this.maker = maker;
  }

  String series() {
    return series;
  }

  String what() {
    return what;
  }

  /**
   * Begins anew with recorded minutes.
   *
   * @param past its minutes after the last known one may still come
   */
  void begin(TimeSeries past) {
    Nowcaster fresh = maker.apply(kind, settings);
    int end = past.values().length;
    while (end > 0 && Double.isNaN(past.values()[end - 1])) {
      end--;
    }
    int at = 0;
    while (at < end && Double.isNaN(past.values()[at])) {
      at++;
    }
    for (; at < end; at++) {
      fresh.observe(past.start().plus(past.step().multipliedBy(at)), past.values()[at]);
    }
    nowcaster = Optional.of(fresh);
    fresh.nowcast().ifPresent(made -> issued = made.issuedAt());
  }

  void observe(Instant minute, double meanW) {
    nowcaster.ifPresent(current -> current.observe(minute, meanW));
  }

  /** The newest nowcast, however old; empty without one. */
  Optional<Nowcast> newest() {
    return nowcaster.flatMap(Nowcaster::nowcast);
  }

  /** The newest nowcast if it was made since the last call, or the beginning. */
  Optional<Nowcast> next() {
    Optional<Nowcast> next = newest().filter(made -> made.issuedAt().isAfter(issued));
    next.ifPresent(made -> issued = made.issuedAt());
    return next;
  }
}

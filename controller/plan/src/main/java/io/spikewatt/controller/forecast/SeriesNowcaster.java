package io.spikewatt.controller.forecast;

import io.spikewatt.hal.time.QuarterHour;
import io.spikewatt.inference.feature.RunningSlot;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.forecast.TimeSeries;
import io.spikewatt.inference.nowcast.MinuteSeries;
import io.spikewatt.inference.nowcast.Nowcast;
import io.spikewatt.inference.nowcast.NowcastModel;
import io.spikewatt.inference.nowcast.NowcastSettings;
import io.spikewatt.inference.nowcast.NowcastTrainer;
import io.spikewatt.inference.nowcast.Nowcaster;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One series of the site and its nowcaster. One thread observes and asks, another one learns
 * ({@link #learn}).
 */
final class SeriesNowcaster {

  private final String series;
  private final String what;
  private final SeriesKind kind;
  private final NowcastSettings settings;
  private final Maker maker;

  /** Learnt and not yet in use. */
  private final AtomicReference<@Nullable NowcastModel> learnt = new AtomicReference<>();

  /** End of the data of the newest model; before all time without one. */
  private volatile Instant learntTo = Instant.MIN;

  private Optional<Nowcaster> nowcaster = Optional.empty();
  private Instant issued = Instant.MIN;
  private final RunningSlot running = new RunningSlot((int) QuarterHour.LENGTH.toMinutes());

  /** Makes a nowcaster with a model that fits, or without one. */
  @FunctionalInterface
  interface Maker {
    Nowcaster make(SeriesKind kind, NowcastSettings settings, Optional<NowcastModel> model);

    /** That of service. */
    static Nowcaster usual(
        SeriesKind kind, NowcastSettings settings, Optional<NowcastModel> model) {
      return model.isPresent()
          ? new Nowcaster(kind, settings, model.get())
          : new Nowcaster(kind, settings);
    }
  }

  /**
   * @param series name in the history
   * @param what name in topics
   */
  SeriesNowcaster(
      String series, String what, SeriesKind kind, NowcastSettings settings, Maker maker) {
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

  /** End of the data of the newest model; before all time without one. */
  Instant learntTo() {
    return learntTo;
  }

  /** Offers a model, which is used from the next beginning on; one that does not fit is not. */
  void offer(NowcastModel model) {
    if (model.fits(kind, settings)) {
      learntTo = model.to();
      learnt.set(model);
    }
  }

  /** Whether a model waits for a beginning. */
  boolean hasNews() {
    return learnt.get() != null;
  }

  /**
   * Learns a model from recorded minutes; takes up to ten seconds of CPU.
   *
   * @return empty when cancelled, and when too little is known
   */
  Optional<NowcastModel> learn(TimeSeries past, BooleanSupplier cancelled) {
    return NowcastTrainer.train(
        kind, settings, List.of(new MinuteSeries(past.start(), past.values())), cancelled);
  }

  /**
   * Restarts with recorded minutes, and with the waiting model.
   *
   * @param past its minutes after the last known one may still come
   */
  void begin(TimeSeries past) {
    Nowcaster fresh = maker.make(kind, settings, Optional.ofNullable(learnt.getAndSet(null)));
    int end = past.values().length;
    while (end > 0 && Double.isNaN(past.values()[end - 1])) {
      end--;
    }
    int at = 0;
    while (at < end && Double.isNaN(past.values()[at])) {
      at++;
    }
    for (; at < end; at++) {
      Instant minute = past.start().plus(past.step().multipliedBy(at));
      fresh.observe(minute, past.values()[at]);
      running.observe(minute.getEpochSecond() / 60, past.values()[at]);
    }
    nowcaster = Optional.of(fresh);
    fresh.nowcast().ifPresent(made -> issued = made.issuedAt());
  }

  void observe(Instant minute, double meanW) {
    running.observe(minute.getEpochSecond() / 60, meanW);
    nowcaster.ifPresent(current -> current.observe(minute, meanW));
  }

  /** The quarter hour that runs after the last minute. */
  RunningSlot running() {
    return running;
  }

  /** The newest nowcast, however old; empty without one. */
  Optional<Nowcast> newest() {
    return nowcaster.flatMap(Nowcaster::nowcast);
  }

  /** As {@link Nowcaster#skill}. */
  OptionalDouble skill() {
    return nowcaster.isPresent() ? nowcaster.get().skill() : OptionalDouble.empty();
  }

  /** The newest nowcast if it was made since the last call, or the beginning. */
  Optional<Nowcast> next() {
    Optional<Nowcast> next = newest().filter(made -> made.issuedAt().isAfter(issued));
    next.ifPresent(made -> issued = made.issuedAt());
    return next;
  }
}

package io.spikewatt.drivers.iec62056;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.ObisSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.drivers.device.SignalDevice;
import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A meter that is read out as a whole. A readout takes seconds to minutes, so an own thread does
 * it. {@link #read} returns the values of the last readout at once, dated at its start. A reading
 * older than three intervals is stale.
 */
public final class Iec62056Device extends SignalDevice<ObisSpec, Void> {

  private static final int STALE_INTERVALS = 3;

  /** A failed readout is retried sooner, but meters need long pauses. */
  private static final int RETRY_DIVISOR = 4;

  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(5);
  private final Connection.Iec62056 connection;
  private final Supplier<Readout> readouts;
  private final CounterPlausibility counters = new CounterPlausibility();

  private @Nullable Thread thread;
  private @Nullable Readout running;
  private @Nullable Moment requested;
  private @Nullable Moment lastRequest;
  private List<Sample> latest = List.of();
  private boolean failed;
  private boolean closed;

  public Iec62056Device(String id, DeviceProfile.Iec62056 profile, Connection.Iec62056 connection) {
    this(id, profile, connection, () -> new Readout(connection));
  }

  Iec62056Device(
      String id,
      DeviceProfile.Iec62056 profile,
      Connection.Iec62056 connection,
      Supplier<Readout> readouts) {
    super(
        new SignalSet<>(
            id,
            SignalSet.places(id, profile.inputs(), ObisSpec::quantity, (_, spec) -> spec),
            Map.of()));
    this.connection = connection;
    this.readouts = readouts;
  }

  @Override
  public Duration every(Signal input) {
    return connection.interval();
  }

  @Override
  public synchronized List<Sample> read(Moment now) {
    if (closed) {
      return missing(Fault.of(Kind.UNREACHABLE, "closed"), now);
    }
    if (requested == null && due(now)) {
      requested = now;
      lastRequest = now;
      if (thread == null) {
        thread = Thread.ofPlatform().daemon().name("iec62056-" + id()).start(this::serve);
      }
      notifyAll();
    }
    if (latest.isEmpty()) {
      return missing(Fault.of(Kind.NEVER_READ, "first readout is not finished"), now);
    }
    return latest.stream().map(sample -> aged(sample, now)).toList();
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    return WriteReceipt.refused(
        setpoint.signal(), Kind.NOT_IMPLEMENTED, "a meter has no outputs", now);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (running != null) {
      running.abort();
    }
    notifyAll();
  }

  private boolean due(Moment now) {
    if (lastRequest == null) {
      return true;
    }
    return now.since(lastRequest).compareTo(failed ? retryInterval() : connection.interval()) >= 0;
  }

  private Duration retryInterval() {
    Duration retry = connection.interval().dividedBy(RETRY_DIVISOR);
    Duration bounded = retry.compareTo(SHORTEST_RETRY) < 0 ? SHORTEST_RETRY : retry;
    return bounded.compareTo(connection.interval()) > 0 ? connection.interval() : bounded;
  }

  /** The meter's thread. */
  private void serve() {
    while (true) {
      Moment at = awaitRequest();
      if (at == null) {
        return;
      }
      Readout readout = readouts.get();
      if (!begin(readout)) {
        return;
      }
      finish(readout.run(), at);
    }
  }

  private synchronized @Nullable Moment awaitRequest() {
    try {
      while (requested == null && !closed) {
        wait();
      }
      return closed ? null : requested;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private synchronized boolean begin(Readout readout) {
    running = readout;
    return !closed;
  }

  private synchronized void finish(Readout.Result result, Moment at) {
    running = null;
    requested = null;
    switch (result) {
      case Readout.Result.Read read -> {
        failed = false;
        latest =
            signals.inputs().entrySet().stream()
                .map(point -> ObisTable.find(read.lines(), point.getKey(), point.getValue(), at))
                .map(reading -> counters.judge(reading.sample(), reading.display()))
                .toList();
      }
      case Readout.Result.Failed failure -> {
        failed = true;
        latest = missing(failure.fault(), at);
      }
    }
  }

  private Sample aged(Sample sample, Moment now) {
    Duration age = now.since(sample.at());
    boolean stale = age.compareTo(connection.interval().multipliedBy(STALE_INTERVALS)) > 0;
    return switch (sample) {
      case Sample.Good good when stale ->
          Sample.missing(good.signal(), Kind.STALE, "read out " + age.toSeconds() + " s ago", now);
      case Sample.Good good -> good;
      case Sample.Missing missing -> new Sample.Missing(missing.signal(), missing.reason(), now);
    };
  }
}

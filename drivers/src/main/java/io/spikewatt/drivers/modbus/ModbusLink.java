package io.spikewatt.drivers.modbus;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Pacing;
import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One Modbus endpoint: a TCP connection or a serial bus, shared by all its units. A silent unit is
 * polled less and less often, so that it does not delay its neighbours. One thread at a time uses a
 * port; ports of one link may be used by many, and take turns.
 */
public final class ModbusLink {

  /** Silence before a request to another unit of a bus: slow transceivers release the line late. */
  private static final Duration UNIT_GAP = Duration.ofMillis(25);

  /** Longest time of a whole poll, in single answers. */
  private static final int BUDGET_FACTOR = 3;

  private final String endpoint;
  private final Clock realTime = new SystemClock();
  private final ModbusTransport transport;
  private final Map<Integer, Silence> silences = new HashMap<>();
  private final AtomicInteger ports = new AtomicInteger();

  /** Whether two ports were ever open at the same time. */
  private volatile boolean manyPorts;

  /** Exchanges take turns in the order of their requests. */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** Time since a unit's last valid answer, and the reason. */
  private static final class Silence {
    final Backoff backoff = new Backoff();
    String why = "";
  }

  private record PrefetchedRead(Table table, int address, int count, Pdu pdu) {}

  private ModbusLink(
      String endpoint,
      ByteLine.Opener opener,
      Framing framing,
      Duration frameGap,
      Duration unitGap,
      Pacing pacing) {
    this.endpoint = endpoint;
    this.transport =
        new ModbusTransport(endpoint, opener, framing, frameGap, unitGap, pacing, realTime);
  }

  /** A link to the endpoint of {@code to}; its unit and time-out do not matter here. */
  public static ModbusLink open(Connection.Modbus to) {
    return open(to, to.pacing());
  }

  /** The same with pauses that suit all devices behind the endpoint. */
  public static ModbusLink open(Connection.Modbus to, Pacing pacing) {
    return switch (to) {
      case Connection.ModbusTcp tcp ->
          new ModbusLink(
              tcp.endpoint(),
              deadline -> SocketLine.open(tcp.host(), tcp.port(), deadline),
              new MbapFraming(),
              Duration.ZERO,
              Duration.ZERO,
              pacing);
      case Connection.ModbusRtuTcp tcp ->
          new ModbusLink(
              tcp.endpoint(),
              deadline -> SocketLine.open(tcp.host(), tcp.port(), deadline),
              new RtuFraming(),
              Duration.ZERO,
              UNIT_GAP,
              pacing);
      case Connection.ModbusRtu serial ->
          new ModbusLink(
              serial.endpoint(),
              deadline -> SerialPortLine.open(serial.device(), serial.line(), deadline),
              new RtuFraming(),
              silence(serial.line().baud()),
              UNIT_GAP,
              pacing);
    };
  }

  /** 3.5 characters of 11 bits, at least 1.75 ms, end an RTU frame. */
  private static Duration silence(int baud) {
    long nanos = (long) (3.5 * 11 * 1e9 / baud);
    return Duration.ofNanos(Math.max(nanos, 1_750_000));
  }

  /**
   * A port to one unit. The link closes with its last port.
   *
   * @param unit 0..255
   * @param timeout for one answer, as on the unit's bus; a poll may take three times that
   */
  public RegisterPort unit(int unit, Duration timeout) {
    if (ports.incrementAndGet() > 1) {
      manyPorts = true;
    }
    return new UnitPort(unit, timeout);
  }

  @Override
  public String toString() {
    return endpoint;
  }

  private RegisterReply exchange(
      int unit, Pdu request, Moment now, Duration timeout, Deadline budget, BusyRetries retries) {
    turn.lock();
    try {
      Silence silence = silences.computeIfAbsent(unit, u -> new Silence());
      if (!silence.backoff.ready(now)) {
        return RegisterReply.failed(Fault.Kind.UNREACHABLE, silence.backoff.why(silence.why, now));
      }
      if (budget.passed()) {
        return RegisterReply.failed(Fault.Kind.TIMEOUT, "the poll's time is used up");
      }
      RegisterReply reply = transport.exchange(unit, request, now, timeout, budget);
      while (reply instanceof Failed failed && failed.busy() && retries.wait(budget)) {
        reply = transport.exchange(unit, request, now, timeout, budget);
      }
      note(silence, reply, now);
      return reply;
    } finally {
      turn.unlock();
    }
  }

  /** The answer only if no other port may take its turn before. */
  private Optional<AwaitedAnswer> ask(int unit, Pdu request, Duration timeout) {
    if (!turn.tryLock()) {
      return Optional.empty();
    }
    try {
      Silence silence = silences.get(unit);
      if (silence != null && silence.backoff.failures() == 0) {
        transport.closeIdle();
        Optional<AwaitedAnswer> answer = transport.ask(unit, request, timeout);
        return manyPorts ? Optional.empty() : answer;
      }
      return Optional.empty();
    } finally {
      turn.unlock();
    }
  }

  /** An unreachable endpoint is a fault of the link, not of the unit. */
  private void note(Silence silence, RegisterReply reply, Moment now) {
    if (transport.isDown(now)) {
      return;
    }
    if (reply instanceof Failed failed && failed.fault().kind() != Fault.Kind.REJECTED) {
      // The reported reason repeats the kind.
      silence.why =
          failed.fault().kind() == Fault.Kind.UNREACHABLE
              ? failed.fault().detail()
              : failed.fault().toString();
      silence.backoff.failed(now);
    } else {
      silence.backoff.succeeded();
    }
  }

  private void closeIdle() {
    turn.lock();
    try {
      transport.closeIdle();
    } finally {
      turn.unlock();
    }
  }

  private void release() {
    turn.lock();
    try {
      if (ports.decrementAndGet() == 0) {
        transport.close();
      }
    } finally {
      turn.unlock();
    }
  }

  private final class UnitPort implements RegisterPort {
    private final int unit;
    private final Duration timeout;
    private final Duration usualBudget;
    private @Nullable PrefetchedRead prefetched;
    private boolean closed;

    UnitPort(int unit, Duration timeout) {
      this.unit = unit;
      this.timeout = timeout;
      this.usualBudget = timeout.multipliedBy(BUDGET_FACTOR);
    }

    @Override
    public RegisterSession begin(Moment now) {
      return begin(now, usualBudget);
    }

    @Override
    public RegisterSession begin(Moment now, Duration budget) {
      closeIdle();
      Deadline deadline = Deadline.after(realTime, budget);
      BusyRetries retries = new BusyRetries(realTime);
      return new RegisterSession() {
        @Override
        public RegisterReply read(Table table, int address, int count) {
          return exchange(unit, request(table, address, count), now, timeout, deadline, retries);
        }

        @Override
        public RegisterReply write(int address, int... words) {
          Pdu request = Pdu.write(address, words);
          return exchange(unit, request, now, timeout, deadline, retries);
        }

        @Override
        public long connection() {
          return transport.connection();
        }
      };
    }

    @Override
    public Optional<AwaitedAnswer> ask(Table table, int address, int count) {
      return ModbusLink.this.ask(unit, request(table, address, count), timeout);
    }

    /** A request to read; the same one as last time if it is the same. */
    private Pdu request(Table table, int address, int count) {
      PrefetchedRead last = prefetched;
      if (last == null || last.table != table || last.address != address || last.count != count) {
        last = new PrefetchedRead(table, address, count, Pdu.read(table, address, count));
        prefetched = last;
      }
      return last.pdu;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        release();
      }
    }
  }
}

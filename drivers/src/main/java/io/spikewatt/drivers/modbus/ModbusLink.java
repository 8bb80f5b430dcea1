package io.spikewatt.drivers.modbus;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Pacing;
import io.spikewatt.drivers.poll.Backoff;
import io.spikewatt.drivers.poll.RegisterPort;
import io.spikewatt.drivers.poll.RegisterReply;
import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterSession;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * One Modbus endpoint: a TCP connection or a serial bus, shared by all its units. Connects when
 * first needed, closes a socket after anything odd, and connects again by itself; a unit that keeps
 * silent is asked more and more seldom, so that it does not hold up its neighbours.
 *
 * <p>One thread at a time uses a port; ports of one link may be used by many, and take turns.
 */
public final class ModbusLink {

  /** Longest time for a connect: on a local network it takes milliseconds. */
  private static final Duration CONNECT_TIME = Duration.ofSeconds(1);

  /** Silence before another unit of a bus is asked: slow transceivers need it to let go. */
  private static final Duration UNIT_GAP = Duration.ofMillis(25);

  /** A whole poll may take as long as this many single answers. */
  private static final int BUDGET_FACTOR = 3;

  /** A serial port is opened afresh after so many failures of all units in a row. */
  private static final int REOPEN_AFTER = 8;

  private final String endpoint;
  private final ByteLine.Opener opener;
  private final Framing framing;
  private final Duration frameGap;
  private final Duration unitGap;
  private final Pacing pacing;
  private final Clock realTime = new SystemClock();
  private final Backoff connecting = new Backoff();
  private final Map<Integer, Silence> silences = new HashMap<>();

  private @Nullable ByteLine line;
  private long connection;
  private boolean served;
  private int failuresInARow;
  private Moment quietSince = realTime.now();
  private Moment usableAt = quietSince;
  private int lastUnit = -1;
  private String lastConnectError = "";
  private final AtomicInteger ports = new AtomicInteger();

  /** Exchanges take turns in the order in which they were asked for. */
  private final ReentrantLock turn = new ReentrantLock(true);

  /** How long a unit has been without a valid answer, and why. */
  private static final class Silence {
    final Backoff backoff = new Backoff();
    String why = "";
  }

  /**
   * @param frameGap silence between two frames
   * @param unitGap silence between two frames to different units
   */
  private ModbusLink(
      String endpoint,
      ByteLine.Opener opener,
      Framing framing,
      Duration frameGap,
      Duration unitGap,
      Pacing pacing) {
    this.endpoint = endpoint;
    this.opener = opener;
    this.framing = framing;
    this.frameGap = longer(frameGap, pacing.gap());
    this.unitGap = longer(unitGap, pacing.gap());
    this.pacing = pacing;
  }

  /** A link to the endpoint of {@code to}; its unit and time-out do not matter here. */
  public static ModbusLink open(Connection.ModbusTcp to) {
    return open(to, to.pacing());
  }

  /** The same with pauses that suit all devices behind the endpoint. */
  public static ModbusLink open(Connection.ModbusTcp to, Pacing pacing) {
    return new ModbusLink(
        to.endpoint(),
        deadline -> SocketLine.open(to.host(), to.port(), deadline),
        new MbapFraming(),
        Duration.ZERO,
        Duration.ZERO,
        pacing);
  }

  /** A link to the endpoint of {@code to}; its unit and time-out do not matter here. */
  public static ModbusLink open(Connection.ModbusRtuTcp to) {
    return open(to, to.pacing());
  }

  /** The same with pauses that suit all devices behind the endpoint. */
  public static ModbusLink open(Connection.ModbusRtuTcp to, Pacing pacing) {
    return new ModbusLink(
        to.endpoint(),
        deadline -> SocketLine.open(to.host(), to.port(), deadline),
        new RtuFraming(),
        Duration.ZERO,
        UNIT_GAP,
        pacing);
  }

  /** A link to the endpoint of {@code to}; its unit and time-out do not matter here. */
  public static ModbusLink open(Connection.ModbusRtu to) {
    return open(to, to.pacing());
  }

  /** The same with pauses that suit all devices behind the endpoint. */
  public static ModbusLink open(Connection.ModbusRtu to, Pacing pacing) {
    return new ModbusLink(
        to.endpoint(),
        deadline -> SerialPortLine.open(to.device(), to.line(), deadline),
        new RtuFraming(),
        silence(to.line().baud()),
        UNIT_GAP,
        pacing);
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
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
    ports.incrementAndGet();
    return new UnitPort(unit, timeout);
  }

  @Override
  public String toString() {
    return endpoint;
  }

  private RegisterReply exchange(
      int unit, Pdu request, Moment now, Duration timeout, Deadline budget) {
    turn.lock();
    try {
      return exchangeAlone(unit, request, now, timeout, budget);
    } finally {
      turn.unlock();
    }
  }

  private RegisterReply exchangeAlone(
      int unit, Pdu request, Moment now, Duration timeout, Deadline budget) {
    Silence silence = silences.computeIfAbsent(unit, u -> new Silence());
    if (!silence.backoff.ready(now)) {
      return waiting(silence.why, silence.backoff, now);
    }
    if (budget.passed()) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "the poll's time is used up");
    }
    boolean reused = line != null && served;
    RegisterReply reply = exchangeOnce(unit, request, now, timeout, budget);
    if (reused && line == null && brokenLine(reply)) {
      // The device closed an idle connection: nobody's fault, ask again on a new one.
      reply = exchangeOnce(unit, request, now, timeout, budget);
    }
    note(silence, reply, now);
    return reply;
  }

  private RegisterReply exchangeOnce(
      int unit, Pdu request, Moment now, Duration timeout, Deadline budget) {
    ByteLine open = line;
    if (open == null) {
      if (!connecting.ready(now)) {
        return waiting(lastConnectError, connecting, now);
      }
      try {
        open = opener.open(budget.within(CONNECT_TIME));
      } catch (IOException e) {
        connecting.failed(now);
        lastConnectError = String.valueOf(e.getMessage());
        return RegisterReply.failed(Fault.Kind.UNREACHABLE, lastConnectError);
      }
      connecting.succeeded();
      connection++;
      usableAt = realTime.now().plus(pacing.connectDelay());
      served = false;
      line = open;
    }
    Moment opened = realTime.now();
    if (usableAt.isAfter(opened)) {
      long left = usableAt.since(opened).toMillis();
      return RegisterReply.failed(
          Fault.Kind.UNREACHABLE, "connected; the device wants quiet for " + left + " ms");
    }
    try {
      keepGap(unit);
      open.drain();
      byte[] answer = framing.exchange(open, unit, request.bytes(), budget.within(timeout));
      RegisterReply reply = request.reply(answer);
      served = true;
      failuresInARow = 0;
      return reply;
    } catch (SocketTimeoutException e) {
      return failed(open, Fault.Kind.TIMEOUT, e);
    } catch (BadFrameException e) {
      return failed(open, Fault.Kind.BAD_FRAME, e);
    } catch (IOException e) {
      failuresInARow = REOPEN_AFTER;
      return failed(open, Fault.Kind.UNREACHABLE, e);
    } catch (RuntimeException e) {
      // j2mod's parsers throw these for answers that they did not expect.
      Logger.debug(e, "{}: answer cannot be parsed", endpoint);
      return failed(open, Fault.Kind.BAD_FRAME, e);
    } finally {
      quietSince = realTime.now();
    }
  }

  private Failed failed(ByteLine open, Fault.Kind kind, Exception why) {
    failuresInARow++;
    if (!open.survivesErrors() || failuresInARow >= REOPEN_AFTER) {
      open.close();
      line = null;
      failuresInARow = 0;
    }
    return RegisterReply.failed(kind, String.valueOf(why.getMessage()));
  }

  private static boolean brokenLine(RegisterReply reply) {
    return reply instanceof Failed failed && failed.fault().kind() == Fault.Kind.UNREACHABLE;
  }

  /** An unreachable endpoint is the link's matter, not the unit's. */
  private void note(Silence silence, RegisterReply reply, Moment now) {
    if (reply instanceof Failed failed
        && failed.fault().kind() != Fault.Kind.REJECTED
        && connecting.ready(now)) {
      silence.why = failed.fault().toString();
      silence.backoff.failed(now);
    } else if (connecting.ready(now)) {
      silence.backoff.succeeded();
    }
  }

  private static Failed waiting(String why, Backoff backoff, Moment now) {
    return RegisterReply.failed(
        Fault.Kind.UNREACHABLE,
        why + "; next try in " + Math.ceilDiv(backoff.left(now).toMillis(), 100) / 10.0 + " s");
  }

  private void keepGap(int unit) throws InterruptedIOException {
    Duration gap = unit == lastUnit ? frameGap : unitGap;
    lastUnit = unit;
    if (gap.isZero()) {
      return;
    }
    try {
      realTime.sleepUntil(quietSince.plus(gap));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void closeIdle() {
    turn.lock();
    try {
      closeIdleAlone();
    } finally {
      turn.unlock();
    }
  }

  private void closeIdleAlone() {
    Moment now = realTime.now();
    if (line != null
        && pacing
            .idleClose()
            .filter(idle -> now.since(quietSince).compareTo(idle) > 0)
            .isPresent()) {
      line.close();
      line = null;
    }
  }

  private void release() {
    turn.lock();
    try {
      if (ports.decrementAndGet() == 0 && line != null) {
        line.close();
        line = null;
      }
    } finally {
      turn.unlock();
    }
  }

  private final class UnitPort implements RegisterPort {
    private final int unit;
    private final Duration timeout;
    private boolean closed;

    UnitPort(int unit, Duration timeout) {
      this.unit = unit;
      this.timeout = timeout;
    }

    @Override
    public RegisterSession begin(Moment now) {
      return begin(now, timeout.multipliedBy(BUDGET_FACTOR));
    }

    @Override
    public RegisterSession begin(Moment now, Duration budget) {
      closeIdle();
      Deadline deadline = Deadline.after(realTime, budget);
      return new RegisterSession() {
        @Override
        public RegisterReply read(Table table, int address, int count) {
          return exchange(unit, Pdu.read(table, address, count), now, timeout, deadline);
        }

        @Override
        public RegisterReply write(int address, int... words) {
          return exchange(unit, Pdu.write(address, words), now, timeout, deadline);
        }

        @Override
        public long connection() {
          return connection;
        }
      };
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

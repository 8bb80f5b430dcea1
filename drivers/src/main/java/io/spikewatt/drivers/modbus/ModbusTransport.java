package io.spikewatt.drivers.modbus;

import io.spikewatt.config.site.Connection.Pacing;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The connection to one endpoint, kept open between exchanges: connects when first needed, keeps
 * the silences of the bus, closes a socket after any irregularity and reconnects by itself.
 * Confined to one thread.
 */
final class ModbusTransport {

  /** Longest time for a connect: on a local network it takes milliseconds. */
  private static final Duration CONNECT_TIME = Duration.ofSeconds(1);

  /** A serial port is reopened after this many consecutive failures of all units. */
  private static final int REOPEN_AFTER = 8;

  private final String endpoint;
  private final ByteLine.Opener opener;
  private final Framing framing;
  private final Duration frameGap;
  private final Duration unitGap;
  private final Pacing pacing;
  private final Clock realTime;
  private final Backoff connecting = new Backoff();

  private @Nullable ByteLine line;
  private long connection;
  private boolean served;

  /** Set after unsolicited bytes: from then on the line is drained before each request. */
  private boolean noisy;

  private int failuresInARow;
  private Moment quietSince;
  private Moment usableAt;
  private int lastUnit = -1;
  private String lastConnectError = "";

  /** Silence between two frames, and between two frames to different units. */
  ModbusTransport(
      String endpoint,
      ByteLine.Opener opener,
      Framing framing,
      Duration frameGap,
      Duration unitGap,
      Pacing pacing,
      Clock realTime) {
    this.endpoint = endpoint;
    this.opener = opener;
    this.framing = framing;
    this.frameGap = longer(frameGap, pacing.gap());
    this.unitGap = longer(unitGap, pacing.gap());
    this.pacing = pacing;
    this.realTime = realTime;
    this.quietSince = realTime.now();
    this.usableAt = quietSince;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Number of the connection, growing with each reconnect; 0 before the first. */
  long connection() {
    return connection;
  }

  /** Whether it waits before it connects again. */
  boolean isDown(Moment now) {
    return !connecting.ready(now);
  }

  /** One request and its answer, checked; on a new connection if the old one has ended. */
  RegisterReply exchange(int unit, Pdu request, Moment now, Duration timeout, Deadline budget) {
    boolean reused = line != null && served;
    RegisterReply reply = exchangeOnce(unit, request, now, timeout, budget);
    if (reused && line == null && brokenLine(reply)) {
      // The device closed an idle connection: not a fault, repeat on a new one.
      reply = exchangeOnce(unit, request, now, timeout, budget);
    }
    return reply;
  }

  private RegisterReply exchangeOnce(
      int unit, Pdu request, Moment now, Duration timeout, Deadline budget) {
    if (line == null && !connecting.ready(now)) {
      return RegisterReply.failed(Fault.Kind.UNREACHABLE, connecting.why(lastConnectError, now));
    }
    ByteLine open = line == null ? connect(now, budget) : line;
    if (open == null) {
      return RegisterReply.failed(Fault.Kind.UNREACHABLE, lastConnectError);
    }
    Duration quiet = served ? Duration.ZERO : usableAt.since(realTime.now());
    if (quiet.isPositive()) {
      return RegisterReply.failed(
          Fault.Kind.UNREACHABLE,
          "connected; the device wants quiet for " + quiet.toMillis() + " ms");
    }
    return exchangeOn(open, unit, request, timeout, budget);
  }

  /** The new line; null on failure, with the reason in {@link #lastConnectError}. */
  private @Nullable ByteLine connect(Moment now, Deadline budget) {
    try {
      line = opener.open(budget.within(CONNECT_TIME));
    } catch (IOException e) {
      connecting.failed(now);
      lastConnectError = String.valueOf(e.getMessage());
      return null;
    }
    connecting.succeeded();
    connection++;
    usableAt = realTime.now().plus(pacing.connectDelay());
    served = false;
    return line;
  }

  private RegisterReply exchangeOn(
      ByteLine open, int unit, Pdu request, Duration timeout, Deadline budget) {
    try {
      byte[] pdu = request.bytes();
      if (!framing.numbered()) {
        Optional<byte[]> probe = framing.probe(unit, pdu, realTime.now());
        if (probe.isPresent()) {
          send(open, unit, probe.get(), budget.within(timeout));
        }
      }
      RegisterReply reply = request.reply(send(open, unit, pdu, budget.within(timeout)));
      served = true;
      failuresInARow = 0;
      return reply;
    } catch (SocketTimeoutException e) {
      return failed(open, Fault.Kind.TIMEOUT, e);
    } catch (BadFrameException e) {
      noisy = true;
      return failed(open, Fault.Kind.BAD_FRAME, e);
    } catch (IOException e) {
      failuresInARow = REOPEN_AFTER;
      return failed(open, Fault.Kind.UNREACHABLE, e);
    } catch (RuntimeException e) {
      // j2mod's parsers throw these for answers that they did not expect.
      Logger.debug(e, "{}: answer cannot be parsed", endpoint);
      return failed(open, Fault.Kind.BAD_FRAME, e);
    }
  }

  private byte[] send(ByteLine open, int unit, byte[] pdu, Deadline deadline) throws IOException {
    try {
      pause(unit == lastUnit ? frameGap : unitGap);
      // Old answers are recognised by their numbers; draining costs as much as reading.
      if (!framing.numbered() || noisy) {
        drain(open, deadline);
      }
      return framing.exchange(open, unit, pdu, deadline);
    } finally {
      lastUnit = unit;
      quietSince = realTime.now();
    }
  }

  private void drain(ByteLine open, Deadline deadline) throws IOException {
    while (open.drain() > 0 && frameGap.isPositive()) {
      // The line is still busy, so a request now would be lost.
      deadline.millisLeft();
      quietSince = realTime.now();
      pause(frameGap);
    }
  }

  /**
   * Sends a request ahead of its {@link #exchange} where that is safe: on an open line that has
   * already served, to a device that needs no pauses, if answers identify their request. Never
   * waits. A broken line is closed, and the exchange opens another. Empty if nothing was sent.
   */
  Optional<AwaitedAnswer> ask(int unit, Pdu request, Duration timeout) {
    ByteLine open = line;
    if (open == null || !served || noisy || !framing.numbered() || unitGap.isPositive()) {
      return Optional.empty();
    }
    try {
      framing.sendAhead(open, unit, request.bytes(), Deadline.after(realTime, timeout));
      return open.awaitable().map(awaitable -> new SentAhead(awaitable, framing));
    } catch (IOException e) {
      close();
      return Optional.empty();
    }
  }

  private record SentAhead(ByteLine.Awaitable line, Framing framing) implements AwaitedAnswer {
    @Override
    public SelectableChannel channel() {
      return line.channel();
    }

    @Override
    public Progress progress() {
      try {
        return framing.progress(line.arrived());
      } catch (IOException e) {
        // The exchange fails again, and reports it.
        return Progress.DISTURBED;
      }
    }
  }

  private Failed failed(ByteLine open, Fault.Kind kind, Exception why) {
    failuresInARow++;
    if (!open.survivesErrors() || failuresInARow >= REOPEN_AFTER) {
      close();
      failuresInARow = 0;
    }
    return RegisterReply.failed(kind, String.valueOf(why.getMessage()));
  }

  private static boolean brokenLine(RegisterReply reply) {
    return reply instanceof Failed failed && failed.fault().kind() == Fault.Kind.UNREACHABLE;
  }

  private void pause(Duration gap) throws InterruptedIOException {
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

  /** Closes the connection if it has been idle for longer than the device wants. */
  void closeIdle() {
    if (pacing.idleClose().isPresent()
        && realTime.now().since(quietSince).compareTo(pacing.idleClose().get()) > 0) {
      close();
    }
  }

  /** Closes the connection; the next exchange makes another. */
  void close() {
    if (line != null) {
      line.close();
      line = null;
    }
  }
}

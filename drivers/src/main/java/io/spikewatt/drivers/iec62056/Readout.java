package io.spikewatt.drivers.iec62056;

import io.spikewatt.config.site.Connection;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openmuc.j62056.DataMessage;
import org.openmuc.j62056.Iec21Port;
import org.openmuc.jrxtx.SerialPortException;
import org.openmuc.jrxtx.SerialPortTimeoutException;

/**
 * Reads a meter once: opens the line, does the dialogue, closes the line. Blocks for as long as
 * that takes, up to a deadline in real time at which the line is closed under the dialogue's feet.
 *
 * <p>One thread reads; any thread may {@link #abort}.
 */
final class Readout {

  /** Largest readout that the deadline leaves room for at the first baud rate, characters. */
  private static final long CHARACTERS = 4_096;

  private static final int BITS_PER_CHARACTER = 10;

  private final Connection.Iec62056 connection;
  private final Duration deadline;
  private @Nullable Iec21Port port;
  private boolean aborted;

  /** What came of it. */
  sealed interface Result {
    record Read(List<DataLine> lines) implements Result {}

    record Failed(Fault fault) implements Result {}
  }

  Readout(Connection.Iec62056 connection) {
    this(connection, usualDeadline(connection));
  }

  Readout(Connection.Iec62056 connection, Duration deadline) {
    this.connection = connection;
    this.deadline = deadline;
  }

  private static Duration usualDeadline(Connection.Iec62056 connection) {
    long bits = CHARACTERS * BITS_PER_CHARACTER;
    return connection
        .timeout()
        .multipliedBy(4)
        .plus(Duration.ofMillis(1_000 * bits / connection.baud()));
  }

  Result run() {
    CountDownLatch done = new CountDownLatch(1);
    Thread watch = Thread.ofVirtual().name("iec62056-deadline").start(() -> guard(done));
    try {
      return new Result.Read(dialogue());
    } catch (IOException | RuntimeException e) {
      // j62056 indexes into what the meter sent, so a broken answer may end in any of them.
      return new Result.Failed(classify(e));
    } finally {
      done.countDown();
      watch.interrupt();
      closePort();
    }
  }

  /** Ends a running dialogue now. */
  synchronized void abort() {
    aborted = true;
    closePort();
  }

  private List<DataLine> dialogue() throws IOException {
    Iec21Port open =
        new Iec21Port.Builder(connection.port())
            .setInitialBaudrate(connection.baud())
            .setTimeout(Math.toIntExact(connection.timeout().toMillis()))
            .buildAndOpen();
    synchronized (this) {
      port = open;
      if (aborted) {
        throw new SerialPortException("stopped");
      }
    }
    DataMessage message = open.read();
    return message.getDataSets().stream()
        .map(set -> new DataLine(set.getAddress(), set.getValue(), set.getUnit()))
        .toList();
  }

  private void guard(CountDownLatch done) {
    try {
      if (!done.await(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        abort();
      }
    } catch (InterruptedException finished) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void closePort() {
    Iec21Port open = port;
    port = null;
    if (open != null) {
      open.close();
    }
  }

  private synchronized Fault classify(Exception e) {
    String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (aborted) {
      return Fault.of(Kind.TIMEOUT, "no whole readout within " + deadline.toSeconds() + " s");
    }
    return switch (e) {
      case SerialPortTimeoutException timeout -> Fault.of(Kind.TIMEOUT, detail);
      case SerialPortException line -> Fault.of(Kind.UNREACHABLE, detail);
      case EOFException end -> Fault.of(Kind.UNREACHABLE, "the line was closed");
      default -> Fault.of(Kind.BAD_FRAME, detail);
    };
  }
}

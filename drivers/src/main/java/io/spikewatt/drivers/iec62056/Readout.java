package io.spikewatt.drivers.iec62056;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Fault.Kind;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.SystemClock;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openmuc.j62056.DataMessage;
import org.openmuc.j62056.DataSet;
import org.openmuc.j62056.Iec21Port;
import org.openmuc.j62056.ModeDListener;
import org.openmuc.jrxtx.SerialPortException;
import org.openmuc.jrxtx.SerialPortTimeoutException;

/**
 * Reads a meter once: opens the line, requests or listens, closes the line. Blocks up to a deadline
 * in real time, at which the line is closed even during the dialogue. Confined to one thread,
 * except {@link #abort}.
 */
final class Readout {

  private final Connection.Iec62056 connection;
  private final Duration deadline;
  private final Clock realTime = new SystemClock();
  private final Telegram telegram = new Telegram();
  private @Nullable Iec21Port port;
  private boolean aborted;

  /** Outcome of a readout. */
  sealed interface Result {
    record Read(List<DataLine> lines) implements Result {}

    record Failed(Fault fault) implements Result {}
  }

  Readout(Connection.Iec62056 connection) {
    this(connection, LineTimes.deadline(connection));
  }

  Readout(Connection.Iec62056 connection, Duration deadline) {
    this.connection = connection;
    this.deadline = deadline;
  }

  Result run() {
    CountDownLatch done = new CountDownLatch(1);
    Thread watch = Thread.ofVirtual().name("iec62056-deadline").start(() -> guard(done));
    try {
      return new Result.Read(dialogue());
    } catch (IOException | RuntimeException e) {
      // j62056 indexes into the meter's answer, so a broken one may cause any of them.
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
    telegram.abandon();
  }

  private List<DataLine> dialogue() throws IOException {
    DataMessage message =
        switch (connection.dialogue()) {
          case Dialogue.Request request -> ask(request);
          case Dialogue.Push push -> listen(push);
        };
    return message.getDataSets().stream()
        .map(set -> new DataLine(set.getAddress(), set.getValue(), set.getUnit()))
        .toList();
  }

  private DataMessage ask(Dialogue.Request request) throws IOException {
    Iec21Port open =
        open(
            builder(request)
                .setDeviceAddress(request.address().orElse(""))
                .enableFixedBaudrate(request.fixedBaud())
                .setBaudRateChangeDelay(
                    Math.toIntExact(LineTimes.beforeSwitch(request.baud()).toMillis())));
    if (request.wakeUp()) {
      wakeUp(open, request.baud());
    }
    return open.read();
  }

  private DataMessage listen(Dialogue.Push push) throws IOException {
    open(builder(push)).listen(telegram);
    return telegram.await();
  }

  private Iec21Port.Builder builder(Dialogue dialogue) {
    return new Iec21Port.Builder(connection.port())
        .setInitialBaudrate(dialogue.baud())
        .setTimeout(Math.toIntExact(connection.timeout().toMillis()));
  }

  private Iec21Port open(Iec21Port.Builder builder) throws IOException {
    Iec21Port open = builder.buildAndOpen();
    synchronized (this) {
      port = open;
      if (aborted) {
        throw new SerialPortException("stopped");
      }
    }
    return open;
  }

  private void wakeUp(Iec21Port open, int baud) throws IOException {
    int zeros = LineTimes.wakeUpLength(baud);
    open.getOutputStream().write(new byte[zeros]);
    open.getOutputStream().flush();
    try {
      Duration sending = LineTimes.of(zeros, baud);
      realTime.sleepUntil(realTime.now().plus(sending).plus(LineTimes.WAKE_UP_PAUSE));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
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
    String detail = e.getMessage() == null ? "the line failed" : e.getMessage();
    if (aborted) {
      return Fault.of(
          Kind.TIMEOUT, "no whole readout within " + deadline.toSeconds() + " s: " + detail);
    }
    return switch (e) {
      case SerialPortTimeoutException timeout -> Fault.of(Kind.TIMEOUT, detail);
      case SerialPortException line -> Fault.of(Kind.UNREACHABLE, detail);
      case EOFException end -> Fault.of(Kind.UNREACHABLE, "the line was closed");
      default -> Fault.of(Kind.BAD_FRAME, detail);
    };
  }

  /** Times on a line of 10 bits a character. */
  private static final class LineTimes {

    /** A wake-up is 2.1 s to 2.3 s of zeros, then 1.5 s to 1.7 s of silence (IEC 62056-21, B.1). */
    static final Duration WAKE_UP = Duration.ofMillis(2_200);

    static final Duration WAKE_UP_PAUSE = Duration.ofMillis(1_600);

    /** Largest readout that the deadline leaves room for at the first baud rate, characters. */
    private static final int READOUT = 4_096;

    /** ACK, three characters of options, CR, LF. */
    private static final int ACKNOWLEDGEMENT = 6;

    /** A meter answers 200 ms after the acknowledgement at the earliest; we switch well before. */
    private static final Duration SWITCH_MARGIN = Duration.ofMillis(20);

    private static final int BITS = 10;

    private LineTimes() {}

    static Duration of(int characters, int baud) {
      return Duration.ofNanos(1_000_000_000L * characters * BITS / baud);
    }

    /** Zeros that a wake-up takes. */
    static int wakeUpLength(int baud) {
      return Math.toIntExact(WAKE_UP.toMillis() * baud / (1_000 * BITS));
    }

    /** From writing the acknowledgement until the port may change its speed without cutting it. */
    static Duration beforeSwitch(int baud) {
      return of(ACKNOWLEDGEMENT, baud).plus(SWITCH_MARGIN);
    }

    /** For everything: the answers' first bytes and a big readout. */
    static Duration deadline(Connection.Iec62056 connection) {
      Duration readout = of(READOUT, connection.dialogue().baud());
      return switch (connection.dialogue()) {
        case Dialogue.Request request when request.wakeUp() ->
            readout.plus(connection.timeout().multipliedBy(4)).plus(WAKE_UP).plus(WAKE_UP_PAUSE);
        case Dialogue.Request _ -> readout.plus(connection.timeout().multipliedBy(4));
        case Dialogue.Push _ -> readout.plus(connection.timeout());
      };
    }
  }

  /**
   * The first whole message of a meter that sends by itself. Listening begins anywhere in a
   * message, so unreadable bytes before it are ignored, but recorded.
   */
  private static final class Telegram implements ModeDListener {

    private final CompletableFuture<DataMessage> first = new CompletableFuture<>();
    private volatile String lastTrouble = "nothing came";

    @Override
    public void newDataMessage(DataMessage message) {
      if (message.getDataSets().stream().allMatch(Telegram::sound)) {
        first.complete(message);
      } else {
        lastTrouble = "the end of one message and the beginning of another";
      }
    }

    /** A message that broke off runs into the next one's beginning, which no data set may hold. */
    private static boolean sound(DataSet set) {
      return Stream.of(set.getAddress(), set.getValue(), set.getUnit())
          .filter(Objects::nonNull)
          .allMatch(text -> text.chars().allMatch(c -> c >= ' ' && c != '/' && c != '!'));
    }

    @Override
    public void exceptionWhileListening(Exception trouble) {
      if (trouble instanceof SerialPortException) {
        first.completeExceptionally(trouble);
      } else {
        lastTrouble = String.valueOf(trouble.getMessage());
      }
    }

    /** Ends the wait after this side closed the line: the listener gets no event then. */
    void abandon() {
      first.completeExceptionally(new SerialPortException(lastTrouble));
    }

    /** Waits until the message is complete, the line breaks or it is abandoned. */
    DataMessage await() throws IOException {
      try {
        return first.get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof SerialPortException line
            ? line
            : new SerialPortException(String.valueOf(e.getMessage()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}

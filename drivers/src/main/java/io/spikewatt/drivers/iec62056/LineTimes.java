package io.spikewatt.drivers.iec62056;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import java.time.Duration;

/** How long things take on a line of 10 bits a character. */
final class LineTimes {

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

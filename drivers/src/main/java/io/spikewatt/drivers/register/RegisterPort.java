package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;

/** One unit's registers, on a link that other units may share; one thread at a time uses both. */
public interface RegisterPort extends AutoCloseable {

  /** Starts exchanges with a real-time bound; the cycle's time decides on a lost device's retry. */
  RegisterSession begin(Moment now);

  /** The same with another bound for the whole series. */
  RegisterSession begin(Moment now, Duration budget);

  /**
   * May send the first read of the next session ahead, without waiting; any other session gets its
   * right answer too. Returns the answer that the read will take; empty = the read may wait.
   */
  default Optional<AwaitedAnswer> ask(Table table, int address, int count) {
    return Optional.empty();
  }

  /** Releases the link; the last port of a link closes it. */
  @Override
  void close();
}

package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Frames of a request and its answer on a line. */
interface Framing {

  /**
   * Sends a request and waits for its answer.
   *
   * @param pdu function code and data
   * @return the answer's function code and data, from the right unit and for this request as far as
   *     the framing identifies it; its contents are not yet checked
   * @throws BadFrameException if another answer or noise came
   * @throws java.net.SocketTimeoutException if it was not complete by the deadline
   * @throws IOException if the line broke
   */
  byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline) throws IOException;

  /**
   * A harmless request that has to be answered before {@code pdu} is sent, so that its answer
   * cannot be mixed up with a late one; empty if there is no such danger.
   */
  default Optional<byte[]> probe(int unit, byte[] pdu, Moment now) {
    return Optional.empty();
  }

  /** Whether an answer identifies its request. */
  default boolean numbered() {
    return false;
  }

  /** Progress of the answer to the early request in the line's bytes, which stay unread. */
  default AwaitedAnswer.Progress progress(ByteBuffer arrived) {
    return AwaitedAnswer.Progress.DISTURBED;
  }

  /**
   * Sends a request whose answer the next {@link #exchange} of the same request receives, before
   * the deadline. Another exchange discards that answer. No effect unless answers are {@link
   * #numbered}.
   */
  default void sendAhead(ByteLine line, int unit, byte[] pdu, Deadline deadline)
      throws IOException {}
}

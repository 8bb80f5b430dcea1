package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import io.spikewatt.hal.device.AwaitedAnswer.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Modbus TCP: a header with transaction, protocol, length and unit. The transaction identifies the
 * request of an answer, so a request may be sent ahead, and late answers to abandoned requests are
 * skipped.
 */
final class MbapFraming implements Framing {

  private static final int HEADER = 7;
  private static final int MAX_PDU = 253;

  /** Number of earlier requests whose late answers are recognised. */
  private static final int OLD = 8;

  private long sent;
  private @Nullable Ahead ahead;

  /** A request without an answer yet, which counts until a deadline, and only on that line. */
  private record Ahead(ByteLine line, int unit, byte[] pdu, Deadline until) {
    boolean is(ByteLine onLine, int toUnit, byte[] asked) {
      return line.equals(onLine) && unit == toUnit && Arrays.equals(pdu, asked) && !until.passed();
    }
  }

  @Override
  public boolean numbered() {
    return true;
  }

  @Override
  public void sendAhead(ByteLine line, int unit, byte[] pdu, Deadline deadline) throws IOException {
    send(line, unit, pdu, deadline);
    ahead = new Ahead(line, unit, pdu, deadline);
  }

  /** An exception is no plain answer: the poll may ask again after it. */
  @Override
  public Progress progress(ByteBuffer bytes) {
    Ahead asked = ahead;
    if (asked == null || asked.until.passed()) {
      return Progress.DISTURBED;
    }
    for (int at = bytes.position(); bytes.limit() - at > HEADER; ) {
      int transaction = Short.toUnsignedInt(bytes.getShort(at));
      int end = at + HEADER - 1 + Short.toUnsignedInt(bytes.getShort(at + 4));
      boolean old = isOld(transaction);
      if (bytes.getShort(at + 2) != 0 || (!old && transaction != (sent & 0xFFFF))) {
        return Progress.DISTURBED;
      }
      if (end > bytes.limit()) {
        break;
      }
      if (!old) {
        return bytes.get(at + HEADER) == asked.pdu[0] ? Progress.COMPLETE : Progress.DISTURBED;
      }
      at = end;
    }
    return bytes.limit() == bytes.capacity() ? Progress.DISTURBED : Progress.INCOMPLETE;
  }

  @Override
  public byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline)
      throws IOException {
    Ahead asked = ahead;
    ahead = null;
    if (asked == null || !asked.is(line, unit, pdu)) {
      send(line, unit, pdu, deadline);
    }
    return receive(line, unit, deadline);
  }

  private void send(ByteLine line, int unit, byte[] pdu, Deadline deadline) throws IOException {
    line.discardBuffered();
    sent++;
    byte[] frame =
        ByteBuffer.allocate(HEADER + pdu.length)
            .putShort((short) sent)
            .putShort((short) 0)
            .putShort((short) (pdu.length + 1))
            .put((byte) unit)
            .put(pdu)
            .array();
    line.write(frame, deadline);
  }

  /** The answer to the request that was sent last. */
  private byte[] receive(ByteLine line, int unit, Deadline deadline) throws IOException {
    byte[] head = new byte[HEADER];
    for (int stepsOver = 0; ; stepsOver++) {
      line.readFully(head, 0, HEADER, deadline);
      ByteBuffer header = ByteBuffer.wrap(head);
      int transaction = Short.toUnsignedInt(header.getShort());
      expect("protocol", 0, Short.toUnsignedInt(header.getShort()));
      int length = Short.toUnsignedInt(header.getShort());
      if (length < 3 || length > MAX_PDU + 1) {
        throw new BadFrameException("length " + length);
      }
      boolean old = stepsOver < OLD && isOld(transaction);
      if (!old) {
        expect("transaction", (int) (sent & 0xFFFF), transaction);
        expect("unit", unit, Byte.toUnsignedInt(header.get()));
      }
      byte[] answer = new byte[length - 1];
      line.readFully(answer, 0, answer.length, deadline);
      if (!old) {
        return answer;
      }
    }
  }

  private boolean isOld(int transaction) {
    long age = (sent - transaction) & 0xFFFF;
    return age > 0 && age <= OLD && age < sent;
  }

  private static void expect(String what, int expected, int found) throws BadFrameException {
    if (found != expected) {
      throw new BadFrameException(what + " " + found + " instead of " + expected);
    }
  }
}

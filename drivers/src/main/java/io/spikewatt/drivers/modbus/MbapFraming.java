package io.spikewatt.drivers.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Modbus TCP: a header with transaction, protocol, length and unit. */
final class MbapFraming implements Framing {

  private static final int HEADER = 7;
  private static final int MAX_PDU = 253;

  private int transaction;

  @Override
  public byte[] exchange(ByteLine line, int unit, byte[] pdu, Deadline deadline)
      throws IOException {
    transaction = (transaction + 1) & 0xFFFF;
    byte[] frame =
        ByteBuffer.allocate(HEADER + pdu.length)
            .putShort((short) transaction)
            .putShort((short) 0)
            .putShort((short) (pdu.length + 1))
            .put((byte) unit)
            .put(pdu)
            .array();
    line.write(frame, deadline);

    byte[] head = new byte[HEADER];
    line.readFully(head, 0, HEADER, deadline);
    ByteBuffer header = ByteBuffer.wrap(head);
    expect("transaction", transaction, Short.toUnsignedInt(header.getShort()));
    expect("protocol", 0, Short.toUnsignedInt(header.getShort()));
    int length = Short.toUnsignedInt(header.getShort());
    if (length < 3 || length > MAX_PDU + 1) {
      throw new BadFrameException("length " + length);
    }
    expect("unit", unit, Byte.toUnsignedInt(header.get()));
    byte[] answer = new byte[length - 1];
    line.readFully(answer, 0, answer.length, deadline);
    return answer;
  }

  private static void expect(String what, int expected, int found) throws BadFrameException {
    if (found != expected) {
      throw new BadFrameException(what + " " + found + " instead of " + expected);
    }
  }
}

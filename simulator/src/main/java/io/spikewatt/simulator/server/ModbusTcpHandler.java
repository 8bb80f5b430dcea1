package io.spikewatt.simulator.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Modbus TCP framing (MBAP header). */
record ModbusTcpHandler(ModbusUnit unit) implements ProtocolHandler {

  private static final int GATEWAY_TARGET_SILENT = 0x0B;
  private static final int HEADER = 7;

  @Override
  public void converse(ServerConnection line) throws IOException {
    InputStream in = line.in();
    while (line.open()) {
      int first = line.awaitByte();
      if (first < 0) {
        return;
      }
      byte[] header = new byte[HEADER];
      header[0] = (byte) first;
      if (in.readNBytes(header, 1, HEADER - 1) < HEADER - 1) {
        return;
      }
      ByteBuffer mbap = ByteBuffer.wrap(header);
      int protocol = mbap.getShort(2);
      int length = mbap.getShort(4) & 0xFFFF;
      if (protocol != 0 || length < 2 || length > 254) {
        return; // Not Modbus: there is no way to find the next frame.
      }
      byte[] pdu = in.readNBytes(length - 1);
      if (pdu.length < length - 1) {
        return;
      }
      byte[] answer =
          (header[6] & 0xFF) == unit.id()
              ? unit.answer(pdu)
              : ModbusUnit.exception(pdu[0] & 0xFF, GATEWAY_TARGET_SILENT);
      ByteBuffer reply = ByteBuffer.allocate(HEADER + answer.length);
      reply.put(header).put(answer).putShort(4, (short) (answer.length + 1));
      line.out().write(reply.array());
      line.out().flush();
    }
  }
}

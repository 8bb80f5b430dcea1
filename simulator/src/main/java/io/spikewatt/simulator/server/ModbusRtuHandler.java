package io.spikewatt.simulator.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;

/** Modbus RTU framing with CRC, on a serial line or a transparent TCP connection. */
record ModbusRtuHandler(ModbusUnit unit) implements ProtocolHandler {

  /** A gap of this length inside a request ends it; generous, since a pty has no baud rate. */
  private static final int FRAME_MILLIS = 100;

  private static final int LONGEST = 256;

  @Override
  public void converse(ServerConnection line) throws IOException {
    InputStream in = line.in();
    byte[] frame = new byte[LONGEST];
    while (line.open()) {
      line.setReadTimeout(IDLE_MILLIS);
      int first = line.awaitByte();
      if (first < 0) {
        return;
      }
      frame[0] = (byte) first;
      line.setReadTimeout(FRAME_MILLIS);
      int length = readRest(in, frame);
      if (valid(frame, length) && (frame[0] & 0xFF) == unit.id()) {
        line.out().write(framed(unit.answer(Arrays.copyOfRange(frame, 1, length - 2))));
        line.out().flush();
      } else if (length > 0) {
        // A slave sends no error for it; bytes that follow a bad frame at once belong to it.
        in.skip(in.available());
      }
    }
  }

  /** Reads the frame after its first byte; its length, or 0 if it broke off. */
  private static int readRest(InputStream in, byte[] frame) throws IOException {
    try {
      if (in.readNBytes(frame, 1, 6) < 6) {
        return 0;
      }
      int function = frame[1] & 0xFF;
      boolean many = function == 15 || function == 16;
      int length = many ? Math.min(LONGEST, 9 + (frame[6] & 0xFF)) : 8;
      return in.readNBytes(frame, 7, length - 7) < length - 7 ? 0 : length;
    } catch (InterruptedIOException brokenOff) {
      return 0;
    }
  }

  private static boolean valid(byte[] frame, int length) {
    return length >= 4
        && crc(frame, length - 2)
            == ((frame[length - 2] & 0xFF) | ((frame[length - 1] & 0xFF) << 8));
  }

  private byte[] framed(byte[] pdu) {
    byte[] frame = new byte[pdu.length + 3];
    frame[0] = (byte) unit.id();
    System.arraycopy(pdu, 0, frame, 1, pdu.length);
    int crc = crc(frame, frame.length - 2);
    frame[frame.length - 2] = (byte) crc;
    frame[frame.length - 1] = (byte) (crc >> 8);
    return frame;
  }

  /** CRC-16/MODBUS: polynomial 0xA001 reflected, start 0xFFFF. */
  static int crc(byte[] bytes, int length) {
    int crc = 0xFFFF;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xA001;
      }
    }
    return crc;
  }
}

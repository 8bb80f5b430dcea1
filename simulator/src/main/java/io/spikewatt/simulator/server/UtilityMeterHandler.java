package io.spikewatt.simulator.server;

import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.simulator.physics.SimulatedPlant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** The utility's meter: IEC 62056-21 mode C, readout only. */
final class UtilityMeterHandler implements ProtocolHandler {

  private static final int STX = 0x02;
  private static final int ETX = 0x03;
  private static final int ACK = 0x06;

  /** A reader has this long for its acknowledgement (the standard gives it 1.5 s and more). */
  private static final int ACK_MILLIS = 3_000;

  private final SharedPlant plant;
  private final Duration reaction;
  private final SystemClock clock = new SystemClock();

  /**
   * @param reaction pause before an answer, in real time: a reader on a serial line changes its
   *     baud rate in it
   */
  UtilityMeterHandler(SharedPlant plant, Duration reaction) {
    this.plant = plant;
    this.reaction = reaction;
  }

  @Override
  public void converse(ServerConnection line) throws IOException {
    while (line.open()) {
      line.setReadTimeout(IDLE_MILLIS);
      String request;
      try {
        request = readLine(line.in());
      } catch (InterruptedIOException idle) {
        continue;
      }
      if (request.isEmpty()) {
        return;
      }
      if (!request.endsWith("/?!\r\n") && !request.endsWith("/?12345678!\r\n")) {
        continue; // A request to another meter, or noise.
      }
      pause();
      write(line, "/SPW5SPIKEWATT-SIM\r\n".getBytes(StandardCharsets.US_ASCII));
      if (acknowledged(line)) {
        pause();
        write(line, dataMessage(plant.read(UtilityMeterHandler::dataBlock)));
      }
    }
  }

  /** Whether the reader requests the data: ACK, protocol 0, any baud rate, mode 0. */
  private static boolean acknowledged(ServerConnection line) throws IOException {
    line.setReadTimeout(ACK_MILLIS);
    try {
      String answer = readLine(line.in());
      return answer.length() >= 6
          && answer.charAt(0) == ACK
          && answer.charAt(1) == '0'
          && answer.charAt(3) == '0';
    } catch (InterruptedIOException silent) {
      return false;
    }
  }

  /** Up to and with a line feed; empty if the line ended. */
  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      // NULs wake a battery-powered optical head up and mean nothing.
      if (next != 0) {
        bytes.write(next & 0x7F);
      }
      if (next == '\n' || bytes.size() > 64) {
        return bytes.toString(StandardCharsets.US_ASCII);
      }
    }
    return "";
  }

  static String dataBlock(SimulatedPlant plant) {
    return String.format(
        Locale.ROOT,
        "0.0.0(12345678)\r\n1.8.0(%010.3f*kWh)\r\n2.8.0(%010.3f*kWh)\r\n32.7.0(%05.1f*V)\r\n!\r\n",
        plant.grid().importWh() / 1_000,
        plant.grid().exportWh() / 1_000,
        plant.grid().voltageV(0));
  }

  /** STX, data, ETX and the block check character: XOR of all after STX up to and with ETX. */
  static byte[] dataMessage(String data) {
    byte[] text = data.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[text.length + 3];
    message[0] = STX;
    System.arraycopy(text, 0, message, 1, text.length);
    message[text.length + 1] = ETX;
    int check = 0;
    for (int i = 1; i < message.length - 1; i++) {
      check ^= message[i];
    }
    message[message.length - 1] = (byte) check;
    return message;
  }

  private void pause() throws IOException {
    try {
      clock.sleepUntil(clock.now().plus(reaction));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped");
    }
  }

  private static void write(ServerConnection line, byte[] bytes) throws IOException {
    line.out().write(bytes);
    line.out().flush();
  }
}

package io.spikewatt.simulator.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UtilityMeterTest {

  private final TestPlant plant = new TestPlant();

  @Test
  void aScriptedReaderGetsTheDataOverTcpTwiceOnOneConnection() throws IOException {
    TcpServer server = PlantServers.utilityMeter(plant.shared, 0);
    server.start();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      assertReadout(socket.getInputStream(), socket.getOutputStream(), "/?!\r\n");
      // Wake-up NULs and the address do no harm.
      assertReadout(socket.getInputStream(), socket.getOutputStream(), "\0\0\0/?12345678!\r\n");
    } finally {
      server.stop();
    }
  }

  @Test
  void aRequestForAnotherMeterGetsNoAnswerButTheNextDoes() throws IOException {
    TcpServer server = PlantServers.utilityMeter(plant.shared, 0);
    server.start();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      send(socket.getOutputStream(), "/?999!\r\n");
      assertReadout(socket.getInputStream(), socket.getOutputStream(), "/?!\r\n");
    } finally {
      server.stop();
    }
  }

  @Test
  void aScriptedReaderGetsTheDataOnASerialLine(@TempDir Path directory) throws IOException {
    try (PtyPair line = new PtyPair(directory)) {
      SerialServer server = SerialServer.utilityMeter(plant.shared, line.one());
      server.start();
      try (InputStream in = new FileInputStream(line.other());
          OutputStream out = new FileOutputStream(line.other())) {
        assertReadout(in, out, "/?!\r\n");
      } finally {
        server.stop();
      }
    }
  }

  @Test
  void theBlockCheckCharacterIsTheOneOfTheStandardsExample() {
    // XOR over "A", ETX by hand: 0x41 ^ 0x03 = 0x42.
    assertArrayEquals(new byte[] {0x02, 0x41, 0x03, 0x42}, UtilityMeterHandler.dataMessage("A"));
  }

  private static void assertReadout(InputStream in, OutputStream out, String request)
      throws IOException {
    send(out, request);
    assertEquals("/SPW5SPIKEWATT-SIM\r\n", until(in, '\n'));
    send(out, "\u0006050\r\n");
    String message = until(in, '\u0003');
    int check = in.read();
    int expected = 0;
    for (int i = 1; i < message.length(); i++) {
      expected ^= message.charAt(i);
    }
    assertEquals(expected, check);
    assertTrue(message.startsWith("\u00020.0.0(12345678)\r\n"), message);
    assertTrue(message.contains("1.8.0(001234.5"), message);
    assertTrue(message.contains("*kWh)\r\n2.8.0(000123.4"), message);
    assertTrue(message.matches("(?s).*32\\.7\\.0\\(2[23]\\d\\.\\d\\*V\\)\r\n!\r\n\u0003"), message);
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String until(InputStream in, char last) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.isEmpty() || text.charAt(text.length() - 1) != last) {
      int next = in.read();
      assertTrue(next >= 0, () -> "ended after " + text);
      text.append((char) next);
    }
    return text.toString();
  }
}

package io.spikewatt.drivers.iec62056;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Any bytes from a meter, asked for or not: lines that can be searched, or a fault, soon. */
final class TelegramFuzzTest {

  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Dialogue REQUEST = new Dialogue.Request(9600, true, Optional.empty(), false);

  /** An odd first byte: the meter sends by itself. The checksum of a block may be mended. */
  @FuzzTest(maxDuration = "2m")
  void telegram(byte[] input) throws IOException, InterruptedException {
    if (input.length == 0) {
      return;
    }
    boolean pushes = (input[0] & 1) != 0;
    byte[] sent = Arrays.copyOfRange(input, 1, input.length);
    if ((input[0] & 2) != 0) {
      mendChecksum(sent);
    }
    try (ServerSocket server = ScriptedMeter.loopback()) {
      Thread meter = Thread.ofVirtual().start(() -> say(server, sent, pushes));
      Connection.Iec62056 connection =
          new Connection.Iec62056(
              "tcp://127.0.0.1:" + server.getLocalPort(),
              pushes ? new Dialogue.Push(9600) : REQUEST,
              Duration.ofMinutes(1),
              TIMEOUT);
      judge(new Readout(connection, DEADLINE).run());
      meter.join();
    }
  }

  private static void judge(Readout.Result result) {
    switch (result) {
      case Readout.Result.Failed failed -> assertFalse(failed.fault().detail().isEmpty());
      case Readout.Result.Read read -> {
        var _ =
            ObisTable.find(
                read.lines(), ObisTableTest.SIGNAL, ObisTableTest.SPEC, ObisTableTest.AT);
      }
    }
  }

  /** Between STX and ETX, as IEC 62056-21 has it. */
  private static void mendChecksum(byte[] sent) {
    int check = 0;
    boolean inside = false;
    for (int i = 0; i + 1 < sent.length; i++) {
      check ^= inside ? sent[i] : 0;
      inside |= sent[i] == 2;
      if (inside && sent[i] == 3) {
        sent[i + 1] = (byte) check;
        return;
      }
    }
  }

  private static void say(ServerSocket server, byte[] bytes, boolean pushes) {
    try (Socket socket = server.accept()) {
      if (!pushes) {
        int last;
        do {
          last = socket.getInputStream().read();
        } while (last >= 0 && last != '\n');
      }
      socket.getOutputStream().write(bytes);
    } catch (IOException gone) {
      // The reader hung up.
    }
  }
}

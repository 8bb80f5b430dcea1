package io.spikewatt.drivers.iec62056;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.drivers.iec62056.ScriptedMeter.Manner;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.testkit.Await;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ReadoutTest {

  static final Duration TIMEOUT = Duration.ofMillis(300);
  static final Duration DEADLINE = Duration.ofSeconds(2);

  /** As behind a converter, which keeps its speed. */
  static final Dialogue ASK = new Dialogue.Request(300, true, Optional.empty(), false);

  @ParameterizedTest
  @EnumSource(names = {"GOOD", "ECHO"})
  void aMeterBehindTcpIsReadWithAndWithoutEcho(Manner manner) throws Exception {
    try (ServerSocket server = ScriptedMeter.loopback();
        ScriptedMeter meter = ScriptedMeter.onTcp(server)) {
      meter.manner = manner;
      Readout.Result.Read read = assertInstanceOf(Readout.Result.Read.class, readout(server).run());
      assertEquals(5, read.lines().size());
      assertEquals(new DataLine("1.8.0", "001234.567", "kWh"), read.lines().get(1));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BAD_BCC,BAD_FRAME",
    "SILENT_IN_THE_MIDDLE,TIMEOUT",
    "SILENT,TIMEOUT",
    "ENDLESS_FAST,BAD_FRAME",
    "ENDLESS_SLOW,TIMEOUT",
    "GARBAGE,BAD_FRAME",
    "HANGS_UP,UNREACHABLE"
  })
  void aBrokenMeterBehindTcpIsAFault(Manner manner, Fault.Kind expected) throws Exception {
    try (ServerSocket server = ScriptedMeter.loopback();
        ScriptedMeter meter = ScriptedMeter.onTcp(server)) {
      meter.manner = manner;
      Fault fault = fault(readout(server).run());
      assertEquals(expected, fault.kind(), fault.detail());
      meter.manner = Manner.GOOD;
      assertInstanceOf(Readout.Result.Read.class, readout(server).run());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0(1)(2)(3), 5",
    "1.6.1(00.123*kW)(2611241015), 6",
    "F.F(), 5",
    "C.1.0(0123456789), 5"
  })
  void linesOfOtherShapesDoNotDisturbTheirNeighbours(String line, int least) throws Exception {
    try (ServerSocket server = ScriptedMeter.loopback();
        ScriptedMeter meter = ScriptedMeter.onTcp(server)) {
      meter.data = line + "\n" + ScriptedMeter.DATA;
      Readout.Result.Read read = assertInstanceOf(Readout.Result.Read.class, readout(server).run());
      assertTrue(read.lines().size() > least - 1);
      assertTrue(read.lines().contains(new DataLine("1.8.0", "001234.567", "kWh")));
    }
  }

  @ParameterizedTest
  @CsvSource({"1.8.0(,*kWh)", "1.8.0(1*,)", ",(1*kWh)"})
  void aLineOfAThousandCharactersIsABadFrame(String before, String after) throws Exception {
    try (ServerSocket server = ScriptedMeter.loopback();
        ScriptedMeter meter = ScriptedMeter.onTcp(server)) {
      meter.data = (before == null ? "" : before) + "9".repeat(1_000) + after + "\n";
      assertEquals(Fault.Kind.BAD_FRAME, fault(readout(server).run()).kind());
    }
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    ServerSocket server = ScriptedMeter.loopback();
    server.close();
    assertEquals(Fault.Kind.UNREACHABLE, fault(readout(server).run()).kind());
  }

  @ParameterizedTest
  @CsvSource({"/dev/spikewatt-not-there", "tcp://127.0.0.1", "tcp://127.0.0.1:99999"})
  void aPortThatCannotBeOpenedIsUnreachable(String port) {
    Connection.Iec62056 connection =
        new Connection.Iec62056(port, ASK, Duration.ofSeconds(60), TIMEOUT);
    assertEquals(Fault.Kind.UNREACHABLE, fault(new Readout(connection, DEADLINE).run()).kind());
  }

  @Test
  void anAbortEndsARunningDialogueAtOnce() throws Exception {
    try (ServerSocket server = ScriptedMeter.loopback();
        ScriptedMeter meter = ScriptedMeter.onTcp(server)) {
      meter.manner = Manner.SILENT;
      Connection.Iec62056 patient =
          new Connection.Iec62056(
              "tcp://127.0.0.1:" + server.getLocalPort(),
              ASK,
              Duration.ofSeconds(60),
              Duration.ofSeconds(50));
      Readout readout = new Readout(patient);
      CountDownLatch ended = new CountDownLatch(1);
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                readout.run();
                ended.countDown();
              });
      Await.until("a dialogue begins", () -> meter.dialogues.get() > 0);
      readout.abort();
      assertTrue(ended.await(5, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GOOD,",
    "ECHO,",
    "BAD_BCC,BAD_FRAME",
    "SILENT_IN_THE_MIDDLE,TIMEOUT",
    "ENDLESS_SLOW,TIMEOUT",
    "ENDLESS_FAST,BAD_FRAME"
  })
  void theSameHoldsOnASerialDevice(Manner manner, Fault.Kind expected, @TempDir Path directory)
      throws Exception {
    try (PtyLine line = PtyLine.open(directory);
        ScriptedMeter meter = line.meter(ScriptedMeter.Mode.C)) {
      meter.manner = manner;
      Readout.Result result = new Readout(line.connection(ASK, TIMEOUT), DEADLINE).run();
      if (expected == null) {
        assertEquals(
            5,
            assertInstanceOf(Readout.Result.Read.class, result, result::toString).lines().size());
      } else {
        assertEquals(expected, fault(result).kind(), fault(result).detail());
      }
    }
  }

  private static Readout readout(ServerSocket server) {
    return new Readout(
        new Connection.Iec62056(
            "tcp://127.0.0.1:" + server.getLocalPort(), ASK, Duration.ofSeconds(60), TIMEOUT),
        DEADLINE);
  }

  private static Fault fault(Readout.Result result) {
    return assertInstanceOf(Readout.Result.Failed.class, result).fault();
  }
}

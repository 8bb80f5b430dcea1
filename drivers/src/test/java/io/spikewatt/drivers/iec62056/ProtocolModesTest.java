package io.spikewatt.drivers.iec62056;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.site.Connection.Iec62056.Dialogue;
import io.spikewatt.drivers.iec62056.ScriptedMeter.Manner;
import io.spikewatt.drivers.iec62056.ScriptedMeter.Mode;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Modes A to D on a serial device. */
@Timeout(60)
class ProtocolModesTest {

  static final Duration TIMEOUT = Duration.ofSeconds(5);
  static final Dialogue PUSH = new Dialogue.Push(2400);

  @TempDir Path directory;
  PtyLine line;

  @BeforeEach
  void plugIn() throws Exception {
    line = PtyLine.open(directory);
  }

  @AfterEach
  void unplug() throws Exception {
    line.close();
  }

  @ParameterizedTest
  @EnumSource
  void aMeterOfEachModeIsRead(Mode mode) throws Exception {
    line.meter(mode);
    for (int readout = 0; readout < 3; readout++) {
      List<DataLine> lines = read(mode == Mode.D ? PUSH : ask(false, "", false));
      assertEquals(5, lines.size());
      assertEquals(new DataLine("1.8.0", "001234.567", "kWh"), lines.get(1));
      assertEquals(new DataLine("32.7.0", "230.1", "V"), lines.get(4));
    }
  }

  @ParameterizedTest
  @CsvSource({"A,300", "B,9600", "C,9600"})
  void theLineTakesTheSpeedThatTheMeterOffers(Mode mode, String speed) throws Exception {
    ScriptedMeter meter = line.meter(mode);
    meter.beforeData = () -> Await.until("the line runs at " + speed, () -> speed().equals(speed));
    read(ask(false, "", false));
    assertEquals(
        mode == Mode.C ? List.of("/?!\r\n", "\u0006050\r\n") : List.of("/?!\r\n"), meter.heard);
  }

  @Test
  void theLineKeepsAFixedSpeedAndTheMeterIsToldSo() throws Exception {
    ScriptedMeter meter = line.meter(Mode.C);
    meter.beforeData = () -> assertEquals("300", speed());
    read(ask(true, "", false));
    assertEquals(List.of("/?!\r\n", "\u0006000\r\n"), meter.heard);
  }

  @Test
  void onlyTheMeterThatIsAddressedAnswers() throws Exception {
    ScriptedMeter meter = line.meter(Mode.C);
    meter.address = "00123456";
    read(ask(false, "00123456", false));
    assertEquals("/?00123456!\r\n", meter.heard.getFirst());
    Dialogue other = ask(false, "00999999", false);
    Readout wrong = new Readout(line.connection(other, ReadoutTest.TIMEOUT));
    assertEquals(Fault.Kind.TIMEOUT, fault(wrong).kind());
  }

  @ParameterizedTest
  @EnumSource(names = {"GOOD", "ECHO"})
  void aSleepingMeterIsWokenWithZeros(Manner manner) throws Exception {
    ScriptedMeter meter = line.meter(Mode.C);
    meter.manner = manner;
    read(ask(false, "", true));
    assertEquals("\0".repeat(66) + "/?!\r\n", meter.heard.getFirst());
  }

  @ParameterizedTest
  @CsvSource({"SILENT", "GARBAGE", "SILENT_IN_THE_MIDDLE", "ENDLESS_SLOW", "ENDLESS_FAST"})
  void aMeterThatSendsNoWholeTelegramIsATimeoutAndRecovers(Manner manner) throws Exception {
    ScriptedMeter meter = line.meter(Mode.D);
    meter.manner = manner;
    Readout listening = new Readout(line.connection(PUSH, TIMEOUT), ReadoutTest.DEADLINE);
    assertEquals(Fault.Kind.TIMEOUT, fault(listening).kind());
    meter.manner = Manner.GOOD;
    assertEquals(5, read(PUSH).size());
  }

  @Test
  void listeningEndsWhenTheAdapterIsPulledOut() throws Exception {
    ScriptedMeter meter = line.meter(Mode.D);
    meter.manner = Manner.SILENT;
    Readout listening = new Readout(line.connection(PUSH, Duration.ofSeconds(50)));
    Thread puller =
        Thread.ofPlatform()
            .start(
                () -> {
                  Await.until("the port is open", () -> speed().equals("2400"));
                  pull();
                });
    assertEquals(Fault.Kind.UNREACHABLE, fault(listening).kind());
    puller.join();
    line.plugIn();
  }

  private void pull() {
    try {
      line.unplug();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<DataLine> read(Dialogue dialogue) throws Exception {
    Readout.Result result = new Readout(line.connection(dialogue, TIMEOUT)).run();
    return assertInstanceOf(Readout.Result.Read.class, result, result::toString).lines();
  }

  private Fault fault(Readout readout) throws Exception {
    return assertInstanceOf(Readout.Result.Failed.class, readout.run()).fault();
  }

  private static Dialogue ask(boolean fixedBaud, String address, boolean wakeUp) {
    return new Dialogue.Request(
        300, fixedBaud, Optional.of(address).filter(a -> !a.isEmpty()), wakeUp);
  }

  /** What the gateway has set its port to; a pseudo terminal keeps it without obeying it. */
  private String speed() {
    try {
      Process stty =
          new ProcessBuilder("stty", "-F", line.device.toString(), "speed")
              .redirectErrorStream(true)
              .start();
      return new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

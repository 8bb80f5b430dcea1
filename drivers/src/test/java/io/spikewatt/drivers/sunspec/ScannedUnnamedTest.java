package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.drivers.modbus.ModbusTestServer;
import io.spikewatt.drivers.modbus.ModbusTestServer.Frames;
import io.spikewatt.drivers.scan.DeviceScanner;
import io.spikewatt.drivers.scan.UnidentifiedUnit;
import io.spikewatt.hal.time.SystemClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scan says of units that have nothing to be identified by. */
final class ScannedUnnamedTest {

  private static final int VOLTAGE = 0x00;
  private static final int POWER = 0x34;
  private static final int FREQUENCY = 0x46;
  private static final int IMPORT = 0x48;

  @Test
  void aMeterWithoutANameIsRecognisedByItsReadings() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      meter(server, 1, 1_000);
      assertEquals(List.of("1 eastron-sdm630"), scanned(server, 1));
    }
  }

  @Test
  void aReadingThatCannotBeRulesTheProfileOut() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      int[] input = meter(server, 1, 1_000);
      put(input, FREQUENCY, 5_000);
      assertEquals(List.of("1"), scanned(server, 1));
      put(input, FREQUENCY, 49.98f);
      put(input, VOLTAGE, 0);
      assertEquals(List.of("1"), scanned(server, 1));
    }
  }

  @Test
  void registersThatHoldNothingAreLikeNoDevice() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      server.unit(1);
      assertEquals(List.of("1"), scanned(server, 1));
    }
  }

  @Test
  void aBoxThatAnswersAsSeveralUnitsIsOneWithItsCounters() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      meter(server, 1, 1_000);
      meter(server, 2, 1_000);
      meter(server, 3, 2_000);
      assertEquals(List.of("1 eastron-sdm630", "3 eastron-sdm630"), scanned(server, 1, 2, 3));
    }
  }

  @Test
  void twoMetersOfABusAreTwoWithEqualCountersToo() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.RTU)) {
      meter(server, 1, 0);
      meter(server, 2, 0);
      assertEquals(List.of("1 eastron-sdm630", "2 eastron-sdm630"), scanned(server, 1, 2));
    }
  }

  @Test
  void besideAnIdentifiedDeviceAUnitLikeNoDeviceIsNotMentioned() {
    try (ModbusTestServer server = new ModbusTestServer(Frames.MBAP)) {
      SimulatedSunSpec.hybrid(server.unit(1).holding, 40_000);
      server.unit(2);
      assertEquals(List.of(), scanned(server, 1, 2));
    }
  }

  /** Unit and candidates, a line for each. */
  private static List<String> scanned(ModbusTestServer server, Integer... units) {
    DeviceScanner scanner =
        new DeviceScanner(
            ProfileLoader.shippedIds().stream().map(ProfileLoader::shipped).toList(),
            Duration.ofMillis(500),
            new SystemClock());
    return assertInstanceOf(
            DeviceScanner.Outcome.Answered.class,
            scanner.scan("127.0.0.1", server.port(), List.of(units), _ -> {}))
        .unidentified()
        .stream()
        .map(ScannedUnnamedTest::line)
        .toList();
  }

  private static String line(UnidentifiedUnit unit) {
    List<String> candidates =
        unit.candidates().stream().map(candidate -> candidate.profile().id()).toList();
    return (unit.at().unit() + " " + String.join(" ", candidates)).strip();
  }

  /** An SDM630 on one phase. */
  private static int[] meter(ModbusTestServer server, int unit, float importKwh) {
    int[] input = server.unit(unit).input;
    put(input, VOLTAGE, 231.4f);
    put(input, POWER, -1_250);
    put(input, FREQUENCY, 49.98f);
    put(input, IMPORT, importKwh);
    return input;
  }

  private static void put(int[] registers, int address, float value) {
    int bits = Float.floatToIntBits(value);
    registers[address] = bits >>> 16;
    registers[address + 1] = bits & 0xFFFF;
  }
}

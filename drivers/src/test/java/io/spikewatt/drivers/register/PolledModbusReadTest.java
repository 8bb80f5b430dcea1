package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ProfileLoader;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.drivers.TestSetpoints;
import io.spikewatt.drivers.modbus.TestProfiles;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a polled device reads its map: blocks, sums and slow groups. */
final class PolledModbusReadTest extends PolledBattery {

  @Test
  void readsTheMapInOneRequestWithTheVendorsSignTurned() {
    TestProfiles.fillBattery(registers.holding);
    assertEquals(
        List.of(
            "battery1/power_w 3200.0",
            "battery1/soc_pct 57.5",
            "battery1/temperature_c 24.1",
            "battery1/frequency_hz 50.0"),
        device.read(clock.now()).stream()
            .map(Sample.Good.class::cast)
            .map(good -> good.signal() + " " + Math.round(good.value() * 10) / 10.0)
            .toList());
    assertEquals(List.of("read 100+11"), registers.log);
  }

  @Test
  void aLookReadsThePowerAlone() {
    TestProfiles.fillBattery(registers.holding);
    List<Sample.Good> seen = device.readPowerOnly(clock.now());
    assertEquals(1, seen.size());
    assertEquals(POWER, seen.getFirst().signal());
    assertEquals(3200, seen.getFirst().value(), 1e-9);
    assertEquals(List.of("read 100+2"), registers.log);
  }

  @Test
  void aDeviceThatDoesNotAnswerLooksIsLeftInPeaceForLongerAndLonger() {
    TestProfiles.fillBattery(registers.holding);
    for (int second = 0; second < 600; second++) {
      registers.silent = false;
      device.read(clock.now());
      clock.advance(Duration.ofMillis(500));
      registers.silent = true;
      assertEquals(List.of(), device.readPowerOnly(clock.now()));
      clock.advance(Duration.ofMillis(500));
    }
    long looks = registers.log.stream().filter("read 100+2"::equals).count();
    assertEquals(11, looks, "at 0, then after 1, 1, 2, 4 ... 256 s");
    registers.silent = false;
    clock.advance(Duration.ofMinutes(30));
    assertEquals(1, device.readPowerOnly(clock.now()).size());
    clock.advance(Duration.ofMillis(250));
    assertEquals(1, device.readPowerOnly(clock.now()).size(), "it is forgiven");
  }

  @Test
  void whatIsReadMoreSeldomIsNotLookedAt() {
    TestProfiles.fillBattery(registers.holding);
    List<RegisterInput> slow =
        TestProfiles.battery().inputs().stream()
            .map(
                input ->
                    new RegisterInput(
                        input.register(),
                        Duration.ofSeconds(5),
                        List.of(input.register()),
                        List.of(),
                        Optional.empty()))
            .toList();
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(slow, List.of(), Optional.empty(), 125, List.of()),
            registers);
    assertEquals(List.of(), device.readPowerOnly(clock.now()));
    assertEquals(List.of(), registers.log);
  }

  @Test
  void isMissingWhenAPartOfASumIs() {
    DeviceProfile.Modbus map = TestProfiles.battery();
    RegisterSpec soc = map.inputs().get(1).register();
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(
                List.of(
                    new RegisterInput(
                        soc, Duration.ZERO, List.of(soc), List.of(), Optional.empty())),
                List.of(),
                Optional.empty(),
                125,
                List.of()),
            registers);
    registers.holding[102] = 250;
    assertEquals(50, ((Sample.Good) device.read(clock.now()).getFirst()).value(), 1e-9);
    registers.holding[102] = 0xFFFF;
    assertInstanceOf(Sample.Missing.class, device.read(clock.now()).getFirst());
  }

  @ParameterizedTest
  @CsvSource({
    "0x8000, 1800", // both strings and a third one that is not fitted
    "-1, 1800", // the same where its register does not exist
    "250, 2050"
  })
  void aPartThatADeviceMayLackCountsWhereItIsFitted(String third, double watts) {
    device = shipped("sma-stp-se-pv");
    registers.holding[30_774] = 1_000;
    registers.holding[30_962] = 800;
    registers.holding[30_967] = third.equals("0x8000") ? 0x8000 : 0;
    registers.holding[30_968] = third.equals("250") ? 250 : 0;
    registers.absent.set(30_967, 30_969, third.equals("-1"));
    assertEquals(watts, power(), 1e-9);
    registers.holding[30_961] = 0x8000;
    registers.holding[30_962] = 0;
    assertInstanceOf(Sample.Missing.class, device.read(clock.now()).getFirst(), "not the second");
  }

  @ParameterizedTest
  @CsvSource({"2, -1200", "4, 1200", "0, 0"})
  void anOldSungrowTellsTheBatterysPowerAndItsSignApart(int state, double watts) {
    device = shipped("sungrow-sh-battery");
    registers.absent.set(5213, 5215);
    registers.input[13_021] = 1_200;
    registers.input[13_000] = state;
    assertEquals(watts, power(), 1e-9);
    assertEquals(watts, device.readPowerOnly(clock.now()).getFirst().value(), 1e-9);
    registers.input[13_000] = 6;
    assertInstanceOf(Sample.Missing.class, device.read(clock.now()).getFirst(), "both ways");
  }

  @Test
  void aNewSungrowIsNeverReadByTheOldRegisters() {
    device = shipped("sungrow-sh-battery");
    registers.input[5213] = 700;
    registers.input[13_021] = 700;
    registers.input[13_000] = 2;
    assertEquals(700, power(), 1e-9);
    registers.input[5213] = 0xFFFF;
    registers.input[5214] = 0x7FFF;
    assertInstanceOf(Sample.Missing.class, device.read(clock.now()).getFirst());
  }

  @Test
  void aKostalWithTheOtherWordOrderIsSaidAndNotBelieved() {
    device = shipped("kostal-plenticore-meter");
    registers.holding[253] = 0x447A;
    assertEquals(1_000, power(), 1e-9);
    registers.holding[5] = 1;
    clock.advance(Duration.ofMinutes(1));
    Sample.Missing missing =
        assertInstanceOf(Sample.Missing.class, device.read(clock.now()).getFirst());
    assertTrue(missing.reason().detail().contains("little-endian"), missing + "");
    assertEquals(List.of(), device.readPowerOnly(clock.now()));
    registers.holding[5] = 0;
    clock.advance(Duration.ofMinutes(1));
    assertEquals(1_000, power(), 1e-9);
  }

  @Test
  void aKostalWithTheOtherWordOrderIsNotWritten() {
    device = shipped("kostal-plenticore-battery");
    registers.holding[5] = 1;
    WriteReceipt receipt =
        device.write(
            TestSetpoints.approved(device.outputs().iterator().next(), 1_000, clock.now()),
            clock.now());
    assertInstanceOf(WriteReceipt.Failed.class, receipt);
    assertTrue(registers.log.stream().noneMatch(entry -> entry.startsWith("write")));
  }

  private double power() {
    return ((Sample.Good) device.read(clock.now()).getFirst()).value();
  }

  /** The battery's map with a slow group. */
  private static List<RegisterInput> temperatureEvery(Duration every) {
    return TestProfiles.battery().inputs().stream()
        .map(
            input ->
                input.register().quantity() == Quantity.TEMPERATURE_C
                    ? new RegisterInput(
                        input.register(),
                        every,
                        List.of(input.register()),
                        List.of(),
                        Optional.empty())
                    : input)
        .toList();
  }

  private PolledModbusDevice shipped(String profile) {
    return new PolledModbusDevice(
        "battery1", (DeviceProfile.Modbus) ProfileLoader.shipped(profile).points(), registers);
  }

  @Test
  void aReadNeedsOneAnswerOnlyWhereNoSlowGroupIsDueAndNothingRefusedIsTriedAgain() {
    TestProfiles.fillBattery(registers.holding);
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(
                temperatureEvery(Duration.ofSeconds(30)),
                List.of(),
                Optional.empty(),
                125,
                List.of()),
            registers);
    registers.absent.set(102);
    int alone = 0;
    for (int second = 0; second < 300; second++) {
      boolean onlyOne = device.ask(clock.now()).isPresent();
      registers.log.clear();
      device.read(clock.now());
      assertEquals(onlyOne, registers.log.size() == 1, "at " + second + ": " + registers.log);
      alone += onlyOne ? 1 : 0;
      if (second == 100) {
        registers.absent.clear();
      }
      clock.advance(Duration.ofSeconds(1));
    }
    assertTrue(alone > 100, "alone " + alone);
  }

  @Test
  void readsSlowGroupsSeldomAndTellsTheirAge() {
    TestProfiles.fillBattery(registers.holding);
    List<RegisterInput> paced = temperatureEvery(Duration.ofSeconds(30));
    device =
        new PolledModbusDevice(
            "battery1",
            new DeviceProfile.Modbus(paced, List.of(), Optional.empty(), 125, List.of()),
            registers);
    Moment start = clock.now();
    int reads = 0;
    for (int second = 0; second < 60; second++) {
      Moment now = clock.now();
      for (Sample sample : device.read(now)) {
        boolean slow = sample.signal().quantity() == Quantity.TEMPERATURE_C;
        assertEquals(slow && second < 30 ? start : slow ? sample.at() : now, sample.at());
      }
      clock.advance(Duration.ofSeconds(1));
      reads += registers.log.contains("read 103+1") ? 1 : 0;
      registers.log.clear();
    }
    assertEquals(2, reads);
  }
}

package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.drivers.register.FakeRegisters;
import io.spikewatt.drivers.sunspec.SunSpecDiscovery.Result;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Discovery finds what is there and believes nothing that cannot be (SunSpec DEV-1, DEV-2). */
final class SunSpecDiscoveryTest {

  private final FakeRegisters device = new FakeRegisters();

  @ParameterizedTest
  @ValueSource(ints = {40_000, 0, 50_000})
  void findsTheModelsAtEachKnownBase(int base) {
    SimulatedSunSpec.inverter(device.holding, base);
    SunSpecMap map = found();
    assertEquals(base, map.base());
    assertEquals(List.of(1, 103, 120, 121, 122, 123), map.models());
    assertEquals(
        new SunSpecMap.Identity("Sunworks", "SW-10", "", "", "4711", OptionalInt.empty()),
        map.identity());
  }

  @Test
  void tellsWhoTheDeviceSaysItIs() {
    new SimulatedSunSpec(device.holding, 0)
        .common("Sunworks", "SW-10", "4711")
        .text("Opt", "DC switch")
        .text("Vr", "1.2.3")
        .set("DA", 126)
        .model(103)
        .end();
    assertEquals(
        new SunSpecMap.Identity(
            "Sunworks", "SW-10", "DC switch", "1.2.3", "4711", OptionalInt.of(126)),
        found().identity());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " | ",
      value = {
        "103 120 121 122 123 | [INVERTER]",
        "701 702 703 704 | [INVERTER]",
        "113 160 | [INVERTER]",
        "203 | [METER]",
        "211 | [METER]",
        "701 702 704 713 | [BATTERY]",
        "802 803 | [BATTERY]",
        "103 124 160 | [INVERTER, BATTERY]",
        "122 | []",
      })
  void suggestsWhatItMayBeConfiguredAs(String models, String kinds) {
    SimulatedSunSpec simulated = new SimulatedSunSpec(device.holding, 0).common("a", "b", "c");
    for (String id : models.split(" ")) {
      simulated.model(Integer.parseInt(id));
    }
    simulated.end();
    assertEquals(kinds, found().kinds().toString());
  }

  @Test
  void looksElsewhereWhenABaseDoesNotExist() {
    device.absent.set(40_000, 40_100);
    SimulatedSunSpec.inverter(device.holding, 0);
    assertEquals(0, found().base());
  }

  @Test
  void stepsOverModelsItDoesNotKnow() {
    SimulatedSunSpec simulated =
        new SimulatedSunSpec(device.holding, 40_000).common("a", "b", "c").model(122).model(103);
    device.holding[simulated.place(122)] = 64_123;
    simulated.end();
    assertEquals(List.of(1, 64_123, 103), found().models());
  }

  @Test
  void acceptsACommonModelWithoutItsPad() {
    device.holding[0] = 0x5375;
    device.holding[1] = 0x6E53;
    device.holding[2] = 1;
    device.holding[3] = 65;
    device.holding[4 + 65] = 103;
    device.holding[5 + 65] = 50;
    device.holding[6 + 65 + 50] = 0xFFFF;
    assertEquals(List.of(1, 103), found().models());
  }

  @Test
  void knowsNoAddressOfACommonModelThatIsShorterStill() {
    SimulatedSunSpec simulated =
        new SimulatedSunSpec(device.holding, 0).common("a", "b", "c").set("DA", 5).model(103).end();
    // Nobody's model 1: its length ends before the device address, the chain goes on behind it.
    int model1 = simulated.place(1);
    System.arraycopy(device.holding, model1 + 68, device.holding, model1 + 66, 60);
    device.holding[model1 + 1] = 64;
    assertEquals(List.of(1, 103), found().models());
    assertEquals(OptionalInt.empty(), found().identity().deviceAddress());
    assertEquals("c", found().identity().serial());
  }

  @Test
  void endsWhereTheDeviceForgotTheEndMark() {
    SimulatedSunSpec simulated = SimulatedSunSpec.inverter(device.holding, 40_000);
    int end = simulated.place(123) + 26;
    device.absent.set(end, 65_536);
    assertEquals(List.of(1, 103, 120, 121, 122, 123), found().models());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60_000, 0xFFFF})
  void aLengthThatCannotBeEndsTheChain(int length) {
    SimulatedSunSpec simulated = SimulatedSunSpec.inverter(device.holding, 40_000);
    device.holding[simulated.place(120) + 1] = length;
    assertEquals(List.of(1, 103), found().models());
  }

  @Test
  void theChainEndsAtTheLastRegister() {
    SimulatedSunSpec simulated =
        new SimulatedSunSpec(device.holding, 50_000).common("a", "b", "c").model(122);
    int filler = simulated.place(122);
    device.holding[filler] = 64_001;
    device.holding[filler + 1] = 65_535 - filler - 1;
    assertEquals(List.of(1, 64_001), found().models(), "it ends with the last register");
    device.holding[filler + 1]++;
    assertEquals(List.of(1), found().models(), "it would end behind the last register");
  }

  @Test
  void anEndlessChainHasAnEnd() {
    device.holding[0] = 0x5375;
    device.holding[1] = 0x6E53;
    for (int at = 2; at < 40_000; at += 3) {
      device.holding[at] = 1;
      device.holding[at + 1] = 1;
    }
    assertEquals(100, found().models().size());
  }

  @Test
  void whatAnswersButIsNotSunSpecIsAbsent() {
    assertInstanceOf(Result.Absent.class, SunSpecDiscovery.discover(device));
    device.holding[40_000] = 0x5375;
    device.holding[40_001] = 0x6E53;
    device.holding[40_002] = 103;
    device.holding[40_003] = 50;
    assertInstanceOf(Result.Absent.class, SunSpecDiscovery.discover(device));
  }

  @Test
  void whatDoesNotAnswerIsBrokenAfterOneTry() {
    device.silent = true;
    assertInstanceOf(Result.Broken.class, SunSpecDiscovery.discover(device));
    assertEquals(1, device.log.size());
  }

  @Test
  void garbageBehindTheMarkNeverEndsInAnException() {
    Random random = new Random(53);
    for (int round = 0; round < 60; round++) {
      Arrays.setAll(device.holding, i -> random.nextInt(4) == 0 ? random.nextInt(0x10000) : 1);
      device.holding[40_000] = 0x5375;
      device.holding[40_001] = 0x6E53;
      device.holding[40_002] = 1;
      device.log.clear();
      Result result = SunSpecDiscovery.discover(device);
      assertTrue(device.log.size() <= 110, () -> result + " after " + device.log.size());
      if (result instanceof Result.Found(SunSpecMap map, boolean _)) {
        assertTrue(map.places().stream().allMatch(p -> p.address() + 2 + p.length() <= 65_536));
      }
    }
  }

  private SunSpecMap found() {
    return assertInstanceOf(Result.Found.class, SunSpecDiscovery.discover(device)).map();
  }
}

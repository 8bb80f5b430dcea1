package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.LinearScale;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.RegisterInput;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.config.profile.RegisterSpec;
import io.spikewatt.hal.signal.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ShippedProfilesTest {

  private static final Path SOURCES = Path.of("src/main/resources/io/spikewatt/config/profile");

  static List<String> ids() {
    return ProfileLoader.shippedIds();
  }

  @Test
  void everyProfileFileIsShipped() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES)) {
      List<String> found =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.replace(".yaml", ""))
              .sorted()
              .toList();
      assertEquals(found, ids());
    }
  }

  @ParameterizedTest
  @MethodSource("ids")
  void loadsAndTellsWhatItRestsOn(String id) throws IOException {
    DeviceProfile profile = ProfileLoader.shipped(id);
    assertEquals(id, profile.id());
    assertFalse(profile.about().remarks().isBlank());
    assertEquals(DeviceProfile.Verified.SOURCE_ONLY, profile.about().verified());
    DeviceProfile.Points points = profile.points();
    assertTrue(points.reads().size() + points.writes().size() > 0);
    assertTrue(Files.readAllLines(SOURCES.resolve(id + ".yaml")).size() <= 100);
  }

  /** A maker's mark of "no value" for a number format holds in all its registers. */
  @ParameterizedTest
  @MethodSource("ids")
  void aMarkOfNoValueHoldsForTheWholeProfile(String id) {
    Set<Long> marks =
        Set.of(
            0xFFFFL,
            0x8000L,
            0x7FFFL,
            0x7FFEL,
            0x7FFDL,
            0xFFFF_FFFFL,
            0x8000_0000L,
            0x7FFF_FFFFL,
            0xFF7F_FFFFL,
            0x7FC0_0000L,
            -1L);
    Map<RegisterSpec.Encoding, Set<Set<Long>>> known =
        read(ProfileLoader.shipped(id))
            .collect(
                Collectors.groupingBy(
                    RegisterSpec::encoding,
                    Collectors.mapping(
                        spec ->
                            spec.sentinels().stream()
                                .filter(marks::contains)
                                .collect(Collectors.toSet()),
                        Collectors.toSet())));
    known.forEach((encoding, sets) -> assertEquals(1, sets.size(), encoding + " has " + sets));
  }

  private static Stream<RegisterSpec> read(DeviceProfile profile) {
    return profile.points() instanceof DeviceProfile.Modbus map
        ? Stream.concat(
            map.inputs().stream()
                .flatMap(
                    input ->
                        Stream.of(
                                input.parts().stream(),
                                input.whereFitted().stream(),
                                input.instead().stream()
                                    .map(RegisterInput.SignedByState::magnitude))
                            .flatMap(s -> s)),
            map.outputs().stream().flatMap(output -> output.plus().stream()))
        : Stream.of();
  }

  @Test
  void theHybridBatteryIsWhatTheSimulatorSpeaks() {
    DeviceProfile profile = ProfileLoader.shipped("hybrid-battery");
    assertEquals(
        new DeviceProfile.Response(Duration.ofMillis(1600), Duration.ofMillis(3800)),
        profile.response());
    DeviceProfile.Modbus map = assertInstanceOf(DeviceProfile.Modbus.class, profile.points());
    assertEquals(
        Optional.of(new Heartbeat(203, Duration.ofSeconds(30), OptionalInt.empty())),
        map.heartbeat());
    assertEquals(
        new RegisterSpec(
            Quantity.SOC_PCT,
            RegisterSpec.Table.HOLDING,
            102,
            RegisterSpec.Encoding.U16,
            RegisterSpec.WordOrder.HIGH_FIRST,
            new LinearScale(0.1, 0),
            Set.of(0xFFFFL),
            Set.of()),
        map.inputs().get(1).register());
    RegisterOutput output = map.outputs().getFirst();
    assertEquals(OutputRegister.Persistence.VOLATILE, output.persistence());
    assertEquals(-1, output.registers().getFirst().register().scale().factor());
    assertEquals(new OutputRegister.CellContent.Constant(1), output.registers().getLast().takes());
    assertEquals(OptionalDouble.of(0), output.registers().getLast().release());
  }

  @Test
  void theMeterCountsInWattHours() {
    DeviceProfile.Modbus map =
        assertInstanceOf(
            DeviceProfile.Modbus.class, ProfileLoader.shipped("eastron-sdm630").points());
    assertEquals(13, map.inputs().size());
    for (RegisterInput each : map.inputs()) {
      RegisterSpec input = each.register();
      assertEquals(RegisterSpec.Table.INPUT, input.table());
      boolean energy = input.quantity().unit().equals("Wh");
      assertEquals(energy ? 1000 : 1, input.scale().factor());
    }
  }

  @Test
  void aHybridInverterIsTwoDevicesThatCountEachModuleOnce() {
    assertEquals(
        new SunSpec(
            SunSpec.Kind.INVERTER, SunSpec.PowerFrom.DC_MODULES, List.of(1, 2), List.of(), false),
        ProfileLoader.shipped("fronius-gen24-pv").points());
    assertEquals(
        new SunSpec(
            SunSpec.Kind.BATTERY, SunSpec.PowerFrom.DC_MODULES, List.of(4), List.of(3), false),
        ProfileLoader.shipped("fronius-gen24-battery").points());
  }

  @Test
  void thereIsNoProfileOfAnyOtherName() {
    assertThrows(IllegalArgumentException.class, () -> ProfileLoader.shipped("../site"));
  }
}

package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.drivers.quality.SignInversion;
import io.spikewatt.hal.signal.Quantity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which quantities a device reports, each with its sources, best first. SunSpec counts power and
 * energy out of a generator, and into a site for a meter, so both already have our sign.
 */
final class QuantitySources {

  static final List<QuantitySource> SOC =
      List.of(
          new QuantitySource(713, "SoC"),
          new QuantitySource(802, "SoC"),
          new QuantitySource(124, "ChaState"));

  private QuantitySources() {}

  static Map<Quantity, List<QuantitySource>> of(SunSpec device) {
    Map<Quantity, List<QuantitySource>> map = new EnumMap<>(Quantity.class);
    switch (device.kind()) {
      case METER -> meter(map);
      case INVERTER -> {
        condition(map);
        map.put(Quantity.TEMPERATURE_C, temperature());
        map.put(Quantity.STATE_CODE, der("InvSt", "St"));
      }
      case BATTERY -> battery(map);
    }
    if (device.kind() != Kind.METER) {
      switch (device.powerFrom()) {
        case AC -> acPower(map, device.kind());
        case BATTERY_BANK -> map.put(Quantity.POWER_W, List.of(new QuantitySource(802, "W")));
        case DC_MODULES -> modules(map, device);
      }
    }
    return device.reversed() ? reversed(map) : map;
  }

  private static void meter(Map<Quantity, List<QuantitySource>> map) {
    map.put(Quantity.POWER_W, meters("W"));
    map.put(Quantity.POWER_L1_W, meters("WphA"));
    map.put(Quantity.POWER_L2_W, meters("WphB"));
    map.put(Quantity.POWER_L3_W, meters("WphC"));
    map.put(Quantity.REACTIVE_POWER_VAR, meters("VAR"));
    map.put(Quantity.VOLTAGE_L1_V, meters("PhVphA"));
    map.put(Quantity.VOLTAGE_L2_V, meters("PhVphB"));
    map.put(Quantity.VOLTAGE_L3_V, meters("PhVphC"));
    map.put(Quantity.CURRENT_L1_A, meters("AphA"));
    map.put(Quantity.CURRENT_L2_A, meters("AphB"));
    map.put(Quantity.CURRENT_L3_A, meters("AphC"));
    map.put(Quantity.FREQUENCY_HZ, meters("Hz"));
    map.put(Quantity.ENERGY_IMPORT_WH, meters("TotWhImp"));
    map.put(Quantity.ENERGY_EXPORT_WH, meters("TotWhExp"));
  }

  /** The grid's quantities at an inverter. */
  private static void condition(Map<Quantity, List<QuantitySource>> map) {
    map.put(Quantity.FREQUENCY_HZ, der("Hz", "Hz"));
    map.put(Quantity.VOLTAGE_L1_V, der("VL1", "PhVphA"));
    map.put(Quantity.VOLTAGE_L2_V, der("VL2", "PhVphB"));
    map.put(Quantity.VOLTAGE_L3_V, der("VL3", "PhVphC"));
  }

  private static void battery(Map<Quantity, List<QuantitySource>> map) {
    condition(map);
    map.put(Quantity.SOC_PCT, SOC);
    map.put(Quantity.TEMPERATURE_C, List.of(new QuantitySource(803, "ModTmpAvg")));
    map.put(
        Quantity.STATE_CODE,
        List.of(
            new QuantitySource(802, "ChaSt"),
            new QuantitySource(124, "ChaSt"),
            new QuantitySource(713, "Sta")));
  }

  /**
   * Power, currents and energies of a device that shares its AC side with no other. A quantity of
   * model 701 alone would be missing for ever on most inverters, so an inverter has none.
   */
  private static void acPower(Map<Quantity, List<QuantitySource>> map, Kind kind) {
    map.put(Quantity.POWER_W, der("W", "W"));
    map.put(Quantity.REACTIVE_POWER_VAR, der("Var", "VAr"));
    map.put(Quantity.CURRENT_L1_A, der("AL1", "AphA"));
    map.put(Quantity.CURRENT_L2_A, der("AL2", "AphB"));
    map.put(Quantity.CURRENT_L3_A, der("AL3", "AphC"));
    map.put(Quantity.ENERGY_IMPORT_WH, der("TotWhInj", "WH"));
    if (kind == Kind.BATTERY) {
      map.put(Quantity.ENERGY_EXPORT_WH, List.of(new QuantitySource(701, "TotWhAbs")));
    }
  }

  private static void modules(Map<Quantity, List<QuantitySource>> map, SunSpec device) {
    List<Integer> in = device.modulesIn();
    List<Integer> out = device.modulesOut();
    map.put(
        Quantity.POWER_W,
        List.of(new QuantitySource(160, modules(in, "DCW"), modules(out, "DCW"))));
    if (!in.isEmpty()) {
      map.put(
          Quantity.ENERGY_IMPORT_WH,
          List.of(new QuantitySource(160, modules(in, "DCWH"), List.of())));
    }
    if (!out.isEmpty()) {
      map.put(
          Quantity.ENERGY_EXPORT_WH,
          List.of(new QuantitySource(160, modules(out, "DCWH"), List.of())));
    }
  }

  private static List<String> modules(List<Integer> modules, String point) {
    return modules.stream().map(module -> "module[" + module + "]." + point).toList();
  }

  /** The cabinet or else the heat sink. */
  private static List<QuantitySource> temperature() {
    return Stream.concat(der("TmpCab", "TmpCab").stream(), der("TmpSnk", "TmpSnk").stream())
        .toList();
  }

  /** Model 701, or else one of the older inverter models. */
  private static List<QuantitySource> der(String of701, String ofOlder) {
    return Stream.concat(
            Stream.of(new QuantitySource(701, of701)),
            sources(ofOlder, 103, 102, 101, 113, 112, 111))
        .toList();
  }

  private static List<QuantitySource> meters(String point) {
    return sources(point, 203, 204, 202, 201, 213, 214, 212, 211).toList();
  }

  private static Stream<QuantitySource> sources(String point, int... models) {
    return IntStream.of(models).mapToObj(model -> new QuantitySource(model, point));
  }

  /** Signed quantities change their sign; the energies are named as in the standard. */
  private static Map<Quantity, List<QuantitySource>> reversed(
      Map<Quantity, List<QuantitySource>> map) {
    Map<Quantity, List<QuantitySource>> turned = new EnumMap<>(map);
    turned.replaceAll(
        (quantity, sources) ->
            SignInversion.signed(quantity)
                ? sources.stream().map(QuantitySource::reversed).toList()
                : sources);
    return turned;
  }
}

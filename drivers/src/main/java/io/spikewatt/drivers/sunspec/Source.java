package io.spikewatt.drivers.sunspec;

import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.hal.signal.Quantity;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A place where a quantity may be found. SunSpec counts power and energy out of a generator, and
 * into a site for a meter, so both already have our sign.
 *
 * @param model the model's id
 * @param point the point's name
 */
record Source(int model, String point) {

  /** Which quantities a kind of device reports, each with its sources, best first. */
  static Map<Quantity, List<Source>> of(Kind kind) {
    return switch (kind) {
      case INVERTER -> inverter();
      case METER -> meter();
      case BATTERY -> battery();
    };
  }

  private static Map<Quantity, List<Source>> inverter() {
    Map<Quantity, List<Source>> map = new EnumMap<>(Quantity.class);
    map.put(Quantity.POWER_W, der("W", "W"));
    map.put(Quantity.ENERGY_IMPORT_WH, der("TotWhInj", "WH"));
    map.put(Quantity.FREQUENCY_HZ, der("Hz", "Hz"));
    map.put(Quantity.VOLTAGE_L1_V, der("VL1", "PhVphA"));
    map.put(Quantity.VOLTAGE_L2_V, der("VL2", "PhVphB"));
    map.put(Quantity.VOLTAGE_L3_V, der("VL3", "PhVphC"));
    map.put(Quantity.CURRENT_L1_A, der("AL1", "AphA"));
    map.put(Quantity.CURRENT_L2_A, der("AL2", "AphB"));
    map.put(Quantity.CURRENT_L3_A, der("AL3", "AphC"));
    map.put(Quantity.TEMPERATURE_C, der("TmpCab", "TmpCab"));
    map.put(Quantity.STATE_CODE, der("InvSt", "St"));
    return map;
  }

  private static Map<Quantity, List<Source>> meter() {
    Map<Quantity, List<Source>> map = new EnumMap<>(Quantity.class);
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
    return map;
  }

  private static Map<Quantity, List<Source>> battery() {
    Map<Quantity, List<Source>> map = new EnumMap<>(Quantity.class);
    // The DC power of model 802 has no agreed sign, so it is not taken for the AC power.
    map.put(Quantity.POWER_W, der("W", "W"));
    map.put(
        Quantity.SOC_PCT,
        List.of(new Source(713, "SoC"), new Source(802, "SoC"), new Source(124, "ChaState")));
    map.put(Quantity.ENERGY_IMPORT_WH, der("TotWhInj", "WH"));
    map.put(Quantity.ENERGY_EXPORT_WH, List.of(new Source(701, "TotWhAbs")));
    map.put(Quantity.FREQUENCY_HZ, der("Hz", "Hz"));
    map.put(
        Quantity.STATE_CODE,
        List.of(new Source(713, "Sta"), new Source(802, "ChaSt"), new Source(124, "ChaSt")));
    return map;
  }

  /** Model 701, or else one of the older inverter models. */
  private static List<Source> der(String of701, String ofOlder) {
    return Stream.concat(
            Stream.of(new Source(701, of701)),
            Stream.of(103, 102, 101, 113, 112, 111).map(id -> new Source(id, ofOlder)))
        .toList();
  }

  private static List<Source> meters(String point) {
    return Stream.of(203, 204, 202, 201, 213, 214, 212, 211)
        .map(id -> new Source(id, point))
        .toList();
  }
}

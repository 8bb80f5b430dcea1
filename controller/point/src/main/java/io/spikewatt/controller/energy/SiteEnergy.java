package io.spikewatt.controller.energy;

import java.util.Locale;

/** Energies of the whole site; each is the sum of what was counted at its devices. */
public enum SiteEnergy {
  GRID_IMPORT,
  GRID_EXPORT,
  PV_PRODUCTION,
  WIND_PRODUCTION,
  BATTERY_CHARGE,
  BATTERY_DISCHARGE;

  /** Its name in the state directory and in Home Assistant's ids; a contract. */
  public String keptName() {
    return name().toLowerCase(Locale.ROOT) + "_wh";
  }

  /** Its name for people, {@code PV production energy}. */
  public String title() {
    String words = name().replace('_', ' ');
    int kept = words.startsWith("PV") ? 2 : 1;
    return words.substring(0, kept) + words.substring(kept).toLowerCase(Locale.ROOT) + " energy";
  }

  /** Its name in payloads, {@code gridImportWh}; a contract. */
  public String payloadKey() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
    return words[0]
        + words[1].substring(0, 1).toUpperCase(Locale.ROOT)
        + words[1].substring(1)
        + "Wh";
  }
}

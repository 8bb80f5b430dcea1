package io.spikewatt.controller.energy;

import io.spikewatt.controller.json.JsonWriter;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Energies as they are kept, Wh by the names in the state directory. An energy that was never known
 * has no entry.
 *
 * @param at when they were kept
 */
public record EnergyTotals(Instant at, Map<String, Double> wh) {

  private static final String SITE = "site/";
  private static final String DEVICE = "device/";

  public EnergyTotals {
    wh = Map.copyOf(wh);
  }

  static String name(SiteEnergy energy) {
    return SITE + energy.keptName();
  }

  /** An energy of the site, Wh; empty = never known. */
  public OptionalDouble site(SiteEnergy energy) {
    return get(name(energy));
  }

  OptionalDouble get(String name) {
    Double value = wh.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Payload of the topic {@code energy}. */
  public byte[] payload() {
    Map<String, Map<String, Double>> devices = new TreeMap<>();
    for (FlowDirection direction : FlowDirection.values()) {
      String ending = "/" + direction.keptName();
      wh.forEach(
          (name, value) -> {
            if (name.startsWith(DEVICE) && name.endsWith(ending)) {
              String id = name.substring(DEVICE.length(), name.length() - ending.length());
              devices
                  .computeIfAbsent(id, any -> new TreeMap<>())
                  .put(direction.payloadKey(), value);
            }
          });
    }
    return JsonWriter.object(
        writer -> {
          writer.put("at", at);
          writer.in(
              "site",
              site -> {
                for (SiteEnergy energy : SiteEnergy.values()) {
                  site.put(energy.payloadKey(), site(energy));
                }
              });
          writer.in(
              "devices",
              all ->
                  devices.forEach((id, flows) -> all.in(id, device -> flows.forEach(device::put))));
        });
  }
}

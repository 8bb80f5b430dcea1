package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.energy.CountedFlow;
import io.spikewatt.controller.energy.SiteEnergy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entities of the site as a whole. */
record SiteEntities(Site site, EntityNames names, ExpiryTimes expiry) {

  /** Powers of the payload {@code state}: field, name, and whether the site has such a thing. */
  private record Power(String field, String key, String name, boolean isThere) {}

  List<Entity> all() {
    List<Entity> all = new ArrayList<>();
    String state = names.topics().state();
    for (Power power : powers()) {
      if (power.isThere) {
        all.add(watts(power.key, power.name, ValueTemplates.value(power.field, "value")));
      }
    }
    all.add(
        watts(
            "grid_import_w",
            "Grid import power",
            ValueTemplates.of("[v, 0] | max", "gridW", "value")));
    all.add(
        watts(
            "grid_export_w",
            "Grid export power",
            ValueTemplates.of("[-v, 0] | max", "gridW", "value")));
    all.addAll(energies());
    all.addAll(prices());
    all.add(
        Entity.of(Platform.SENSOR, "doing", "Activity")
            .reading(state, ValueTemplates.text("doing")));
    all.add(
        Entity.of(Platform.SENSOR, "mode_now", "Mode in force")
            .reading(state, ValueTemplates.value("mode")));
    all.add(
        Entity.of(Platform.SENSOR, "mode_reason", "Mode reason")
            .diagnostic()
            .reading(state, ValueTemplates.text("reason")));
    all.add(
        Entity.of(Platform.SENSOR, "grid", "Grid")
            .with("device_class", "enum")
            .with(new EntityOption.Texts("options", List.of("up", "down")))
            .reading(state, ValueTemplates.of("(None if v == 'unknown' else v)", "grid")));
    all.add(
        Entity.of(Platform.BINARY_SENSOR, "alarm", "Alarm")
            .with("device_class", "problem")
            .reading(state, ValueTemplates.of("('ON' if v else 'OFF')", "alarms"))
            .with("json_attributes_topic", state)
            .with(
                "json_attributes_template", "{{ {'alarms': value_json.get('alarms')} | tojson }}"));
    all.add(limit("limit_import_now", "Import limit in force", "importW"));
    all.add(limit("limit_export_now", "Export limit in force", "exportW"));
    return all;
  }

  private List<Power> powers() {
    return List.of(
        new Power("gridW", "grid_w", "Grid power", true),
        new Power("loadW", "load_w", "Load power", true),
        new Power("pvW", "pv_w", "PV power", has(Role.Pv.class)),
        new Power("windW", "wind_w", "Wind power", has(Role.Wind.class)),
        new Power("batteryW", "battery_w", "Battery power", has(Role.Battery.class)),
        new Power("evW", "ev_w", "EV power", has(Role.EvCharger.class)),
        new Power("computeW", "compute_w", "Compute power", has(Role.Compute.class)),
        new Power("heatPumpW", "heat_pump_w", "Heat pump power", has(Role.HeatPump.class)));
  }

  private boolean has(Class<? extends Role> role) {
    return site.devices().stream().anyMatch(device -> role.isInstance(device.role()));
  }

  private Entity watts(String key, String name, String template) {
    return Entity.measured(key, name, "power", "W")
        .reading(names.topics().state(), template)
        .expiringAfter(expiry.measuredS());
  }

  private Entity limit(String key, String name, String field) {
    return Entity.measured(key, name, "power", "W")
        .diagnostic()
        .reading(names.topics().state(), ValueTemplates.value("limits", field));
  }

  private List<Entity> energies() {
    List<Optional<SiteEnergy>> counted =
        CountedFlow.of(site).stream().map(CountedFlow::site).distinct().toList();
    List<Entity> all = new ArrayList<>();
    for (SiteEnergy energy : SiteEnergy.values()) {
      if (counted.contains(Optional.of(energy))) {
        all.add(
            Entity.energy(
                energy.keptName(),
                name(energy),
                names.topics().energy(),
                ValueTemplates.value("site", energy.payloadKey())));
      }
    }
    return all;
  }

  private static String name(SiteEnergy energy) {
    return switch (energy) {
      case GRID_IMPORT -> "Grid import energy";
      case GRID_EXPORT -> "Grid export energy";
      case PV_PRODUCTION -> "PV production energy";
      case WIND_PRODUCTION -> "Wind production energy";
      case BATTERY_CHARGE -> "Battery charge energy";
      case BATTERY_DISCHARGE -> "Battery discharge energy";
    };
  }

  private List<Entity> prices() {
    return List.of(
        price("import_price", "Import price", "importPerKwh"),
        price("export_price", "Export price", "exportPerKwh"));
  }

  /** A price of an earlier slot is wrong. */
  private Entity price(String key, String name, String field) {
    return Entity.measured(key, name, "", site.tariff().currency() + "/kWh")
        .with("suggested_display_precision", 4)
        .reading(names.topics().price(), ValueTemplates.value(field))
        .expiringAfter(expiry.priceS());
  }
}

package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.report.MqttTopics.Forecasted;
import io.spikewatt.controller.report.SitePoints;
import java.util.ArrayList;
import java.util.List;

/** Entities of the plan and the forecasts. */
record PlannerEntities(Site site, EntityNames names) {

  /** Less is no charge and no discharge, W. */
  private static final int FLOWS_W = 50;

  List<Entity> all() {
    String plan = names.topics().plan();
    List<Entity> all = new ArrayList<>();
    all.add(
        Entity.of(Platform.SENSOR, "expected_cost", "Expected cost")
            .with("device_class", "monetary")
            .with("unit_of_measurement", site.tariff().currency())
            .reading(plan, ValueTemplates.value("expectedCost")));
    all.add(
        Entity.measured("co2_kg", "Expected emissions", "weight", "kg")
            .reading(plan, ValueTemplates.value("co2Kg")));
    all.add(
        Entity.of(Platform.SENSOR, "valid_until", "Valid until")
            .with("device_class", "timestamp")
            .diagnostic()
            .reading(plan, ValueTemplates.value("validUntil")));
    all.add(
        Entity.measured("planned_grid_w", "Planned grid power", "power", "W")
            .reading(plan, first(SitePoints.id(BalanceTerm.GRID).camel())));
    if (has(Role.Battery.class)) {
      all.add(
          Entity.measured("planned_battery_w", "Planned battery power", "power", "W")
              .reading(plan, first(SitePoints.id(BalanceTerm.BATTERY).camel())));
      all.add(
          Entity.measured("reserve_pct", "Kept in reserve", "", "%")
              .reading(plan, ValueTemplates.value("reserveSocPct")));
      all.add(time("next_charge", "Next charge", "p < -" + FLOWS_W));
      all.add(time("next_discharge", "Next discharge", "p > " + FLOWS_W));
    }
    all.add(
        Entity.of(Platform.SENSOR, "unmet", "Requests not met")
            .reading(plan, ValueTemplates.of("((v | join('; '))[:255] or 'none')", "unmet")));
    all.add(ahead("load_ahead_wh", "Load forecast for a day", Forecasted.LOAD));
    if (has(Role.Pv.class)) {
      all.add(ahead("pv_ahead_wh", "PV forecast for a day", Forecasted.PV));
    }
    if (has(Role.Wind.class)) {
      all.add(ahead("wind_ahead_wh", "Wind forecast for a day", Forecasted.WIND));
    }
    return all;
  }

  private boolean has(Class<? extends Role> role) {
    return site.devices().stream().anyMatch(device -> role.isInstance(device.role()));
  }

  private static String first(String series) {
    return ValueTemplates.of("(v | first | default(None))", series);
  }

  /** When the battery's planned power first meets a condition of {@code p}. */
  private Entity time(String key, String name, String condition) {
    String template =
        "{% set ns = namespace(slot=None) %}"
            + "{% for p in value_json.get('"
            + SitePoints.id(BalanceTerm.BATTERY).camel()
            + "', []) %}"
            + "{% if ns.slot is none and "
            + condition
            + " %}{% set ns.slot = loop.index0 %}{% endif %}{% endfor %}"
            + "{{ None if ns.slot is none else (as_datetime(value_json.get('start'))"
            + " + timedelta(seconds=ns.slot * value_json.get('slotS'))).isoformat() }}";
    return Entity.of(Platform.SENSOR, key, name)
        .with("device_class", "timestamp")
        .reading(names.topics().plan(), template);
  }

  /** Mean energy of the 24 hours from the forecast's origin. */
  private Entity ahead(String key, String name, Forecasted series) {
    String template =
        "{% set v = value_json.get('mean') %}{% set s = value_json.get('slotS') %}"
            + "{{ None if v is none or s is none"
            + " else ((v[:86400 // s] | sum) * s / 3600) | round }}";
    return Entity.of(Platform.SENSOR, key, name)
        .with("device_class", "energy")
        .with("unit_of_measurement", "Wh")
        .reading(names.topics().forecast(series), template);
  }
}

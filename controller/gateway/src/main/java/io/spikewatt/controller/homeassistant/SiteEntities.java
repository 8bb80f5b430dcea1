package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.energy.CountedFlow;
import io.spikewatt.controller.energy.SiteEnergy;
import io.spikewatt.controller.report.PointId;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entities of the site as a whole. */
record SiteEntities(Site site, EntityNames names, ExpiryTimes expiry) {

  List<Entity> all() {
    List<Entity> all = new ArrayList<>();
    String state = names.topics().state();
    for (SitePoint point : SitePoints.of(site, PointOutlet.HOME_ASSISTANT)) {
      // Entities of the device itself show its values.
      if (!(point.kind() instanceof PointKind.DeviceValue)) {
        all.add(entity(point));
      }
    }
    all.add(exchange("import", "[v, 0] | max"));
    all.add(exchange("export", "[-v, 0] | max"));
    all.addAll(energies());
    all.add(price("import_price", "Import price", "importPerKwh"));
    all.add(price("export_price", "Export price", "exportPerKwh"));
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
    all.add(lastRefusal());
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
    return all;
  }

  /** Reason of the newest refused command, whose control only returns to its old value. */
  private Entity lastRefusal() {
    String topic = names.topics().lastRefusal();
    return Entity.of(Platform.SENSOR, "last_refusal", "Last refusal")
        .diagnostic()
        .reading(topic, ValueTemplates.text("reason"))
        .with("json_attributes_topic", topic)
        .with(
            "json_attributes_template",
            "{{ {'at': value_json.get('at'), 'command': value_json.get('command')} | tojson }}");
  }

  private Entity entity(SitePoint point) {
    PointId id = point.id();
    String topic = names.topics().state();
    return switch (point.kind()) {
      case PointKind.Limit _ ->
          Entity.measured("limit_" + id.words() + "_now", point.english(), "power", "W")
              .diagnostic()
              .reading(topic, ValueTemplates.value("limits", id.camel()));
      case PointKind.Energy _ ->
          Entity.energy(
              id.snake(),
              point.english(),
              id.unit().symbol(),
              topic,
              ValueTemplates.value(id.camel(), "value"));
      case PointKind.SourceAge _ ->
          Entity.measured(id.snake(), point.english(), "duration", id.unit().symbol())
              .diagnostic()
              .reading(topic, ValueTemplates.value(id.camel(), "value"));
      default -> watts(id.snake(), point.english(), ValueTemplates.value(id.camel(), "value"));
    };
  }

  /** One direction of the power at the connection. */
  private Entity exchange(String direction, String expression) {
    return watts(
        "grid_" + direction + "_w",
        "Grid " + direction + " power",
        ValueTemplates.of(expression, SitePoints.id(BalanceTerm.GRID).camel(), "value"));
  }

  private Entity watts(String key, String name, String template) {
    return Entity.measured(key, name, "power", "W")
        .reading(names.topics().state(), template)
        .expiringAfter(expiry.measuredS());
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
                energy.title(),
                "Wh",
                names.topics().energy(),
                ValueTemplates.value("site", energy.payloadKey())));
      }
    }
    return all;
  }

  /** A price of an earlier slot is wrong. */
  private Entity price(String key, String name, String field) {
    return Entity.measured(key, name, "", site.tariff().currency() + "/kWh")
        .with("suggested_display_precision", 4)
        .reading(names.topics().price(), ValueTemplates.value(field))
        .expiringAfter(expiry.priceS());
  }
}

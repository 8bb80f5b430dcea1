package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.energy.CountedFlow;
import io.spikewatt.controller.energy.FlowDirection;
import io.spikewatt.controller.report.PointId;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Entities of one device: its readings, its energies, and its setpoint.
 *
 * @param isWritten whether setpoints are written at all
 */
record DeviceEntities(EntityNames names, ExpiryTimes expiry, boolean isWritten) {

  /**
   * All of a device.
   *
   * @param extra readings that it has beside those that its profile promises
   */
  List<Entity> of(DeviceConfig device, Set<Quantity> extra) {
    List<Entity> all = new ArrayList<>();
    Set<Quantity> read = read(device, extra);
    for (Quantity quantity : read) {
      // Energies come from our own counters, which never fall.
      if (!quantity.isCounted()) {
        all.add(reading(device, quantity));
      }
    }
    for (CountedFlow flow : CountedFlow.of(device)) {
      all.add(energy(flow));
    }
    if (isWritten) {
      OutputSpecs.of(device)
          .ifPresent(output -> all.addAll(setpoint(device, output.signal().quantity())));
    }
    return all;
  }

  /**
   * Values of a device that the gateway counts, if it reads what they need.
   *
   * @param extra as in {@link #of}
   * @param points those of the site
   */
  List<Entity> values(DeviceConfig device, Set<Quantity> extra, List<SitePoint> points) {
    Set<Quantity> read = read(device, extra);
    List<Entity> all = new ArrayList<>();
    for (SitePoint point : points) {
      if (point.kind() instanceof PointKind.DeviceValue value
          && value.device().equals(device.id())
          && read.containsAll(value.quantity().needs())) {
        all.add(value(point.id(), value));
      }
    }
    return all;
  }

  private Entity value(PointId id, PointKind.DeviceValue value) {
    PointId name = value.name();
    String list = SitePoints.list(value.quantity().term());
    return Entity.measured(name.snake(), value.quantity().title(), "", id.unit().symbol())
        .reading(
            names.topics().state(),
            ValueTemplates.ofItem(list, value.device(), name.camel(), "value"))
        .with(new EntityOption.Availability(names.daemon()));
  }

  private static Set<Quantity> read(DeviceConfig device, Set<Quantity> extra) {
    Set<Quantity> read = EnumSet.noneOf(Quantity.class);
    read.addAll(device.profile().points().promises());
    read.addAll(extra);
    return read;
  }

  private Entity reading(DeviceConfig device, Quantity quantity) {
    String topic = names.topics().telemetry(device.id());
    String key = quantity.wireName();
    String[] path = {"signals", key, "value"};
    return switch (quantity) {
      case POWER_W, POWER_LIMIT_W, POWER_L1_W, POWER_L2_W, POWER_L3_W ->
          measured(topic, quantity, "power").expiringAfter(expiry.measuredS());
      case REACTIVE_POWER_VAR -> measured(topic, quantity, "reactive_power");
      case VOLTAGE_L1_V, VOLTAGE_L2_V, VOLTAGE_L3_V ->
          measured(topic, quantity, "voltage").diagnostic();
      case CURRENT_L1_A, CURRENT_L2_A, CURRENT_L3_A ->
          measured(topic, quantity, "current").diagnostic();
      case FREQUENCY_HZ -> measured(topic, quantity, "frequency").diagnostic();
      case SOC_PCT -> measured(topic, quantity, "battery").expiringAfter(expiry.measuredS());
      case SOC_TARGET_PCT, FEED_IN_LIMIT_PCT -> measured(topic, quantity, "");
      case DEPARTURE_IN_S -> measured(topic, quantity, "duration");
      case CAPACITY_WH -> measured(topic, quantity, "energy_storage").diagnostic();
      case TEMPERATURE_C, OUTDOOR_TEMPERATURE_C -> measured(topic, quantity, "temperature");
      case CONNECTED ->
          Entity.of(Platform.BINARY_SENSOR, key, name(quantity))
              .with("device_class", "plug")
              .reading(topic, ValueTemplates.isOne(path));
      case CONTACT ->
          Entity.of(Platform.BINARY_SENSOR, key, name(quantity))
              .reading(topic, ValueTemplates.isOne(path));
      case IDLE_POWER_W, CLIFF_POWER_W, FULL_POWER_W ->
          measured(topic, quantity, "power").diagnostic();
      case WORK_SHARE_0_PCT, WORK_SHARE_25_PCT, WORK_SHARE_50_PCT, WORK_SHARE_75_PCT ->
          measured(topic, quantity, "").diagnostic();
      case WORK_PER_S -> measured(topic, quantity, "");
      case SG_READY_STATE, JOBS ->
          Entity.of(Platform.SENSOR, key, name(quantity))
              .reading(topic, ValueTemplates.of("v | int", path));
      case STATE_CODE ->
          Entity.of(Platform.SENSOR, key, name(quantity))
              .diagnostic()
              .reading(topic, ValueTemplates.of("v | int", path));
      case ENERGY_IMPORT_WH, ENERGY_EXPORT_WH ->
          throw new IllegalArgumentException(quantity + " is published as an energy");
    };
  }

  private static Entity measured(String topic, Quantity quantity, String deviceClass) {
    return Entity.measured(quantity.wireName(), name(quantity), deviceClass, quantity.unit())
        .reading(topic, ValueTemplates.value("signals", quantity.wireName(), "value"));
  }

  /** The daemon knows an energy while its device is silent, a PV inverter at night for example. */
  private Entity energy(CountedFlow flow) {
    String id = flow.device().id();
    return Entity.energy(
            flow.direction().keptName(),
            name(flow),
            "Wh",
            names.topics().energy(),
            ValueTemplates.value("devices", id, flow.direction().payloadKey()))
        .with(new EntityOption.Availability(names.daemon()));
  }

  private List<Entity> setpoint(DeviceConfig device, Quantity quantity) {
    String topic = names.topics().setpoint(device.id());
    Entity setpoint =
        switch (quantity) {
          case POWER_W -> watts("setpoint", "Setpoint");
          case POWER_LIMIT_W -> watts("setpoint", "Power limit set");
          default -> Entity.of(Platform.SENSOR, "setpoint", "Setpoint");
        };
    String template =
        quantity == Quantity.CONTACT
            ? ValueTemplates.of("('closed' if v == 1 else 'open')", "value")
            : ValueTemplates.value("value");
    return List.of(
        setpoint.reading(topic, template),
        Entity.of(Platform.SENSOR, "setpoint_reason", "Setpoint reason")
            .diagnostic()
            .reading(topic, ValueTemplates.text("reason")));
  }

  private static Entity watts(String key, String name) {
    return Entity.measured(key, name, "power", "W");
  }

  private static String name(CountedFlow flow) {
    boolean imports = flow.direction() == FlowDirection.IMPORT;
    return switch (flow.device().role()) {
      case Role.GridMeter _, Role.UtilityMeter _ -> imports ? "Energy imported" : "Energy exported";
      case Role.Battery _, Role.EvCharger _ -> imports ? "Energy discharged" : "Energy charged";
      default -> imports ? "Energy produced" : "Energy consumed";
    };
  }

  /** Power L1 of {@code power_l1_w}. */
  private static String name(Quantity quantity) {
    return switch (quantity) {
      case SOC_PCT -> "State of charge";
      case SOC_TARGET_PCT -> "Target state of charge";
      case DEPARTURE_IN_S -> "Time to departure";
      case FEED_IN_LIMIT_PCT -> "Feed-in limit";
      case SG_READY_STATE -> "SG-Ready state";
      case WORK_PER_S -> "Work per second";
      default -> {
        String unit = quantity.unit().equals("1") ? "" : "_[a-z]+$";
        String words = quantity.wireName().replaceFirst(unit, "").replace('_', ' ');
        yield words.substring(0, 1).toUpperCase(Locale.ROOT)
            + words.substring(1).replaceFirst(" l(?=\\d)", " L");
      }
    };
  }
}

package io.spikewatt.controller.command;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.ControlCapability;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.GridSeparation;
import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.protocol.CommandMessage;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads a command's name and value into a {@link SiteCommand} that is valid on this site. */
record CommandReader(Site site) {

  /** How far ahead anything may be due. */
  private static final Duration FURTHEST = Duration.ofDays(7);

  /** More than any car's battery holds, Wh. */
  private static final double MOST_EV_WH = 1e6;

  /**
   * @param name what follows {@code command/} in the topic
   * @param now earlier instants are refused
   * @throws Malformed if there is no such command or device, or the value is out of range
   */
  SiteCommand read(String name, Object value, Instant now) throws Malformed {
    int slash = name.indexOf('/');
    String head = slash < 0 ? name : name.substring(0, slash);
    String device = slash < 0 ? "" : name.substring(slash + 1);
    return switch (head) {
      case "setpoint" -> setpoint(device, number(value, -1e9, 1e9));
      case "ev" -> evTrip(device, value, now);
      case "compute" -> compute(require(device, Role.Compute.class), value, now);
      default -> device.isEmpty() ? siteWide(head, value, now) : unknown(name);
    };
  }

  private SiteCommand siteWide(String name, Object value, Instant now) throws Malformed {
    return switch (name) {
      case "mode" -> mode(oneOf(RequestedMode.class, value));
      case "limit-import" ->
          new SiteCommand.LimitImport(number(value, 0, site.grid().importLimitW()));
      case "limit-export" ->
          new SiteCommand.LimitExport(number(value, 0, site.grid().exportLimitW()));
      case "reserve-soc" -> reserve(value, now);
      case "objective" -> new SiteCommand.SetObjective(oneOf(Site.Objective.class, value));
      case "prices" -> new SiteCommand.SetPrices(new PriceReader(site.tariff(), now).read(value));
      case "reload" -> new SiteCommand.Reload();
      default -> unknown(name);
    };
  }

  private static SiteCommand reserve(Object value, Instant now) throws Malformed {
    if (!(value instanceof Map<?, ?> fields)) {
      return new SiteCommand.ReserveSoc(number(value, 0, 100), Optional.empty());
    }
    Optional<Double> percent = Optional.empty();
    Optional<Instant> from = Optional.empty();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      switch (String.valueOf(field.getKey())) {
        case "percent" -> percent = Optional.of(number(field.getValue(), 0, 100));
        case "from" ->
            from = Optional.of(ahead("from", CommandMessage.time("from", field.getValue()), now));
        default -> throw Malformed.unknown(field.getKey(), List.of("percent", "from"));
      }
    }
    if (percent.isEmpty() || from.isEmpty()) {
      throw new Malformed("expected a percentage, or \"percent\" and \"from\"");
    }
    return new SiteCommand.ReserveSoc(percent.get(), from);
  }

  private SiteCommand mode(RequestedMode mode) throws Malformed {
    boolean can =
        mode != RequestedMode.ISLAND
            || site.devices().stream().anyMatch(d -> d.role() instanceof Role.TransferSwitch);
    if (!can) {
      throw new Malformed("the site has no transfer switch that could separate it");
    }
    return new SiteCommand.SetMode(mode);
  }

  private static SiteCommand unknown(String name) throws Malformed {
    throw new Malformed("no such command: " + name);
  }

  private SiteCommand setpoint(String device, double value) throws Malformed {
    ControlCapability controlCapability =
        SiteDevices.of(site, find(device))
            .control()
            .orElseThrow(() -> new Malformed(device + " takes no setpoint"));
    return switch (controlCapability) {
      case FastRegulator fast ->
          new SiteCommand.DeviceSetpoint(
              device, number(value, -fast.chargeW(), fast.dischargeW()), false);
      case FlexibleLoad load when load.followsPower() ->
          new SiteCommand.DeviceSetpoint(device, number(value, -load.range().mostW(), 0), false);
      case FlexibleLoad load ->
          new SiteCommand.DeviceSetpoint(
              device, number(value, load.range().baseW(), load.range().mostW()), true);
      case CurtailableSource source ->
          new SiteCommand.DeviceSetpoint(device, number(value, 0, source.ratedW()), true);
      case OperationModes modes -> new SiteCommand.DeviceSetpoint(device, mode(value, modes), true);
      case BackupGenerator _, GridSeparation _, SheddableLoad _ ->
          throw new Malformed(device + " takes no setpoint");
    };
  }

  private static double mode(double value, OperationModes modes) throws Malformed {
    if (value != Math.rint(value)) {
      throw new Malformed("expected a state 1, 2, 3 or 4, found " + value);
    }
    return number(value, modes.lowest(), modes.highest());
  }

  private static SiteCommand compute(DeviceConfig compute, Object value, Instant now)
      throws Malformed {
    Role.Compute role = (Role.Compute) compute.role();
    return value instanceof Map<?, ?> fields
        ? new JobReader(compute.id(), role, now).read(fields)
        : new SiteCommand.ComputeBudget(compute.id(), number(value, role.minW(), role.maxW()));
  }

  /**
   * @param target the charger, or {@code <charger>/departure} or {@code <charger>/energy}
   */
  private SiteCommand evTrip(String target, Object value, Instant now) throws Malformed {
    int slash = target.indexOf('/');
    String id = slash < 0 ? target : target.substring(0, slash);
    String device = require(id, Role.EvCharger.class).id();
    return switch (target.substring(id.length())) {
      case "" -> wholeTrip(device, value, now);
      case "/departure" ->
          new SiteCommand.EvTrip(
              device,
              SiteCommand.EvTrip.Part.DEPARTURE,
              Optional.of(departure(value, now)),
              OptionalDouble.empty());
      case "/energy" ->
          new SiteCommand.EvTrip(
              device,
              SiteCommand.EvTrip.Part.ENERGY,
              Optional.empty(),
              OptionalDouble.of(number(value, 0, MOST_EV_WH)));
      default -> unknown("ev/" + target);
    };
  }

  private static SiteCommand wholeTrip(String device, Object value, Instant now) throws Malformed {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new Malformed("expected {\"departure\", \"energyWh\"}");
    }
    Optional<Instant> departure = Optional.empty();
    OptionalDouble energy = OptionalDouble.empty();
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      switch (String.valueOf(field.getKey())) {
        case "departure" -> departure = Optional.of(departure(field.getValue(), now));
        case "energyWh" -> energy = OptionalDouble.of(number(field.getValue(), 0, MOST_EV_WH));
        default -> throw Malformed.unknown(field.getKey(), List.of("departure", "energyWh"));
      }
    }
    if (departure.isEmpty() && energy.isEmpty()) {
      throw new Malformed("expected \"departure\", \"energyWh\" or both");
    }
    return new SiteCommand.EvTrip(device, departure, energy);
  }

  private static Instant departure(Object value, Instant now) throws Malformed {
    return within("departure", CommandMessage.time("departure", value), now);
  }

  /** A time by which something is to be done: from now to a week ahead. */
  static Instant within(String field, Instant by, Instant now) throws Malformed {
    if (!by.isAfter(now)) {
      throw new Malformed("\"" + field + "\" is past: " + by);
    }
    return ahead(field, by, now);
  }

  /** A time at most a week ahead, which may have come already. */
  private static Instant ahead(String field, Instant at, Instant now) throws Malformed {
    if (at.isAfter(now.plus(FURTHEST))) {
      throw new Malformed(
          "\"%s\" is more than %d days ahead: %s".formatted(field, FURTHEST.toDays(), at));
    }
    return at;
  }

  private DeviceConfig require(String id, Class<? extends Role> role) throws Malformed {
    DeviceConfig found = find(id);
    if (!role.isInstance(found.role())) {
      throw new Malformed(id + " is no " + role.getSimpleName());
    }
    return found;
  }

  private DeviceConfig find(String id) throws Malformed {
    for (DeviceConfig device : site.devices()) {
      if (device.id().equals(id)) {
        return device;
      }
    }
    throw new Malformed("no such device: " + id);
  }

  static double number(Object value, double min, double max) throws Malformed {
    if (value instanceof Double number && number >= min && number <= max) {
      return number;
    }
    throw new Malformed("expected a number " + min + ".." + max + ", found " + value);
  }

  private static <E extends Enum<E>> E oneOf(Class<E> type, Object value) throws Malformed {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(value)) {
        return constant;
      }
    }
    String names =
        Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT).replace('_', '-');
    throw new Malformed("expected one of " + names + ", found " + value);
  }
}

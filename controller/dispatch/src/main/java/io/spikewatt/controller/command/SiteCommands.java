package io.spikewatt.controller.command;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.ChargingMode;
import io.spikewatt.controller.asset.ControlCapability;
import io.spikewatt.controller.asset.CurtailableSource;
import io.spikewatt.controller.asset.FastRegulator;
import io.spikewatt.controller.asset.FlexibleLoad;
import io.spikewatt.controller.asset.GridSeparation;
import io.spikewatt.controller.asset.OperationModes;
import io.spikewatt.controller.asset.SheddableLoad;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.command.CommandSpec.Label;
import io.spikewatt.controller.command.SiteCommand.ChargeNow;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogue of commands: every command that a site takes. A new one is added here, as a {@link
 * SiteCommand} and in {@link Site.Mqtt#COMMANDS}; the compiler asks for its effect.
 */
public record SiteCommands(Site site, List<CommandSpec<?>> all) {

  /** More than a car takes, Wh, where its battery is not configured. */
  private static final double CAR_WH = 100_000;

  /** Refusal of a command that a device does not take, by the command's first word. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "charge-now", "is no EvCharger",
          "charging-mode", "is no EvCharger",
          "ev", "is no EvCharger",
          "compute", "is no Compute",
          "setpoint", "takes no setpoint");

  public SiteCommands {
    all = List.copyOf(all);
  }

  /** The commands of a site. */
  public static SiteCommands of(Site site) {
    List<CommandSpec<?>> all = new ArrayList<>(ofSite(site));
    for (SiteDevice device : SiteDevices.of(site)) {
      switch (device.config().role()) {
        case Role.EvCharger charger -> all.addAll(ofCharger(device.id(), charger));
        case Role.Compute compute -> all.add(ofCluster(device.id(), compute));
        default -> {}
      }
      device.control().flatMap(control -> setpoint(device.id(), control)).ifPresent(all::add);
    }
    return new SiteCommands(site, all);
  }

  /** The commands of a device. {@code device}: empty = those of the whole site. */
  public List<CommandSpec<?>> ofDevice(String device) {
    return all.stream().filter(spec -> spec.device().equals(device)).toList();
  }

  /**
   * Reads a command.
   *
   * @param name what follows {@code command/} in the topic
   * @param now earlier instants are refused
   * @throws Malformed if there is no such command or device, or the value is out of range
   */
  SiteCommand read(String name, Object value, Instant now) throws Malformed {
    return all.stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Malformed(unknown(name)))
        .read(value, now);
  }

  private String unknown(String name) {
    String[] words = name.split("/", 3);
    String device = words.length < 2 ? "" : words[1];
    if (OTHERWISE.containsKey(words[0])) {
      if (site.devices().stream().map(DeviceConfig::id).noneMatch(device::equals)) {
        return "no such device: " + device;
      }
      if (ofDevice(device).stream().map(CommandSpec::word).noneMatch(words[0]::equals)) {
        return device + " " + OTHERWISE.get(words[0]);
      }
    }
    return "no such command: " + name;
  }

  private static List<CommandSpec<?>> ofSite(Site site) {
    NumberRange imports = new NumberRange(0, site.grid().importLimitW(), "W");
    NumberRange exports = new NumberRange(0, site.grid().exportLimitW(), "W");
    return List.of(
        new CommandSpec<>(
            "mode",
            Label.of("mode", "Mode", "Mode").endedBy("automatic", "Back to automatic"),
            new CommandShape.Choice<>(RequestedMode.class, impossible(site), RequestedMode.AUTO),
            SiteCommand.SetMode::new),
        new CommandSpec<>(
            "limit-import",
            Label.of("limit_import", "Import limit", "Import Limit")
                .endedBy("end_limit_import", "End import limit"),
            new CommandShape.Limit(imports, GridLimits::importW, GridLimits::importWhy),
            SiteCommand.LimitImport::new),
        new CommandSpec<>(
            "limit-export",
            Label.of("limit_export", "Export limit", "Export Limit")
                .endedBy("end_limit_export", "End export limit"),
            new CommandShape.Limit(exports, GridLimits::exportW, GridLimits::exportWhy),
            SiteCommand.LimitExport::new),
        new CommandSpec<>(
            "reserve-soc",
            Label.of("reserve", "Reserve", "Reserve"),
            new CommandShape.Reserve(site.control().reserveSocPct()),
            reserve -> reserve),
        new CommandSpec<>(
            "objective",
            Label.of("objective", "Objective", "Objective"),
            new CommandShape.Choice<>(Site.Objective.class, Map.of(), site.control().objective()),
            SiteCommand.SetObjective::new),
        new CommandSpec<>(
            "prices",
            Label.of("prices", "Prices", "Prices"),
            new CommandShape.Prices(site.tariff()),
            SiteCommand.SetPrices::new),
        new CommandSpec<>(
            "reload",
            Label.of("reload", "Reload configuration", "Reload"),
            new CommandShape.None(),
            _ -> new SiteCommand.Reload()));
  }

  private static Map<RequestedMode, String> impossible(Site site) {
    return site.devices().stream().anyMatch(one -> one.role() instanceof Role.TransferSwitch)
        ? Map.of()
        : Map.of(RequestedMode.ISLAND, "the site has no transfer switch that could separate it");
  }

  private static List<CommandSpec<?>> ofCharger(String device, Role.EvCharger charger) {
    return List.of(
        new CommandSpec<>(
            "charge-now/" + device,
            device,
            Label.of("charge_now", "Charge now", "Charge Now"),
            new CommandShape.Choice<>(ChargeNow.State.class, Map.of(), ChargeNow.State.OFF),
            state -> new ChargeNow(device, state, charger.maxW()),
            true),
        new CommandSpec<>(
            "charging-mode/" + device,
            device,
            Label.of("charging_mode", "Charging mode", "Charging Mode"),
            new CommandShape.Choice<>(
                ChargingMode.class, withoutMinimum(device, charger), ChargingMode.PLANNED),
            mode -> new SiteCommand.SetChargingMode(device, mode, charger.maxW())),
        trip(device, charger, Part.BOTH, Label.of("trip", "Trip", "Trip")),
        trip(device, charger, Part.DEPARTURE, Label.of("departure", "Departure", "Departure")),
        trip(device, charger, Part.ENERGY, Label.of("needed_energy", "Energy needed", "Energy")));
  }

  private static Map<ChargingMode, String> withoutMinimum(String device, Role.EvCharger charger) {
    return charger.minW() > 0
        ? Map.of()
        : Map.of(ChargingMode.MINIMUM_SURPLUS, device + " has no min-w");
  }

  private static CommandSpec<?> trip(
      String device, Role.EvCharger charger, Part part, Label label) {
    return new CommandSpec<>(
        "ev/" + device + part.suffix(),
        device,
        label,
        new CommandShape.Trip(device, part, charger.capacityWh().orElse(CAR_WH)),
        trip -> trip);
  }

  private static CommandSpec<?> ofCluster(String device, Role.Compute compute) {
    return new CommandSpec<>(
        "compute/" + device,
        device,
        Label.of("budget", "Power budget", "Budget"),
        new CommandShape.Job(device, compute),
        work -> work);
  }

  private static Optional<CommandSpec<?>> setpoint(String device, ControlCapability control) {
    return switch (control) {
      case FastRegulator fast -> setpoint(device, -fast.chargeW(), fast.dischargeW(), "W", false);
      case FlexibleLoad load when load.followsPower() ->
          setpoint(device, -load.range().mostW(), 0, "W", false);
      case FlexibleLoad load ->
          setpoint(device, load.range().baseW(), load.range().mostW(), "W", true);
      case CurtailableSource source -> setpoint(device, 0, source.ratedW(), "W", true);
      case OperationModes modes -> setpoint(device, modes.lowest(), modes.highest(), "", true);
      case BackupGenerator _, GridSeparation _, SheddableLoad _ -> Optional.empty();
    };
  }

  /** {@code limit}: whether it is the most that the device may do. */
  private static Optional<CommandSpec<?>> setpoint(
      String device, double least, double most, String unit, boolean limit) {
    return Optional.of(
        new CommandSpec<>(
            "setpoint/" + device,
            device,
            Label.of("setpoint", "Setpoint", "Setpoint"),
            new CommandShape.Setpoint(new NumberRange(least, most, unit)),
            value -> new SiteCommand.DeviceSetpoint(device, value, limit)));
  }
}

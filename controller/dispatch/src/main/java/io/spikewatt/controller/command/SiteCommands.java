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
import io.spikewatt.controller.command.CommandShape.NumberRange;
import io.spikewatt.controller.command.CommandSpec.Label;
import io.spikewatt.controller.command.SiteCommand.EvTrip.Part;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.mode.RequestedMode;
import io.spikewatt.controller.protocol.CommandMessage.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The catalogue of commands: every command that a site takes. A new one is added here, as a {@link
 * SiteCommand} and in {@link Site.Mqtt#COMMANDS}; the compiler asks for its effect.
 *
 * @param all in the order in which people are offered them
 */
public record SiteCommands(Site site, List<CommandSpec<?>> all) {

  /** More than a car takes, Wh, where its battery is not configured. */
  private static final double CAR_WH = 100_000;

  /**
   * Commands of single devices.
   *
   * @param word first word of their names
   * @param otherwise what is said of a device that takes none of them
   * @param of those of a device
   */
  private record OfDevices(
      String word, String otherwise, BiFunction<Site, DeviceConfig, List<CommandSpec<?>>> of) {}

  private static final List<OfDevices> OF_DEVICES =
      List.of(
          new OfDevices("ev", "is no EvCharger", SiteCommands::trips),
          new OfDevices("compute", "is no Compute", SiteCommands::jobs),
          new OfDevices("setpoint", "takes no setpoint", SiteCommands::setpoints));

  public SiteCommands {
    all = List.copyOf(all);
  }

  /** The commands of a site. */
  public static SiteCommands of(Site site) {
    List<CommandSpec<?>> all = new ArrayList<>(ofSite(site));
    for (OfDevices commands : OF_DEVICES) {
      site.devices().forEach(device -> all.addAll(commands.of.apply(site, device)));
    }
    return new SiteCommands(site, all);
  }

  /**
   * The commands of a device.
   *
   * @param device empty = those of the whole site
   */
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
    for (CommandSpec<?> spec : all) {
      if (spec.name().equals(name)) {
        return spec.read(value, now);
      }
    }
    throw new Malformed(unknown(name));
  }

  private String unknown(String name) {
    String[] words = name.split("/", 3);
    String device = words.length < 2 ? "" : words[1];
    for (OfDevices commands : OF_DEVICES) {
      if (commands.word.equals(words[0])) {
        if (site.devices().stream().noneMatch(one -> one.id().equals(device))) {
          return "no such device: " + device;
        }
        if (all.stream()
            .noneMatch(spec -> spec.word().equals(words[0]) && spec.device().equals(device))) {
          return device + " " + commands.otherwise;
        }
      }
    }
    return "no such command: " + name;
  }

  private static List<CommandSpec<?>> ofSite(Site site) {
    Site.Grid grid = site.grid();
    return List.of(
        new CommandSpec<>(
            "mode",
            "",
            Label.of("mode", "Mode", "Mode").endedBy("automatic", "Back to automatic"),
            new CommandShape.Choice<>(RequestedMode.class, withoutSwitch(site), RequestedMode.AUTO),
            SiteCommand.SetMode::new),
        new CommandSpec<>(
            "limit-import",
            "",
            Label.of("limit_import", "Import limit", "Import Limit")
                .endedBy("end_limit_import", "End import limit"),
            new CommandShape.Limit(grid.importLimitW(), GridLimits::importW, GridLimits::importWhy),
            SiteCommand.LimitImport::new),
        new CommandSpec<>(
            "limit-export",
            "",
            Label.of("limit_export", "Export limit", "Export Limit")
                .endedBy("end_limit_export", "End export limit"),
            new CommandShape.Limit(grid.exportLimitW(), GridLimits::exportW, GridLimits::exportWhy),
            SiteCommand.LimitExport::new),
        new CommandSpec<>(
            "reserve-soc",
            "",
            Label.of("reserve", "Reserve", "Reserve"),
            new CommandShape.Reserve(site.control().reserveSocPct()),
            reserve -> reserve),
        new CommandSpec<>(
            "objective",
            "",
            Label.of("objective", "Objective", "Objective"),
            new CommandShape.Choice<>(Site.Objective.class, Map.of(), site.control().objective()),
            SiteCommand.SetObjective::new),
        new CommandSpec<>(
            "prices",
            "",
            Label.of("prices", "Prices", "Prices"),
            new CommandShape.Prices(site.tariff()),
            SiteCommand.SetPrices::new),
        new CommandSpec<>(
            "reload",
            "",
            Label.of("reload", "Reload configuration", "Reload"),
            new CommandShape.None(),
            _ -> new SiteCommand.Reload()));
  }

  private static Map<RequestedMode, String> withoutSwitch(Site site) {
    boolean separates =
        site.devices().stream().anyMatch(device -> device.role() instanceof Role.TransferSwitch);
    return separates
        ? Map.of()
        : Map.of(RequestedMode.ISLAND, "the site has no transfer switch that could separate it");
  }

  private static List<CommandSpec<?>> trips(Site site, DeviceConfig device) {
    if (!(device.role() instanceof Role.EvCharger charger)) {
      return List.of();
    }
    double mostWh = charger.capacityWh().orElse(CAR_WH);
    return List.of(
        trip(device, Part.BOTH, mostWh, Label.of("trip", "Trip", "Trip")),
        trip(device, Part.DEPARTURE, mostWh, Label.of("departure", "Departure", "Departure")),
        trip(device, Part.ENERGY, mostWh, Label.of("needed_energy", "Energy needed", "Energy")));
  }

  private static CommandSpec<?> trip(DeviceConfig device, Part part, double mostWh, Label label) {
    return new CommandSpec<>(
        "ev/" + device.id() + part.suffix(),
        device.id(),
        label,
        new CommandShape.Trip(device.id(), part, mostWh),
        trip -> trip);
  }

  private static List<CommandSpec<?>> jobs(Site site, DeviceConfig device) {
    return device.role() instanceof Role.Compute compute
        ? List.of(
            new CommandSpec<>(
                "compute/" + device.id(),
                device.id(),
                Label.of("budget", "Power budget", "Budget"),
                new CommandShape.Job(device.id(), compute),
                work -> work))
        : List.of();
  }

  private static List<CommandSpec<?>> setpoints(Site site, DeviceConfig device) {
    return SiteDevices.of(site, device).control().stream()
        .<CommandSpec<?>>flatMap(control -> setpoint(device.id(), control).stream())
        .toList();
  }

  private static Optional<CommandSpec<?>> setpoint(String device, ControlCapability control) {
    return switch (control) {
      case FastRegulator fast ->
          setpoint(device, new NumberRange(-fast.chargeW(), fast.dischargeW(), "W"), false);
      case FlexibleLoad load when load.followsPower() ->
          setpoint(device, new NumberRange(-load.range().mostW(), 0, "W"), false);
      case FlexibleLoad load ->
          setpoint(device, new NumberRange(load.range().baseW(), load.range().mostW(), "W"), true);
      case CurtailableSource source ->
          setpoint(device, new NumberRange(0, source.ratedW(), "W"), true);
      case OperationModes modes ->
          setpoint(device, new NumberRange(modes.lowest(), modes.highest(), ""), true);
      case BackupGenerator _, GridSeparation _, SheddableLoad _ -> Optional.empty();
    };
  }

  /**
   * @param limit whether it is the most that the device may do
   */
  private static Optional<CommandSpec<?>> setpoint(
      String device, NumberRange range, boolean limit) {
    return Optional.of(
        new CommandSpec<>(
            "setpoint/" + device,
            device,
            Label.of("setpoint", "Setpoint", "Setpoint"),
            new CommandShape.Setpoint(range),
            value -> new SiteCommand.DeviceSetpoint(device, value, limit)));
  }
}

package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;
import static java.util.stream.Collectors.joining;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.PlausibleRange;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of the values that a device's role has. */
final class RoleRules {

  /** A charger that only charges may read this power into the site, W. */
  private static final double NOISE_W = 100;

  private RoleRules() {}

  /** The device's profile must have every quantity that control reads and sets for its role. */
  static Stream<Finding> roleFitsProfile(PartialSite site) {
    return site.roles(Role.class)
        .filter(part -> part.device().profile().isPresent())
        .flatMap(
            part ->
                Stream.concat(
                    profileFits(part.device(), part.value()),
                    part.value() instanceof Role.HeatPump
                        ? heatPumpIsMeasured(site, part.device())
                        : Stream.empty()));
  }

  private static Stream<Finding> profileFits(PartialSite.Device device, Role role) {
    DeviceProfile profile = device.profile().orElseThrow();
    List<String> missing = new ArrayList<>();
    for (Quantity input : inputs(role)) {
      if (!profile.points().promises().contains(input)) {
        missing.add("reads " + input.wireName());
      }
    }
    // A source that cannot be limited is still worth reading; the others would be useless.
    if (!(role instanceof Role.Source)) {
      List<Quantity> outputs = OutputSpecs.quantities(role);
      if (!outputs.isEmpty() && outputs.stream().noneMatch(profile.points().writes()::contains)) {
        missing.add("sets " + outputs.stream().map(Quantity::wireName).collect(joining(" or ")));
      }
    }
    return Finding.when(
        !missing.isEmpty(),
        device.path() + ".profile",
        "a profile that %s, for %s"
            .formatted(String.join(" and ", missing), device.roleName().orElse("this role")),
        profile.id() + ", which does not");
  }

  /** A heat pump's contacts measure nothing: its meter may read the power and the store's heat. */
  private static Stream<Finding> heatPumpIsMeasured(PartialSite site, PartialSite.Device pump) {
    Set<Quantity> read = new HashSet<>();
    for (PartialSite.Device other : site.devices()) {
      if (other.equals(pump) || (other.id().isPresent() && other.id().equals(pump.meter()))) {
        other.profile().ifPresent(profile -> read.addAll(profile.points().reads()));
      }
    }
    List<String> missing =
        Stream.of(Quantity.POWER_W, Quantity.TEMPERATURE_C)
            .filter(input -> !read.contains(input))
            .map(Quantity::wireName)
            .toList();
    return Finding.when(
        !missing.isEmpty(),
        pump.path() + ".meter",
        "a device that reads %s, which the heat pump's own profile does not"
            .formatted(String.join(" and ", missing)),
        pump.meter().orElse("nothing"));
  }

  /** In the order in which messages name them. */
  private static List<Quantity> inputs(Role role) {
    return switch (role) {
      case Role.GridMeter _, Role.Load _, Role.Source _, Role.EvCharger _, Role.Compute _ ->
          List.of(Quantity.POWER_W);
      case Role.Battery _ -> List.of(Quantity.POWER_W, Quantity.SOC_PCT);
      case Role.UtilityMeter _ -> List.of(Quantity.ENERGY_IMPORT_WH);
      case Role.LimitContact _, Role.ModeSwitch _, Role.TransferSwitch _ ->
          List.of(Quantity.CONTACT);
      case Role.FeedInLimit _ -> List.of(Quantity.FEED_IN_LIMIT_PCT);
      case Role.ShedRelay _, Role.Genset _, Role.SgReady _, Role.HeatPump _ -> List.of();
    };
  }

  /** The lower end of a range is below its upper end, or at most as high. */
  static Stream<Finding> lowBelowHigh(PartialSite site) {
    return site.roles(Role.class)
        .flatMap(
            part -> {
              String path = part.device().path();
              return switch (part.value()) {
                case Role.Battery b ->
                    below(
                        path + ".battery.min-soc-pct", b.minSocPct(), "max-soc-pct", b.maxSocPct());
                case Role.EvCharger ev ->
                    atMost(path + ".ev-charger.min-w", ev.minW(), "max-w", ev.maxW());
                case Role.Genset g ->
                    Stream.concat(
                        below(
                            path + ".genset.start-soc-pct",
                            g.startSocPct(),
                            "stop-soc-pct",
                            g.stopSocPct()),
                        below(path + ".genset.min-w", g.minW(), "rated-w", g.ratedW()));
                case Role.Compute c -> below(path + ".compute.min-w", c.minW(), "max-w", c.maxW());
                case Role.HeatPump pump -> heatPump(path + ".heat-pump", pump);
                default -> Stream.empty();
              };
            });
  }

  /** Finds a share in the place of percent: no battery is kept below 1 %. */
  static Stream<Finding> chargeInPercent(PartialSite site) {
    return site.roles(Role.Battery.class)
        .flatMap(
            battery ->
                Finding.when(
                    battery.value().maxSocPct() <= 1,
                    battery.device().path() + ".battery.max-soc-pct",
                    "more than 1 (%)",
                    number(battery.value().maxSocPct()) + " (a share in place of percent?)"));
  }

  private static Stream<Finding> heatPump(String path, Role.HeatPump pump) {
    Role.HeatStore store = pump.store();
    return Stream.concat(
        atMost(path + ".min-w", pump.minW(), "max-w", pump.maxW()),
        below(path + ".lowest-c", store.lowestC(), "highest-c", store.highestC()));
  }

  private static Stream<Finding> below(String path, double low, String highName, double high) {
    String expected = "less than " + highName + ", which is " + number(high);
    return Finding.when(low >= high, path, expected, number(low));
  }

  private static Stream<Finding> atMost(String path, double low, String highName, double high) {
    return low > high ? below(path, low, highName, high) : Stream.empty();
  }

  /** A charger that discharges needs a profile with power into the site; most would misread it. */
  static Stream<Finding> dischargeFitsProfile(PartialSite site) {
    return site.roles(Role.EvCharger.class)
        .filter(ev -> ev.value().discharges() && ev.device().profile().isPresent())
        .flatMap(
            ev -> {
              DeviceProfile profile = ev.device().profile().get();
              double most = mostW(profile);
              return Finding.when(
                  ev.value().dischargeW() > most,
                  ev.device().path() + ".ev-charger.discharge-w",
                  most > 0
                      ? "at most %s (W), as profile %s says".formatted(number(most), profile.id())
                      : "a profile whose plausible power_w has a max of so many W, which %s has not"
                          .formatted(profile.id()),
                  number(ev.value().dischargeW()));
            });
  }

  /** Largest power into the site that the profile knows of, W; 0 if it knows of none. */
  private static double mostW(DeviceProfile profile) {
    return profile.plausible().stream()
        .filter(p -> p.quantity() == Quantity.POWER_W && p.max() > NOISE_W)
        .filter(p -> Double.isFinite(p.max()))
        .mapToDouble(PlausibleRange::max)
        .max()
        .orElse(0);
  }

  /** At most one transfer switch, and exactly one where a mode switch requests an island. */
  static Stream<Finding> switchForIslands(PartialSite site) {
    List<PartialSite.Device> switches =
        site.roles(Role.TransferSwitch.class).map(PartialSite.Part::device).toList();
    boolean anyUnknown = site.devices().stream().anyMatch(d -> d.role().isEmpty());
    Stream<Finding> missing =
        site.roles(Role.ModeSwitch.class)
            .filter(asking -> asking.value().asks() == Role.ModeSwitch.Asked.ISLAND)
            .flatMap(
                asking ->
                    Finding.when(
                        switches.isEmpty() && !anyUnknown,
                        asking.device().path() + ".mode-switch.asks",
                        "hold or self-consumption, or a device with the role transfer-switch",
                        "island, which nobody could carry out"));
    return Stream.concat(
        DeviceRules.afterFirst(switches, "transfer-switch", "at most one"), missing);
  }

  /** Loads are shed by tier: the first is not the most expensive, as one without a price is. */
  static Stream<Finding> shedCheapestFirst(PartialSite site) {
    List<PartialSite.Part<Role.ShedRelay>> relays =
        site.roles(Role.ShedRelay.class)
            .sorted(
                Comparator.comparingInt(
                        (PartialSite.Part<Role.ShedRelay> relay) -> relay.value().tier())
                    .reversed())
            .toList();
    return IntStream.range(1, relays.size())
        .boxed()
        .flatMap(i -> cheaperBefore(relays.get(i - 1), relays.get(i)));
  }

  private static Stream<Finding> cheaperBefore(
      PartialSite.Part<Role.ShedRelay> sooner, PartialSite.Part<Role.ShedRelay> later) {
    Optional<Double> cost = sooner.value().costPerKwh();
    return later.value().costPerKwh().stream()
        .flatMap(
            most ->
                Finding.when(
                    cost.filter(c -> c <= most).isEmpty(),
                    sooner.device().path() + ".shed-relay.cost-per-kwh",
                    "at most %s, the cost of %s, which is shed later"
                        .formatted(number(most), later.device().name()),
                    cost.map(NumberText::number).orElse("nothing")));
  }

  /** The fallback limit of PV or a wind turbine is between its smallest limit and its nameplate. */
  static Stream<Finding> sourceSafeLimit(PartialSite site) {
    return site.roles(Role.Source.class)
        .flatMap(
            part -> {
              Role.Source source = part.value();
              double min = source.ratedW() * Role.Source.MIN_SHARE;
              return Finding.when(
                  !(source.safeLimitW() >= min && source.safeLimitW() <= source.ratedW()),
                  part.device().path()
                      + ("." + part.device().roleName().orElseThrow() + ".safe-limit-w"),
                  "1 % to 100 % of rated-w, which is "
                      + (number(min) + " to " + number(source.ratedW()) + " (W)"),
                  number(source.safeLimitW()));
            });
  }

  /** The grid operator's contact tightens at least one limit of the grid connection. */
  static Stream<Finding> contactLimits(PartialSite site) {
    return site.roles(Role.LimitContact.class)
        .flatMap(
            part -> {
              Role.LimitContact contact = part.value();
              String path = part.device().path() + ".limit-contact";
              Optional<Double> imports = site.grid().map(Site.Grid::importLimitW);
              Optional<Double> exports = site.grid().map(Site.Grid::exportLimitW);
              return Stream.of(
                      Finding.when(
                          contact.importLimitW().isEmpty() && contact.exportLimitW().isEmpty(),
                          path,
                          "import-limit-w, export-limit-w or both",
                          "neither"),
                      tighter(path + ".import-limit-w", contact.importLimitW(), imports),
                      tighter(path + ".export-limit-w", contact.exportLimitW(), exports))
                  .flatMap(findings -> findings);
            });
  }

  private static Stream<Finding> tighter(
      String path, Optional<Double> limit, Optional<Double> grid) {
    if (limit.isEmpty() || grid.isEmpty()) {
      return Stream.empty();
    }
    String expected = "at most the limit under grid, which is " + number(grid.get());
    return Finding.when(limit.get() > grid.get(), path, expected, number(limit.get()));
  }

  /** A reserve below a battery's lowest state of charge, or above its highest, is an error. */
  static Stream<Finding> reserveInSocRange(PartialSite site) {
    double reserve = site.control().map(Site.Control::reserveSocPct).orElse(0.0);
    return site.roles(Role.Battery.class)
        .filter(battery -> battery.value().minSocPct() < battery.value().maxSocPct())
        .flatMap(
            battery -> {
              double min = battery.value().minSocPct();
              double max = battery.value().maxSocPct();
              return Finding.when(
                  reserve > 0 && !(reserve >= min && reserve <= max),
                  "control.reserve-soc-pct",
                  "0, or within the range of %s: %s to %s (%%)"
                      .formatted(battery.device().name(), number(min), number(max)),
                  number(reserve));
            });
  }
}

package io.spikewatt.config.check;

import static java.util.stream.Collectors.joining;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Role;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The device's profile must have every quantity that control reads and sets for its role. */
final class RoleFitsProfile implements SiteRule {

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    for (PartialSite.Device device : site.devices()) {
      if (device.profile().isPresent() && device.role().isPresent()) {
        check(device, device.profile().get(), device.role().get(), findings);
        heatPump(site, device, findings);
      }
    }
    return findings;
  }

  private static void check(
      PartialSite.Device device, DeviceProfile profile, Role role, List<Finding> findings) {
    List<String> missing = new ArrayList<>();
    for (Quantity input : inputs(role)) {
      if (!profile.points().reads().contains(input)) {
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
    if (!missing.isEmpty()) {
      findings.add(
          new Finding(
              device.path() + ".profile",
              "a profile that "
                  + String.join(" and ", missing)
                  + ", for "
                  + device.roleName().orElse("this role"),
              profile.id() + ", which does not"));
    }
  }

  /** A heat pump's contacts tell nothing: its meter may read the power and the store's heat. */
  private static void heatPump(
      PartialSite site, PartialSite.Device device, List<Finding> findings) {
    if (!(device.role().orElse(null) instanceof Role.HeatPump)) {
      return;
    }
    Set<Quantity> read = new HashSet<>();
    for (PartialSite.Device other : site.devices()) {
      if (other.equals(device) || (other.id().isPresent() && other.id().equals(device.meter()))) {
        other.profile().ifPresent(profile -> read.addAll(profile.points().reads()));
      }
    }
    List<String> missing =
        Stream.of(Quantity.POWER_W, Quantity.TEMPERATURE_C)
            .filter(input -> !read.contains(input))
            .map(Quantity::wireName)
            .toList();
    if (!missing.isEmpty()) {
      findings.add(
          new Finding(
              device.path() + ".meter",
              "a device that reads "
                  + String.join(" and ", missing)
                  + ", which the heat pump's own profile does not",
              device.meter().orElse("nothing")));
    }
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
}

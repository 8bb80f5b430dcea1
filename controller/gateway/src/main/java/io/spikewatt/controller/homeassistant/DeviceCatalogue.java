package io.spikewatt.controller.homeassistant;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.SiteCommands;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.signal.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All devices of a site as they are announced: the site, the planner, and each device. */
final class DeviceCatalogue {

  private DeviceCatalogue() {}

  /**
   * The devices of a site that has a broker.
   *
   * @param extra by device, readings beside those that its profile promises
   */
  static List<AnnouncedDevice> of(Site site, Map<String, Set<Quantity>> extra) {
    Site.Mqtt mqtt = site.mqtt().orElseThrow();
    EntityNames names = EntityNames.of(site);
    ExpiryTimes expiry = ExpiryTimes.of(mqtt);
    ControlEntities controls = new ControlEntities(SiteCommands.of(site), names, mqtt.rights());
    DeviceEntities entities = new DeviceEntities(names, expiry, !site.control().monitorOnly());
    List<SitePoint> points = SitePoints.of(site, PointOutlet.HOME_ASSISTANT);
    List<AnnouncedDevice> all = new ArrayList<>();
    List<Entity> whole = new ArrayList<>(new SiteEntities(site, names, expiry).all());
    whole.addAll(controls.of(""));
    all.add(
        new AnnouncedDevice(
            names.siteId(),
            names.slug(""),
            "Spikewatt " + site.name(),
            "Microgrid controller",
            Optional.empty(),
            names.daemon(),
            whole));
    all.add(
        new AnnouncedDevice(
            names.plannerId(),
            names.slug("planner"),
            "Spikewatt planner " + site.name(),
            "Planner",
            Optional.of(names.siteId()),
            names.daemon(),
            new PlannerEntities(site, names).all()));
    for (DeviceConfig device : site.devices()) {
      List<Entity> own =
          new ArrayList<>(entities.of(device, extra.getOrDefault(device.id(), Set.of())));
      own.addAll(entities.values(device, extra.getOrDefault(device.id(), Set.of()), points));
      own.addAll(controls.of(device.id()));
      if (!own.isEmpty()) {
        all.add(
            new AnnouncedDevice(
                names.deviceId(device.id()),
                names.slug(device.id()),
                site.name() + " " + device.id(),
                device.profile().about().title(),
                Optional.of(names.siteId()),
                names.device(device.id()),
                own));
      }
    }
    return all;
  }
}

package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.site.Tariff;
import java.util.List;
import java.util.Optional;

/**
 * As much of a site as could be read; a part with problems of its own is empty. So rules run, and
 * report, together with the problems of single values.
 *
 * @param hasBroker whether the section of the broker is there, right or not
 * @param devices in the file's order
 * @param proxies those without problems of their own, in the file's order
 */
public record PartialSite(
    Optional<Site.Grid> grid,
    Optional<Tariff> tariff,
    Optional<Site.Mqtt> mqtt,
    boolean hasBroker,
    Optional<Site.Control> control,
    List<Device> devices,
    List<Site.ModbusProxy> proxies,
    Optional<Site.Page> page) {

  public PartialSite {
    devices = List.copyOf(devices);
    proxies = List.copyOf(proxies);
  }

  /**
   * @param path its place in the file, for example {@code devices[2]}
   * @param roleName its role as the file writes it, even where the role's values are wrong
   * @param meter id of the meter that measures it independently
   */
  public record Device(
      String path,
      Optional<String> id,
      Optional<DeviceProfile> profile,
      Optional<Connection> connection,
      Optional<String> roleName,
      Optional<Role> role,
      boolean invert,
      Optional<String> meter) {

    /** How messages name it. */
    public String name() {
      return id.orElse(path);
    }
  }
}

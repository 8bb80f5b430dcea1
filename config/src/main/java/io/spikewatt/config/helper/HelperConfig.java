package io.spikewatt.config.helper;

import java.util.List;
import java.util.Optional;

/**
 * Devices of a compute box that the root helper sets, and the socket of its requests.
 *
 * @param socket path of the Unix socket, absolute
 * @param group of users that may connect; empty = the helper's own
 * @param nvmlLibrary path or name of NVIDIA's library; empty = the driver's
 * @param controlGroups root of the trees of control groups
 * @param devices by their index in requests
 */
public record HelperConfig(
    String socket,
    Optional<String> group,
    Optional<String> nvmlLibrary,
    String controlGroups,
    List<HelperDevice> devices) {

  public HelperConfig {
    devices = List.copyOf(devices);
  }
}

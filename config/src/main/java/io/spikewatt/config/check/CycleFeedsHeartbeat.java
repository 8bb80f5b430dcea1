package io.spikewatt.config.check;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.Heartbeat;
import io.spikewatt.config.profile.OutputTimeouts;
import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The cycle feeds a heartbeat at least three times within its time-out. */
final class CycleFeedsHeartbeat implements SiteRule {

  private static final int CHANCES = 3;

  @Override
  public List<Finding> findings(PartialSite site) {
    List<Finding> findings = new ArrayList<>();
    Optional<Duration> cycle = site.control().map(Site.Control::cycle);
    for (PartialSite.Device device : site.devices()) {
      Optional<Duration> timeout = device.profile().flatMap(CycleFeedsHeartbeat::timeout);
      if (cycle.isPresent()
          && timeout.isPresent()
          && cycle.get().multipliedBy(CHANCES).compareTo(timeout.get()) > 0) {
        long most = timeout.get().toMillis() / CHANCES;
        String why = ", because " + device.name() + " falls back after " + timeout.get().toMillis();
        findings.add(
            new Finding(
                "control.cycle-ms",
                "at most " + most + why + " ms",
                Long.toString(cycle.get().toMillis())));
      }
    }
    return findings;
  }

  /** The shortest time-out of the device. */
  private static Optional<Duration> timeout(DeviceProfile profile) {
    Stream<Duration> heartbeat =
        profile.points() instanceof DeviceProfile.Modbus m
            ? m.heartbeat().map(Heartbeat::timeout).stream()
            : Stream.empty();
    Stream<Duration> timeouts =
        Stream.concat(heartbeat, OutputTimeouts.of(profile).values().stream());
    return timeouts.min(Duration::compareTo);
  }
}

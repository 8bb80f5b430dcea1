package io.spikewatt.controller.dispatch;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.profile.NodeOutput;
import io.spikewatt.config.profile.NodeSpec;
import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.controller.asset.BackupGenerator;
import io.spikewatt.controller.asset.genset.GensetAsset;
import io.spikewatt.hal.guard.OutputSpec;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Gensets as dispatch sees them. */
final class Generators {

  static final Signal RUN = new Signal("genset1", Quantity.CONTACT);

  private Generators() {}

  static SetpointOutput output() {
    return new SetpointOutput(new OutputSpec(RUN, 0, 1, Double.POSITIVE_INFINITY, 0, 0));
  }

  /** One that keeps a request until it is withdrawn. */
  static BackupGenerator of(Role.Genset role) {
    return of(role, Optional.empty());
  }

  static BackupGenerator of(Role.Genset role, Optional<Duration> lapsesAfter) {
    NodeOutput request =
        new NodeOutput(
            new NodeSpec(Quantity.CONTACT, "ns=2;s=Run", 1, Optional.empty()), lapsesAfter);
    DeviceProfile profile =
        new DeviceProfile(
            "test",
            new DeviceProfile.About("Test", DeviceProfile.Verified.SOURCE_ONLY, "", ""),
            new DeviceProfile.Response(Duration.ZERO, Duration.ZERO),
            new DeviceProfile.OpcUa(List.of(), List.of(request)),
            LinkDefaults.NONE,
            List.of(),
            Optional.empty());
    DeviceConfig device =
        new DeviceConfig(
            RUN.deviceId(),
            profile,
            new Connection.Gpio(List.of(1), false, false, Optional.empty(), Optional.empty()),
            role,
            false,
            Optional.empty());
    return (BackupGenerator) GensetAsset.of(device, role, Optional.empty()).control().orElseThrow();
  }
}

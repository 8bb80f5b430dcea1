package io.spikewatt.controller.follow;

import io.spikewatt.config.site.OutputSpecs;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.SiteDevice;
import io.spikewatt.controller.asset.site.SiteDevices;
import io.spikewatt.controller.dispatch.Dispatch.Alarm;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares every power setpoint with the measured power: by the independent meter in the
 * configuration, otherwise by the device itself. It only reports, because control uses the measured
 * power anyway. Confined to one thread.
 */
public final class TrackingMonitor {

  private final Map<Signal, DeviceTracking> followers = new LinkedHashMap<>();

  public TrackingMonitor(Site site) {
    for (SiteDevice device : SiteDevices.of(site)) {
      OutputSpecs.of(device.config())
          .ifPresent(output -> follow(output.signal(), device, site.control().cycle()));
    }
  }

  private void follow(Signal output, SiteDevice device, Duration cycle) {
    device
        .control()
        .ifPresent(
            controlCapability ->
                followers.put(
                    output, new DeviceTracking(device.config(), controlCapability, cycle)));
  }

  /**
   * One cycle.
   *
   * @param inForce approved setpoints in force
   * @param receipts results of their writes
   * @return an alarm for each device that has not followed for too long
   */
  public List<Alarm> judge(
      Collection<ApprovedSetpoint> inForce,
      Collection<WriteReceipt> receipts,
      PlantSnapshot snapshot) {
    Moment now = snapshot.at();
    Map<Signal, Double> setpoints = new HashMap<>();
    for (ApprovedSetpoint setpoint : inForce) {
      if (arrived(setpoint.signal(), receipts)) {
        setpoints.put(setpoint.signal(), setpoint.orSafe(now).value());
      }
    }
    List<Alarm> alarms = new ArrayList<>();
    followers.forEach(
        (signal, tracking) -> {
          Double setpoint = setpoints.get(signal);
          (setpoint == null ? tracking.pause() : tracking.judge(setpoint, snapshot, now))
              .ifPresent(alarms::add);
        });
    return alarms;
  }

  /** A receipt reports a failed write, or one left to another writer. */
  private static boolean arrived(Signal signal, Collection<WriteReceipt> receipts) {
    return receipts.stream()
        .anyMatch(r -> r instanceof WriteReceipt.Written && r.signal().equals(signal));
  }
}

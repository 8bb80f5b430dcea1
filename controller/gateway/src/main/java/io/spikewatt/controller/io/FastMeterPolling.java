package io.spikewatt.controller.io;

import io.spikewatt.config.site.Connection;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Site;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The link that is polled between its readings, and when. */
public final class FastMeterPolling {

  /** Parts of a period at which the link is polled; the full reading is at 0. */
  public static final List<Double> AT = List.of(0.25, 0.5, 0.75);

  /** A device with longer pauses between requests is read once a period. */
  private static final Duration LONGEST_GAP = Duration.ofMillis(50);

  /** Slower serial lines have no capacity left. */
  private static final int LEAST_BAUD = 9600;

  private FastMeterPolling() {}

  /**
   * The link of the grid's meter, if the meter is alone on it and its profile and connection permit
   * such frequent reads.
   */
  public static Optional<Link> link(Site site, List<Link> links) {
    return site.gridMeter()
        .filter(meter -> quick(meter.connection()) && !proxied(site, meter))
        .flatMap(
            meter -> links.stream().filter(link -> alone(link.devices(), meter.id())).findFirst());
  }

  private static boolean alone(List<Device> devices, String id) {
    Signal power = new Signal(id, Quantity.POWER_W);
    return devices.size() == 1
        && devices.getFirst().inputs().contains(power)
        && devices.getFirst().every(power).isZero();
  }

  /** Other clients use the link of a device with a proxy as well. */
  private static boolean proxied(Site site, DeviceConfig meter) {
    return site.proxies().stream().anyMatch(proxy -> proxy.device().equals(meter.id()));
  }

  private static boolean quick(Connection connection) {
    return connection instanceof Connection.Modbus to
        && to.pacing().gap().compareTo(LONGEST_GAP) <= 0
        && !(to instanceof Connection.ModbusRtu serial && serial.line().baud() < LEAST_BAUD);
  }
}

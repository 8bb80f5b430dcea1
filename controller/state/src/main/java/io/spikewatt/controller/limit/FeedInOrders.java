package io.spikewatt.controller.limit;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.tinylog.Logger;

/**
 * The grid operator's feed-in order, percent of the rated power of PV and wind. While the contacts
 * are invalid, the last valid order holds for a time, then the configured one. A restart begins
 * with the last valid order of the run before.
 *
 * <p>Confined to the control cycle's thread.
 */
public final class FeedInOrders {

  private static final double ALL = 100;

  private record Order(double pct, Moment at) {}

  private final Map<String, Role.FeedInLimit> receivers = new LinkedHashMap<>();
  private final double ratedW;
  private final KeptValues kept;
  private final Map<String, Order> last = new HashMap<>();

  /**
   * @param kept last valid orders by receiver, percent; survive a restart
   * @param start start of the time that an order of the run before holds
   */
  public FeedInOrders(Site site, KeptValues kept, Moment start) {
    this.kept = kept;
    double sum = 0;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.FeedInLimit receiver) {
        receivers.put(device.id(), receiver);
        kept.number(device.id(), 0, ALL)
            .ifPresent(pct -> last.put(device.id(), new Order(pct, start)));
      }
      sum += device.role() instanceof Role.Source source ? source.ratedW() : 0;
    }
    this.ratedW = sum;
  }

  /** The last valid orders in the state directory. */
  public static KeptValues kept(Path directory) {
    return KeptValues.in(
        directory.resolve("grid-operator-orders.properties"),
        "the grid operator's last valid feed-in limits, percent",
        Logger::warn);
  }

  /** The limits with the grid operator's present order. */
  public GridLimits apply(GridLimits limits, PlantSnapshot snapshot) {
    GridLimits result = limits;
    for (Map.Entry<String, Role.FeedInLimit> receiver : receivers.entrySet()) {
      double pct = pct(receiver.getKey(), receiver.getValue(), snapshot);
      if (pct < ALL) {
        result = result.operatorExport(pct / ALL * ratedW);
      }
    }
    return result;
  }

  private double pct(String id, Role.FeedInLimit receiver, PlantSnapshot snapshot) {
    OptionalDouble read = snapshot.value(id, Quantity.FEED_IN_LIMIT_PCT);
    Order before = last.get(id);
    if (read.isPresent()) {
      double pct = read.getAsDouble();
      if (before == null || before.pct != pct) {
        kept.put(id, Double.toString(pct));
      }
      last.put(id, new Order(pct, snapshot.at()));
      return pct;
    }
    if (before != null && snapshot.at().since(before.at).compareTo(receiver.hold()) < 0) {
      return before.pct;
    }
    return receiver.fallbackPct();
  }
}

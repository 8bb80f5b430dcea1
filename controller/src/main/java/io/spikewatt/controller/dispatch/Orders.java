package io.spikewatt.controller.dispatch;

import java.util.Map;

/**
 * What a person or a remote system ordered for single devices; limits still stand above it.
 *
 * @param watts by device id: power into the bus of batteries and chargers, limit of PV and compute
 */
public record Orders(Map<String, Double> watts) {

  /** No order. */
  public static final Orders NONE = new Orders(Map.of());

  public Orders {
    watts = Map.copyOf(watts);
  }

  /** The order for a device, or {@code otherwise}. */
  double of(String device, double otherwise) {
    return watts.getOrDefault(device, otherwise);
  }
}

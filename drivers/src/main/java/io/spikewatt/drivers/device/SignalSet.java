package io.spikewatt.drivers.device;

import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A device's id and its signals, each with its place on the wire: registers, a node, a topic. In
 * the profile's order; immutable.
 *
 * @param id the device's id in the configuration
 * @param inputs place by signal that can be read
 * @param outputs place by signal that can be written
 */
public record SignalSet<I, O>(String id, Map<Signal, I> inputs, Map<Signal, O> outputs) {

  public SignalSet {
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /** Makes the place of each quantity that a profile's inputs or outputs name, for a device id. */
  public static <S, P> Map<Signal, P> places(
      String id, List<S> specs, Function<S, Quantity> quantity, BiFunction<Signal, S, P> place) {
    Map<Signal, P> places = new LinkedHashMap<>();
    for (S spec : specs) {
      Signal signal = new Signal(id, quantity.apply(spec));
      places.put(signal, place.apply(signal, spec));
    }
    return places;
  }

  /** Places by quantity as places by the device's signals. */
  public static <P> Map<Signal, P> places(String id, Map<Quantity, P> byQuantity) {
    Map<Signal, P> places = new LinkedHashMap<>();
    byQuantity.forEach((quantity, place) -> places.put(new Signal(id, quantity), place));
    return places;
  }

  /** The answer to a setpoint for a signal that is not among the outputs. */
  public static WriteReceipt noSuchOutput(ApprovedSetpoint setpoint, Moment now) {
    return WriteReceipt.refused(
        setpoint.signal(), Fault.Kind.NOT_IMPLEMENTED, "no such output", now);
  }
}

package io.spikewatt.simulator.chaos;

import io.spikewatt.drivers.device.SignalSet;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.physics.IslandGear;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.server.SharedPlant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One device of the PLC, without OPC UA, whose library runs in real time. Behaves like the driver:
 * a setpoint is written when it changes and at a third of the PLC's 60 s.
 */
final class PlcDevice implements Device {

  private static final Duration REWRITE = Duration.ofSeconds(20);

  /** Takes a setpoint in the PLC's own sense: W, or 1 for a request. */
  @FunctionalInterface
  private interface Order {
    boolean take(SimulatedPlant plant, double value);
  }

  private final String id;
  private final SharedPlant plant;
  private final Map<Quantity, Function<SimulatedPlant, OptionalDouble>> values =
      new LinkedHashMap<>();
  private final Map<Signal, Order> orders = new LinkedHashMap<>();
  private double written = Double.NaN;
  private Moment writtenAt = new Moment(Long.MIN_VALUE / 2, Instant.EPOCH);

  private PlcDevice(String id, SharedPlant plant) {
    this.id = id;
    this.plant = plant;
  }

  static PlcDevice feeder(String id, SharedPlant plant) {
    return new PlcDevice(id, plant)
        .value(Quantity.POWER_W, now -> now.truth().feederW())
        .value(Quantity.FREQUENCY_HZ, SimulatedPlant::busFrequencyHz);
  }

  static PlcDevice charger(String id, SharedPlant plant) {
    return new PlcDevice(id, plant)
        .value(Quantity.POWER_W, now -> -now.ev().powerW())
        .value(Quantity.CONNECTED, now -> now.ev().connected() ? 1 : 0)
        .ofCar(Quantity.SOC_PCT, now -> now.ev().socPct())
        .ofCar(Quantity.SOC_TARGET_PCT, now -> now.site().devices().ev().targetPct())
        .ofCar(Quantity.DEPARTURE_IN_S, SimulatedPlant::departureInS)
        .ofCar(Quantity.CAPACITY_WH, now -> now.site().devices().ev().capacityWh())
        .order(Quantity.POWER_W, (now, watts) -> now.orderCar(watts == 0 ? 0 : -watts));
  }

  static PlcDevice servers(String id, SharedPlant plant) {
    return new PlcDevice(id, plant)
        .value(Quantity.POWER_W, now -> -now.compute().reportedW())
        .order(Quantity.POWER_LIMIT_W, SimulatedPlant::orderCompute);
  }

  static PlcDevice genset(String id, SharedPlant plant) {
    return new PlcDevice(id, plant)
        .value(Quantity.POWER_W, now -> gear(now).genset().powerW())
        .contact(PlantWrite.Device.GENSET, now -> gear(now).genset().running());
  }

  static PlcDevice transferSwitch(String id, SharedPlant plant) {
    return new PlcDevice(id, plant)
        .value(Quantity.VOLTAGE_L1_V, now -> now.busVoltageV(0))
        .contact(PlantWrite.Device.TRANSFER_SWITCH, SimulatedPlant::separated);
  }

  static PlcDevice relay(String id, SharedPlant plant) {
    return new PlcDevice(id, plant)
        .contact(PlantWrite.Device.SECOND_RELAY, now -> gear(now).isShed());
  }

  private static IslandGear gear(SimulatedPlant plant) {
    return plant.gear().orElseThrow();
  }

  private PlcDevice contact(PlantWrite.Device device, Predicate<SimulatedPlant> closed) {
    return value(Quantity.CONTACT, now -> closed.test(now) ? 1 : 0)
        .order(Quantity.CONTACT, (now, value) -> now.order(device, value));
  }

  private PlcDevice order(Quantity quantity, Order order) {
    orders.put(new Signal(id, quantity), order);
    return this;
  }

  private PlcDevice value(Quantity quantity, Function<SimulatedPlant, Number> of) {
    values.put(quantity, now -> OptionalDouble.of(of.apply(now).doubleValue()));
    return this;
  }

  private PlcDevice ofCar(Quantity quantity, Function<SimulatedPlant, Number> of) {
    values.put(
        quantity,
        now ->
            now.ev().connected()
                ? OptionalDouble.of(of.apply(now).doubleValue())
                : OptionalDouble.empty());
    return this;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Set<Signal> inputs() {
    return values.keySet().stream()
        .map(quantity -> new Signal(id, quantity))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  @Override
  public Set<Signal> outputs() {
    return Collections.unmodifiableSet(orders.keySet());
  }

  @Override
  public List<Sample> read(Moment now) {
    List<Sample> samples = new ArrayList<>(values.size());
    values.forEach(
        (quantity, of) -> {
          Signal signal = new Signal(id, quantity);
          OptionalDouble value = plant.read(of);
          samples.add(
              value.isPresent()
                  ? Sample.checked(signal, value.getAsDouble(), now)
                  : Sample.missing(signal, Fault.Kind.BAD_QUALITY, "no data", now));
        });
    return samples;
  }

  @Override
  public WriteReceipt write(ApprovedSetpoint setpoint, Moment now) {
    Order order = orders.get(setpoint.signal());
    double watts = setpoint.orSafe(now).value();
    if (order == null) {
      return SignalSet.noSuchOutput(setpoint, now);
    }
    if (watts == written && now.since(writtenAt).compareTo(REWRITE) < 0) {
      return new WriteReceipt.Written(setpoint.signal(), watts, false, now);
    }
    boolean taken = plant.read(plc -> order.take(plc, watts));
    written = taken ? watts : Double.NaN;
    writtenAt = now;
    return taken
        ? new WriteReceipt.Written(setpoint.signal(), watts, true, now)
        : WriteReceipt.refused(setpoint.signal(), Fault.Kind.REJECTED, "out of range", now);
  }

  @Override
  public void close() {}
}

package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.physics.PlantEvent;
import io.spikewatt.simulator.physics.PlantObserver;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Receives every write that reaches a simulated device and reads the registers every second.
 * Records everything outside the site's envelope. The same violation counts again after a minute
 * without it.
 *
 * <p>Not safe for use by many threads; it belongs to its plant.
 */
public final class EnvelopeRecorder implements PlantObserver {

  private static final double SAME_TROUBLE_S = 60;

  private record Key(EnvelopeRule rule, Device device) {}

  private final SafetyEnvelope envelope;
  private final Visibility sight = new Visibility();
  private final StandingOrders orders = new StandingOrders();
  private final DeviceRegisters registers = new DeviceRegisters();
  private final SentenceRecorder sentences = new SentenceRecorder();
  private final List<EnvelopeCheck> checks;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<Key, Double> lastS = new HashMap<>();
  private final Map<Device, Long> writes = new EnumMap<>(Device.class);
  private PlantTruth truth;
  private double nowS;
  private long second;

  /**
   * @param start the plant as it is now
   */
  public EnvelopeRecorder(SafetyEnvelope envelope, PlantTruth start) {
    this.envelope = envelope;
    this.truth = start;
    this.checks =
        List.of(
            new FormCheck(),
            new RatingCheck(),
            new RampCheck(),
            new RelayCheck(),
            new ChargeCheck(),
            new BlindCheck(),
            new LimitCheck(),
            new LifeCheck(),
            new IslandCheck(),
            new GensetCheck(),
            new TransferCheck(),
            new HeatPumpCheck(),
            new DimmedCheck(),
            new ReserveCheck(),
            new WriterCheck());
  }

  /** Visibility of the plant to the controller, for the fault injector to set. */
  public Visibility sight() {
    return sight;
  }

  /** Orders of all senders, for those who send them and hear the answers to fill. */
  public StandingOrders orders() {
    return orders;
  }

  /** Recorder of the texts for people, filled by their receivers. */
  public SentenceRecorder sentences() {
    return sentences;
  }

  /** Everything outside the envelope so far, in order. */
  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Writes so far, by device. */
  public Map<Device, Long> writes() {
    return Map.copyOf(writes);
  }

  /** Present setpoints of the devices, for people. */
  public String setpointsText() {
    return registers.toString();
  }

  @Override
  public void stepped(PlantTruth now, double dtS) {
    truth = now;
    nowS += dtS;
    sight.now(nowS);
    orders.now(nowS);
    long whole = (long) (nowS + 1e-6);
    if (whole != second) {
      second = whole;
      EnvelopeView view = view();
      checks.forEach(check -> check.second(view));
      sentences.second(view);
    }
  }

  @Override
  public void happened(PlantEvent event) {
    EnvelopeView before = view();
    checks.forEach(check -> check.happened(event, before));
    registers.happened(event);
  }

  @Override
  public void wrote(PlantWrite write) {
    writes.merge(write.device(), 1L, Long::sum);
    if (write.taken()) {
      registers.take(write, nowS);
    }
    EnvelopeView view = view();
    checks.forEach(check -> check.wrote(write, view));
    sentences.wrote(view);
  }

  private EnvelopeView view() {
    return new EnvelopeView(nowS, truth, envelope, sight, registers, orders, this::violates);
  }

  private void violates(
      EnvelopeRule rule, Device device, double value, double bound, String reason) {
    Double before = lastS.put(new Key(rule, device), nowS);
    if (before == null || nowS - before > SAME_TROUBLE_S) {
      violations.add(new Violation(truth.at(), nowS, rule, device, value, bound, reason));
    }
  }
}

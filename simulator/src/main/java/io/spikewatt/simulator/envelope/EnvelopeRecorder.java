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
 * Sees every write that reaches a simulated device and what stands there every second, and writes
 * down what is outside the site's envelope. The same trouble counts again after it was over for a
 * minute.
 *
 * <p>Not safe for use by many threads; it belongs to its plant.
 */
public final class EnvelopeRecorder implements PlantObserver {

  private static final double SAME_TROUBLE_S = 60;

  private record Key(Rule rule, Device device) {}

  private final Envelope envelope;
  private final Sight sight = new Sight();
  private final Standing standing = new Standing();
  private final List<Check> checks;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<Key, Double> lastS = new HashMap<>();
  private final Map<Device, Long> writes = new EnumMap<>(Device.class);
  private PlantTruth truth;
  private double nowS;
  private long second;

  /**
   * @param start the plant as it is now
   */
  public EnvelopeRecorder(Envelope envelope, PlantTruth start) {
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
            new TransferCheck());
  }

  /** Where to tell what is hidden from the controller. */
  public Sight sight() {
    return sight;
  }

  /** Everything outside the envelope so far, in order. */
  public List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Writes seen so far, by device. */
  public Map<Device, Long> writes() {
    return Map.copyOf(writes);
  }

  /** What stands in the devices now, for people. */
  public String asked() {
    return standing.toString();
  }

  @Override
  public void stepped(PlantTruth now, double dtS) {
    truth = now;
    nowS += dtS;
    sight.now(nowS);
    long whole = (long) (nowS + 1e-6);
    if (whole != second) {
      second = whole;
      View view = view();
      checks.forEach(check -> check.second(view, this::violates));
    }
  }

  @Override
  public void happened(PlantEvent event) {
    View before = view();
    checks.forEach(check -> check.happened(event, before, this::violates));
    standing.happened(event);
  }

  @Override
  public void wrote(PlantWrite write) {
    writes.merge(write.device(), 1L, Long::sum);
    if (write.taken()) {
      standing.take(write, nowS);
    }
    View view = view();
    checks.forEach(check -> check.wrote(write, view, this::violates));
  }

  private View view() {
    return new View(nowS, truth, envelope, sight, standing);
  }

  private void violates(Rule rule, Device device, double value, double bound, String reason) {
    Double before = lastS.put(new Key(rule, device), nowS);
    if (before == null || nowS - before > SAME_TROUBLE_S) {
      violations.add(new Violation(truth.at(), nowS, rule, device, value, bound, reason));
    }
  }
}

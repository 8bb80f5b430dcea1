package io.spikewatt.controller.io;

import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.PlantSnapshot;
import io.spikewatt.hal.signal.Sample;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the newest samples of the device threads for the cycle. A value not renewed within its age
 * limit is missing, never repeated as new. Safe for use by many threads.
 */
public final class PlantBoard {

  private final Map<Signal, Duration> maxAge;
  private final Moment start;

  /** Signals without a place yet, and the reason why they are missing. */
  private final Map<Signal, Sample> unplaced = new LinkedHashMap<>();

  private final List<Place> places = new ArrayList<>();
  private final Map<Signal, WriteReceipt> receipts = new LinkedHashMap<>();
  private final Map<Signal, Long> onWire = new HashMap<>();
  private final Map<Signal, WriteBudget> budgets = new HashMap<>();
  private volatile List<Sample.Good> powerOnly = List.of();

  /**
   * @param maxAge every signal of the site in the order of reports, with the age limit of its
   *     values
   */
  public PlantBoard(SequencedMap<Signal, Duration> maxAge, Moment start) {
    this.maxAge = Map.copyOf(maxAge);
    this.start = start;
    for (Signal signal : maxAge.sequencedKeySet()) {
      unplaced.put(signal, Sample.missing(signal, Fault.Kind.NEVER_READ, "", start));
    }
  }

  public static final class Place {
    private volatile List<Sample> newest;
    private volatile Sample.@Nullable Good lastGood;

    private Place(List<Sample> nothingYet) {
      this.newest = nothingYet;
    }

    /**
     * Replaces the device's samples. Only one thread at a time posts, so a later call is newer.
     *
     * @param read one sample for each of its inputs; not changed afterwards
     */
    public void post(List<Sample> read) {
      newest = read;
      for (Sample sample : read) {
        Sample.Good last = lastGood;
        if (sample instanceof Sample.Good good && (last == null || good.at().isAfter(last.at()))) {
          lastGood = good;
        }
      }
    }
  }

  /** A place for a device with these inputs. */
  public synchronized Place place(Collection<Signal> inputs) {
    List<Sample> nothingYet = new ArrayList<>(inputs.size());
    for (Signal signal : inputs) {
      Sample unread = unplaced.remove(signal);
      nothingYet.add(
          unread != null ? unread : Sample.missing(signal, Fault.Kind.NEVER_READ, "", start));
    }
    Place place = new Place(nothingYet);
    places.add(place);
    return place;
  }

  /** Replaces the device's powers read between two readings. They are in no snapshot. */
  public void powerOnly(List<Sample.Good> powers) {
    powerOnly = powers;
  }

  /** The newest {@link #powerOnly(List)}; empty before the first. */
  public List<Sample.Good> powerOnly() {
    return powerOnly;
  }

  public synchronized void post(WriteReceipt receipt) {
    receipts.put(receipt.signal(), receipt);
    boolean sent = receipt instanceof WriteReceipt.Written written && written.onWire();
    onWire.merge(receipt.signal(), sent ? 1L : 0L, Long::sum);
  }

  /** Takes over the remaining write budgets of a device. */
  public synchronized void budgets(List<WriteBudget> left) {
    left.forEach(budget -> budgets.put(budget.signal(), budget));
  }

  /** Remaining write budget of an output; empty if it has none, or has not reported it yet. */
  public synchronized Optional<WriteBudget> budget(Signal output) {
    return Optional.ofNullable(budgets.get(output));
  }

  public synchronized PlantSnapshot snapshot(Moment now) {
    List<Sample> aged = new ArrayList<>(maxAge.size());
    for (Place place : places) {
      for (Sample sample : place.newest) {
        aged.add(aged(sample, now));
      }
    }
    aged.addAll(unplaced.values());
    return new PlantSnapshot(now, aged);
  }

  /** When each device's newest good value was taken; devices without one are missing. */
  public synchronized Map<String, Moment> lastGood() {
    Map<String, Moment> times = new HashMap<>();
    for (Place place : places) {
      Sample.Good last = place.lastGood;
      if (last != null) {
        times.put(last.signal().deviceId(), last.at());
      }
    }
    return times;
  }

  /** The newest receipt of each output that was ever written. */
  public synchronized List<WriteReceipt> receipts() {
    return List.copyOf(receipts.values());
  }

  /** Number of writes of every output that ever had a setpoint. */
  public synchronized List<WriteTally> tallies() {
    return receipts.keySet().stream()
        .map(
            signal ->
                new WriteTally(
                    signal,
                    onWire.getOrDefault(signal, 0L),
                    Optional.ofNullable(budgets.get(signal))))
        .toList();
  }

  private Sample aged(Sample sample, Moment now) {
    Duration limit = maxAge.get(sample.signal());
    if (limit == null || !(sample instanceof Sample.Good good)) {
      return sample;
    }
    Duration age = now.since(good.at());
    return age.compareTo(limit) <= 0
        ? sample
        : Sample.missing(
            sample.signal(), Fault.Kind.STALE, "last value is " + age.toMillis() + " ms old", now);
  }
}

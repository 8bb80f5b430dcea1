package io.spikewatt.controller.io;

import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
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

/**
 * Where the device threads leave what they read and the cycle picks it up. A value that nobody
 * renewed for longer than its age limit is handed out as missing, never as new. Safe for use by
 * many threads.
 */
public final class PlantBoard {

  private final Map<Signal, Duration> maxAge;
  private final Map<Signal, Sample> samples = new LinkedHashMap<>();
  private final Map<Signal, WriteReceipt> receipts = new LinkedHashMap<>();
  private final Map<Signal, Long> onWire = new HashMap<>();
  private final Map<Signal, WriteBudget> budgets = new HashMap<>();

  /**
   * @param maxAge every signal of the site, in the order in which it is to be reported, with the
   *     age at which a value no longer counts
   * @param start when the board was made
   */
  public PlantBoard(SequencedMap<Signal, Duration> maxAge, Moment start) {
    this.maxAge = Map.copyOf(maxAge);
    for (Signal signal : maxAge.sequencedKeySet()) {
      samples.put(signal, Sample.missing(signal, Fault.Kind.NEVER_READ, "", start));
    }
  }

  /** Takes over what was read; samples older than those that are there already are dropped. */
  public synchronized void post(Collection<Sample> read) {
    for (Sample sample : read) {
      samples.merge(sample.signal(), sample, (old, now) -> now.at().isBefore(old.at()) ? old : now);
    }
  }

  public synchronized void post(WriteReceipt receipt) {
    receipts.put(receipt.signal(), receipt);
    boolean sent = receipt instanceof WriteReceipt.Written written && written.onWire();
    onWire.merge(receipt.signal(), sent ? 1L : 0L, Long::sum);
  }

  /** Takes over what is left of a device's write budgets. */
  public synchronized void budgets(List<WriteBudget> left) {
    left.forEach(budget -> budgets.put(budget.signal(), budget));
  }

  /** The plant as it is known at {@code now}. */
  public synchronized PlantSnapshot snapshot(Moment now) {
    List<Sample> aged = new ArrayList<>(samples.size());
    for (Sample sample : samples.values()) {
      aged.add(aged(sample, now));
    }
    return new PlantSnapshot(now, aged);
  }

  /** The newest receipt of each output that was ever written. */
  public synchronized List<WriteReceipt> receipts() {
    return List.copyOf(receipts.values());
  }

  /** How often each output was written that was ever asked for. */
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

package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.hal.device.WriteBudget;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Problems with writing that a person should know. A foreign writer is one problem from its first
 * write until it has been silent for a time, however often the driver restores values in between.
 * Spared memory is none until its budget is used up. Confined to one thread.
 */
final class WriteProblems {

  /** A foreign writer that did not write for this long is gone. */
  static final Duration QUIET = Duration.ofSeconds(90);

  private record Foreign(Moment seen, Phrase text) {}

  private final Map<String, Foreign> foreign = new LinkedHashMap<>();
  private final Set<Signal> usedUp = new HashSet<>();

  /**
   * @param asleep devices that are off, which is normal
   * @return code to sentence
   */
  Map<String, Phrase> of(
      List<WriteReceipt> receipts,
      List<WriteTally> tallies,
      Collection<String> asleep,
      Moment now) {
    Map<String, Phrase> wrong = new LinkedHashMap<>();
    Set<Signal> spared = new HashSet<>();
    for (WriteReceipt receipt : receipts) {
      String device = receipt.signal().deviceId();
      switch (receipt) {
        case WriteReceipt.Written _ -> {}
        case WriteReceipt.Refused refused when refused.reason().kind() == Fault.Kind.WEAR ->
            spared.add(refused.signal());
        case WriteReceipt.Refused refused ->
            wrong.put("write/" + device, AlarmTexts.setpointRefused(device, refused.reason()));
        case WriteReceipt.Failed failed when failed.reason().kind() == Fault.Kind.FOREIGN_WRITER ->
            foreign.put(
                device,
                new Foreign(
                    receipt.at(), AlarmTexts.foreignWriter(device, failed.reason().detail())));
        case WriteReceipt.Failed failed when asleep.contains(device) -> {}
        case WriteReceipt.Failed failed ->
            wrong.put("write/" + device, AlarmTexts.writeFailed(device, failed.reason()));
      }
    }
    foreign.values().removeIf(it -> now.since(it.seen()).compareTo(QUIET) > 0);
    foreign.forEach((device, it) -> wrong.put("foreign-writer/" + device, it.text()));
    tallies.forEach(tally -> tally.budget().ifPresent(it -> budget(it, spared, wrong)));
    return wrong;
  }

  /**
   * An exhausted write budget stays exhausted until a tenth is free again, or every single write
   * would raise an event.
   */
  private void budget(WriteBudget budget, Set<Signal> spared, Map<String, Phrase> wrong) {
    Signal signal = budget.signal();
    boolean low = 10 * budget.left() < budget.perDay();
    if (budget.left() <= 0 || (low && spared.contains(signal))) {
      usedUp.add(signal);
    } else if (!low) {
      usedUp.remove(signal);
    }
    if (usedUp.contains(signal)) {
      wrong.put("write-budget/" + signal, AlarmTexts.writeBudget(signal, budget.perDay()));
    }
  }
}

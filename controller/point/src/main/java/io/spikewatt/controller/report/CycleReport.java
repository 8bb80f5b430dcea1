package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.energy.ComputeDay;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.limit.ImportPeak;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.hal.device.WriteReceipt;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.guard.Verdict;
import io.spikewatt.hal.signal.PlantSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Everything that one control cycle measured and decided.
 *
 * @param snapshot measured values
 * @param dispatch decisions and their reasons
 * @param verdicts the gate's verdict on each setpoint
 * @param grid import and prices at the grid connection, and the running day of clusters
 * @param outputs what was written to the devices so far
 */
public record CycleReport(
    PlantSnapshot snapshot,
    PlantState state,
    Mode mode,
    GridLimits limits,
    Dispatch dispatch,
    List<Verdict> verdicts,
    GridReading grid,
    OutputWrites outputs) {

  public CycleReport {
    verdicts = List.copyOf(verdicts);
  }

  /** Import at the grid connection, as a demand charge counts it. */
  public ImportPeak.Reading imported() {
    return grid.imported();
  }

  /** Running day of a compute cluster. */
  public ComputeDay.Reading computeDay(String device) {
    return grid.computeDays().getOrDefault(device, ComputeDay.Reading.NONE);
  }

  public List<WriteReceipt> receipts() {
    return outputs.receipts();
  }

  public List<WriteTally> writes() {
    return outputs.tallies();
  }

  /** Activity of the site and its one cause, in at most 14 words. */
  public Phrase headline() {
    return SiteHeadline.of(mode, dispatch, MeasuredPowers.of(state));
  }

  /** Activity of the site, its reason, and the deciding bound, in one sentence. */
  public Phrase doing() {
    return SiteSentence.of(mode, dispatch, MeasuredPowers.of(state));
  }

  /** Why dispatch gave a setpoint its value; empty for one that is not of dispatch. */
  public Optional<Phrase> reason(Verdict.Approved approved) {
    return dispatch.setpoints().stream()
        .filter(decided -> decided.signal().equals(approved.setpoint().signal()))
        .findFirst()
        .map(ExplanationText::reason);
  }

  /**
   * The bound that decided a setpoint in dispatch, then what the gate limited, then the write
   * budget if it held the last write back; may be empty.
   */
  public List<String> limitedBy(Verdict.Approved approved) {
    List<String> limits = new ArrayList<>();
    dispatch
        .explanation(approved.setpoint().signal())
        .map(ExplanationText::limitedBy)
        .ifPresent(limits::addAll);
    limits.addAll(approved.limits());
    outputs.receipts().stream()
        .filter(receipt -> receipt.signal().equals(approved.setpoint().signal()))
        .flatMap(receipt -> ExplanationText.spared(receipt).stream())
        .filter(text -> !limits.contains(text))
        .forEach(limits::add);
    return limits;
  }

  /** Setpoint that the gate approved for a device in this cycle; empty if it had none. */
  public OptionalDouble approved(String device) {
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Approved approved
          && approved.setpoint().signal().deviceId().equals(device)) {
        return OptionalDouble.of(approved.setpoint().value());
      }
    }
    return OptionalDouble.empty();
  }
}

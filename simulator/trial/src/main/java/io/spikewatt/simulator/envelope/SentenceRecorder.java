package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.RecordedSecond.Setpoints;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Judges texts for people by the recorder's own values. A claim must have been true within ten
 * seconds of its time: readings are a second old, and devices answer later.
 */
public final class SentenceRecorder {

  /** Seconds before and after a claim. */
  private static final int WITHIN_S = 10;

  private static final int MOST_CONTRADICTIONS = 200;

  private record Open(long second, SpokenClaim claim, String sentence) {}

  private final Deque<RecordedSecond> around = new ArrayDeque<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Map<String, Integer> judged = new TreeMap<>();
  private Set<String> circumstances = Set.of();
  private Setpoints setpoints = Setpoints.of(new DeviceRegisters());
  private double gridW;
  private long second;

  SentenceRecorder() {}

  /** Sets the circumstances beyond the plant from now on: names of faults and of requests. */
  public void circumstances(Set<String> names) {
    circumstances = Set.copyOf(names);
  }

  /**
   * Takes a claim.
   *
   * @param sentence that contains it, for the report
   * @throws IllegalArgumentException if no predicate judges its key
   */
  public void said(SpokenClaim claim, String sentence) {
    if (!ClaimPredicates.ALL.containsKey(claim.key())) {
      throw new IllegalArgumentException("no predicate for " + claim.key());
    }
    open.addLast(new Open(second, claim, sentence));
  }

  /** Number of judged claims by key. */
  public Map<String, Integer> judged() {
    return Map.copyOf(judged);
  }

  /** Claims that were never true around their time. */
  public List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  void second(EnvelopeView view) {
    second = Math.round(view.nowS());
    wrote(view);
    double nowW = view.truth().powers().gridW();
    around.addLast(RecordedSecond.of(view, setpoints, nowW - gridW, circumstances));
    gridW = nowW;
    setpoints = Setpoints.of(view.standing());
    if (around.size() > 2 * WITHIN_S) {
      around.removeFirst();
    }
    while (!open.isEmpty() && open.getFirst().second + WITHIN_S <= second) {
      judge(open.removeFirst());
    }
  }

  /** Notes setpoints, which others may replace within the second. */
  void wrote(EnvelopeView view) {
    setpoints = setpoints.with(view.standing());
  }

  private void judge(Open one) {
    judged.merge(one.claim.key(), 1, Integer::sum);
    ClaimPredicates.Predicate predicate = ClaimPredicates.ALL.get(one.claim.key());
    if (predicate != null
        && around.stream().noneMatch(it -> predicate.holds(one.claim, it))
        && contradictions.size() < MOST_CONTRADICTIONS) {
      contradictions.add(
          "%d s: %s in \"%s\": %s"
              .formatted(
                  one.second, one.claim, one.sentence, around.stream().skip(WITHIN_S).findFirst()));
    }
  }
}

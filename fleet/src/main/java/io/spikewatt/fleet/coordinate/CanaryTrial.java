package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.protocol.TrialReport;
import io.spikewatt.hal.time.Moment;
import java.util.Set;
import java.util.TreeMap;

/** A version that some gateways try before it is released. Confined to one thread. */
final class CanaryTrial {

  private final long version;
  private final Set<String> canaries;
  private final Moment deadline;
  private final TreeMap<String, TrialReport> reports = new TreeMap<>();

  CanaryTrial(long version, Set<String> canaries, Moment deadline) {
    this.version = version;
    this.canaries = Set.copyOf(canaries);
    this.deadline = deadline;
  }

  long version() {
    return version;
  }

  Set<String> canaries() {
    return canaries;
  }

  /** Takes a report of a canary on this version; the first one counts. */
  void report(String gateway, TrialReport report) {
    if (canaries.contains(gateway) && report.version() == version) {
      reports.putIfAbsent(gateway, report);
    }
  }

  boolean over(Moment now) {
    return reports.size() == canaries.size() || now.compareTo(deadline) >= 0;
  }

  int reported() {
    return reports.size();
  }

  /** Canaries that find the version worse than what they use. */
  long worse() {
    return reports.values().stream().filter(report -> !report.notWorse()).count();
  }

  /**
   * Whether the version may be released: at least half of the canaries have reported.
   *
   * @param mostWorse share of the reports that fewer may find it worse
   */
  boolean won(double mostWorse) {
    return 2 * reports.size() >= canaries.size() && worse() < mostWorse * reports.size();
  }
}

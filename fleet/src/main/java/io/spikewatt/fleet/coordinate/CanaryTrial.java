package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.federation.TrialReport;
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

  /**
   * Median over the canaries of the new error per own error: one odd site decides nothing. Infinite
   * without a report of at least half of them.
   */
  double ratio() {
    double[] ratios = reports.values().stream().mapToDouble(CanaryTrial::ratio).sorted().toArray();
    return 2 * ratios.length < canaries.size()
        ? Double.POSITIVE_INFINITY
        : ratios[ratios.length / 2];
  }

  private static double ratio(TrialReport report) {
    if (report.ownError() > 0) {
      return report.newError() / report.ownError();
    }
    return report.newError() > 0 ? Double.POSITIVE_INFINITY : 1;
  }
}

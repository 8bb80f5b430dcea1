package io.spikewatt.analysis;

import java.io.Serializable;

/**
 * What a policy cost at one site.
 *
 * @param site name of the site's folder
 * @param steps that were stepped; 0 if the site was refused
 * @param cost of the policy, currency
 * @param ruleCost of plain rules over the same steps, currency
 * @param unservedKwh load that nothing could carry
 * @param shedKwh load that was shed
 * @param evShortKwh what cars lacked when they left
 * @param stepsHash SHA-256 of the file that {@code backtest --dump} writes
 * @param refusal why the site cannot be used; empty if it can
 */
record SiteCost(
    String site,
    int steps,
    double cost,
    double ruleCost,
    double unservedKwh,
    double shedKwh,
    double evShortKwh,
    String stepsHash,
    String refusal)
    implements Serializable {

  static final String HEADER =
      "site,steps,cost,rule_cost,unserved_kwh,shed_kwh,ev_short_kwh,steps_sha256,refusal";

  static SiteCost refused(String site, String why) {
    return new SiteCost(site, 0, 0, 0, 0, 0, 0, "", why);
  }

  /** One line; numbers are exact. */
  String csv() {
    return String.join(
        ",",
        site,
        Integer.toString(steps),
        Double.toString(cost),
        Double.toString(ruleCost),
        Double.toString(unservedKwh),
        Double.toString(shedKwh),
        Double.toString(evShortKwh),
        stepsHash,
        '"' + refusal.replace('"', '\'') + '"');
  }
}

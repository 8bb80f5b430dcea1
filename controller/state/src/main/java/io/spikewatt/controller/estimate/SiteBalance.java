package io.spikewatt.controller.estimate;

import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.Estimate.How;
import io.spikewatt.controller.asset.Estimate.Known;
import io.spikewatt.controller.asset.Estimate.Unknown;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The site's power balance: the sum of all terms is the load. With one device missing, a measured
 * load gives its power; with two, both stay unknown.
 */
final class SiteBalance {

  /** Disagreement of a feeder with the balance that is worth a note, W. */
  private static final double DISAGREEMENT_W = 300;

  private final Map<BalanceTerm, Map<String, Estimate>> terms = new EnumMap<>(BalanceTerm.class);

  /** A balance without devices; a term that has none is 0 for certain. */
  SiteBalance() {
    for (BalanceTerm term : BalanceTerm.values()) {
      terms.put(term, new LinkedHashMap<>());
    }
  }

  void add(BalanceTerm term, String id, Estimate powerW) {
    Objects.requireNonNull(terms.get(term)).put(id, powerW);
  }

  /** The balance's outcome; devices are all but the grid. */
  record Solved(Map<String, Estimate> devices, Estimate grid, Estimate load, List<Phrase> notes) {

    /** Power of a device; unknown if the balance goes without it. */
    Estimate powerW(String id) {
      return devices.getOrDefault(id, new Unknown("nothing measures the power of " + id));
    }
  }

  /**
   * Solves for the missing term.
   *
   * @param measuredLoad the load if feeders measure it, positive as consumed
   */
  Solved solve(Estimate measuredLoad) {
    List<Phrase> notes = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<Known> known = new ArrayList<>();
    for (Map<String, Estimate> devices : terms.values()) {
      devices.forEach(
          (id, estimate) -> {
            switch (estimate) {
              case Known value -> known.add(value);
              case Unknown _ -> missing.add(id);
            }
          });
    }
    Known rest = Estimate.sumOfKnown(known);
    if (missing.size() == 1 && measuredLoad instanceof Known load) {
      String id = missing.getFirst();
      boolean older = known.isEmpty() || load.at().isBefore(rest.at());
      Known derived =
          new Known(load.value() - rest.value(), How.DERIVED, older ? load.at() : rest.at());
      terms.values().forEach(devices -> devices.computeIfPresent(id, (k, v) -> derived));
      notes.add(new Phrase("note.derived", Map.of("device", id)));
    }
    List<Estimate> totals =
        terms.values().stream().map(devices -> Estimate.sum(devices.values())).toList();
    Estimate load =
        missing.isEmpty()
            ? load(totals, rest.at(), measuredLoad, notes)
            : measuredLoad.isKnown()
                ? measuredLoad
                : new Unknown("no balance without " + String.join(", ", missing));
    Map<String, Estimate> byId = new HashMap<>();
    terms.forEach((term, devices) -> byId.putAll(term == BalanceTerm.GRID ? Map.of() : devices));
    return new Solved(byId, totals.getFirst(), load, notes);
  }

  private static Known load(
      List<Estimate> totals, Moment at, Estimate measured, List<Phrase> notes) {
    double balance = 0;
    for (Estimate total : totals) {
      balance += total.ifKnown().orElseThrow();
    }
    if (measured instanceof Known feeder
        && Math.abs(feeder.value() - balance) > DISAGREEMENT_W + 0.05 * Math.abs(balance)) {
      notes.add(
          new Phrase(
              "note.feeders-disagree",
              Map.of(
                  "feeders",
                  FormattedNumber.of(feeder.value(), 0),
                  "balance",
                  FormattedNumber.of(balance, 0))));
    }
    return new Known(balance, How.DERIVED, at);
  }
}

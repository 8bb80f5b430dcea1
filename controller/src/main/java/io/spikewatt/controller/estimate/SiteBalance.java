package io.spikewatt.controller.estimate;

import io.spikewatt.controller.estimate.Estimate.How;
import io.spikewatt.controller.estimate.Estimate.Known;
import io.spikewatt.controller.estimate.Estimate.Unknown;
import io.spikewatt.hal.time.Moment;
import java.util.ArrayList;
import java.util.EnumMap;
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

  /** Terms of the balance; power into the site's bus. */
  enum Term {
    GRID("grid"),
    PV("PV"),
    WIND("wind"),
    BATTERY("battery"),
    EV("EV"),
    COMPUTE("compute"),
    GENSET("genset");

    private final String text;

    Term(String text) {
      this.text = text;
    }
  }

  private final Map<Term, Map<String, Estimate>> terms = new EnumMap<>(Term.class);

  /** Adds a term with its devices; no device = the site has none, so the term is certainly 0. */
  void put(Term term, Map<String, Estimate> devices) {
    terms.put(term, new LinkedHashMap<>(devices));
  }

  /** The balance's outcome. */
  record Solved(
      Map<Term, Map<String, Estimate>> devices,
      Map<Term, Estimate> totals,
      Estimate load,
      List<String> notes) {

    Estimate total(Term term) {
      return Objects.requireNonNull(totals.get(term));
    }

    Estimate device(Term term, String id) {
      return Objects.requireNonNull(Objects.requireNonNull(devices.get(term)).get(id));
    }
  }

  /**
   * Solves for the missing term.
   *
   * @param measuredLoad the load if feeders measure it, positive as consumed
   */
  Solved solve(Estimate measuredLoad) {
    List<String> notes = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Sum known = new Sum();
    for (Map<String, Estimate> devices : terms.values()) {
      devices.forEach(
          (id, estimate) -> {
            if (!known.add(estimate)) {
              missing.add(id);
            }
          });
    }
    if (missing.size() == 1 && measuredLoad instanceof Known load) {
      Sum rest = new Sum();
      rest.add(load);
      String id = missing.getFirst();
      Known derived =
          new Known(
              load.value() - known.watts,
              How.DERIVED,
              known.older(Objects.requireNonNull(rest.at)));
      terms.values().forEach(devices -> devices.computeIfPresent(id, (k, v) -> derived));
      notes.add(id + " power is derived from the feeders and the balance");
    }
    Map<Term, Estimate> totals = new EnumMap<>(Term.class);
    terms.forEach((term, devices) -> totals.put(term, sum(term.text, devices)));
    return new Solved(terms, totals, load(totals, missing, known, measuredLoad, notes), notes);
  }

  private static Estimate load(
      Map<Term, Estimate> totals,
      List<String> missing,
      Sum known,
      Estimate measured,
      List<String> notes) {
    if (!missing.isEmpty()) {
      if (measured.isKnown()) {
        return measured;
      }
      return new Unknown("no balance without " + String.join(", ", missing));
    }
    double balance = 0;
    for (Estimate total : totals.values()) {
      balance += total.ifKnown().orElseThrow();
    }
    if (measured instanceof Known feeder
        && Math.abs(feeder.value() - balance) > DISAGREEMENT_W + 0.05 * Math.abs(balance)) {
      notes.add(
          String.format(
              java.util.Locale.ROOT,
              "feeders (%.0f W) and balance (%.0f W) disagree",
              feeder.value(),
              balance));
    }
    return new Known(balance, How.DERIVED, Objects.requireNonNull(known.at));
  }

  /**
   * Sum of devices; unknown if one of them is, 0 if there is none.
   *
   * @param what name of the devices, for people
   */
  static Estimate sum(String what, Map<String, Estimate> devices) {
    if (devices.isEmpty()) {
      return new Known(0, How.NOT_INSTALLED, new Moment(0, java.time.Instant.EPOCH));
    }
    Sum sum = new Sum();
    How how = How.MEASURED;
    for (Map.Entry<String, Estimate> device : devices.entrySet()) {
      if (!sum.add(device.getValue())) {
        return device.getValue() instanceof Unknown unknown
            ? unknown
            : new Unknown(what + " " + device.getKey() + " is missing");
      }
      if (device.getValue() instanceof Known known && known.how() == How.DERIVED) {
        how = How.DERIVED;
      }
    }
    return new Known(sum.watts, how, Objects.requireNonNull(sum.at));
  }

  /** A sum and the oldest moment in it. */
  private static final class Sum {
    private double watts;
    private @org.jspecify.annotations.Nullable Moment at;

    boolean add(Estimate estimate) {
      if (estimate instanceof Known known) {
        watts += known.value();
        at = older(known.at());
        return true;
      }
      return false;
    }

    Moment older(Moment other) {
      return at == null || other.isBefore(at) ? other : at;
    }
  }
}

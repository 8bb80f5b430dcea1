package io.spikewatt.simulator.envelope;

import io.spikewatt.simulator.envelope.Visibility.Point;
import io.spikewatt.simulator.physics.PlantTruth;
import io.spikewatt.simulator.physics.PlantWrite.Device;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Conditions under which each text for people is true, by the recorder's own values. A text about a
 * point that is hidden from the controller is never judged false.
 */
public final class ClaimPredicates {

  /** Activities that serve a later use of the energy, which the headline may name. */
  private static final Set<String> STORING = Set.of("store", "charge-from-grid", "keep");

  /** Condition under which a claim is true. */
  @FunctionalInterface
  interface Predicate {
    boolean holds(SpokenClaim claim, RecordedSecond now);
  }

  /** A meter's noise, a device's losses, the trim of control, W. */
  private static final double NEAR_W = 400;

  /** Time that a meter needs to be believed again after it was silent or lied, s. */
  private static final double DOUBT_S = 65;

  /** Step of the grid power that a second reading has to confirm, W. */
  private static final double STEP_W = 2_500;

  /** Width of the hysteresis at an edge of the battery's range, percent. */
  private static final double EDGE_PCT = 3;

  /** By the keys of the texts. */
  static final Map<String, Predicate> ALL = all();

  private ClaimPredicates() {}

  /** Keys that are judged. */
  public static Set<String> keys() {
    return ALL.keySet();
  }

  private static Map<String, Predicate> all() {
    Map<String, Predicate> all = new HashMap<>();
    all.putAll(modes());
    all.putAll(activities());
    all.putAll(batteries());
    bounds().forEach((word, predicate) -> all.put("headline.bound." + word, predicate));
    bounds().forEach((word, predicate) -> all.put("bound." + word, predicate));
    all.putAll(alarms());
    return Map.copyOf(all);
  }

  private static Map<String, Predicate> modes() {
    Map<String, Predicate> all = new HashMap<>();
    Predicate blind = (_, now) -> blind(now);
    Predicate seesAgain =
        (_, now) -> !now.hides(Point.GRID) || !now.hides(Point.FEEDER) || !now.truth().connected();
    Predicate waits =
        (_, now) -> now.sight().controllerS() < 120 || !now.sight().hidden().isEmpty();
    all.put("headline.starting", waits);
    all.put("mode-reason.first-readings", waits);
    all.put("headline.grid-unknown", blind);
    all.put("headline.repeats", blind);
    all.put("activity.repeats", blind);
    all.put("mode-reason.grid-unknown", blind);
    all.put("mode-reason.grid-unread", blind);
    all.put("mode-reason.bridging", blind);
    all.put("headline.grid-returns", seesAgain);
    all.put("mode-reason.grid-known-again", seesAgain);
    all.put("mode-reason.requested", (_, now) -> now.has(RequestCircumstance.MODE_REQUESTED));
    all.put("mode-reason.plan-in-force", (_, now) -> now.truth().connected() || separating(now));
    all.put(
        "mode-reason.no-plan",
        (_, now) ->
            now.sight().controllerS() < 2_000
                || now.has("FORECASTS_STALE")
                || now.truth().connected());
    all.put("mode-reason.approach", (_, now) -> now.has(RequestCircumstance.MODE_REQUESTED));
    all.put(
        "mode-reason.switch-opening",
        (_, now) -> now.hides(Point.GRID) || Math.abs(now.truth().powers().gridW()) < 3 * NEAR_W);
    all.put(
        "given-up.switch-stayed-closed",
        (_, now) -> !now.truth().island().separated() || now.hides(Point.SWITCH));
    all.put(
        "given-up.exchange-stayed",
        (_, now) ->
            now.hides(Point.GRID)
                || now.batteryAway()
                || !near(now.truth().powers().gridW(), 0, 100));
    all.put(
        "given-up.charge-too-low",
        (_, now) -> now.batteryAway() || now.truth().battery().socPct() < 50);
    all.put("mode-reason.grid-fit", (_, now) -> gridUp(now));
    all.put("mode-reason.grid-stayed-fit", (_, now) -> gridUp(now));
    all.put("mode-reason.released", (_, now) -> gridUp(now));
    all.put("mode-reason.ramped-up", (_, now) -> gridUp(now));
    islands(all, "island.");
    islands(all, "headline.island.");
    all.put("headline.grid-back", (_, now) -> gridUp(now));
    all.put("headline.island.separated", (_, now) -> separating(now));
    for (String prefix : List.of("step.", "activity.step.", "headline.black-start.")) {
      all.put(prefix + "clearing", (_, now) -> dark(now));
      all.put(prefix + "energising", (_, now) -> dark(now) || separating(now));
      all.put(prefix + "settling", (_, now) -> !now.truth().island().dark() || hidesBus(now));
      all.put(prefix + "given-up", (_, now) -> dark(now));
    }
    return all;
  }

  private static void islands(Map<String, Predicate> all, String prefix) {
    all.put(prefix + "grid-lost", (_, now) -> !now.truth().environment().gridUp() || hidesBus(now));
    all.put(prefix + "switch-open", (_, now) -> separating(now));
    all.put(prefix + "planned", (_, now) -> separating(now));
    all.put(prefix + "black-start", (_, now) -> separating(now));
  }

  private static Map<String, Predicate> activities() {
    Map<String, Predicate> all = new HashMap<>();
    Predicate rests =
        (_, now) ->
            now.batteryAway()
                || near(now.truth().powers().batteryW(), 0, NEAR_W)
                || !now.setpoints().battery().isNear(now.truth().powers().batteryW(), NEAR_W);
    Predicate requested = (_, now) -> now.has(RequestCircumstance.POWER_REQUESTED);
    Predicate island = (_, now) -> separating(now) || blind(now);
    all.put("headline.hold", rests);
    all.put("activity.holds", rests);
    all.put("headline.hold-requests", requested);
    all.put("activity.holds-requested", requested);
    all.put(
        "activity.left-alone",
        (_, now) -> now.sight().controllerS() < 120 || !now.sight().hidden().isEmpty());
    all.put("headline.island", island);
    all.put("headline.island-shed", island);
    // It may go on for a while after the grid is back.
    all.put(
        "activity.island",
        (_, now) -> now.hides(Point.EV) || near(now.truth().powers().evW(), 0, NEAR_W));
    all.put("activity.shed", island);
    for (String gensets : List.of("run", "run-until", "run-first")) {
      all.put(
          "activity.gensets-" + gensets, (_, now) -> separating(now) || now.hides(Point.GENSET));
    }
    for (String gensets : List.of("rest", "rest-until", "rest-first")) {
      all.put(
          "activity.gensets-" + gensets,
          (_, now) ->
              now.truth().island().gensetW() < NEAR_W || now.hides(Point.GENSET) || genset(now));
    }
    all.put("headline.meets-grid", (_, now) -> gridUp(now));
    all.put("activity.meets-grid", (_, now) -> gridUp(now));
    all.put("headline.dead-bus", (_, now) -> dark(now));
    all.put("activity.dead-bus", (_, now) -> dark(now));
    // Each simulated site has a battery.
    all.put("headline.no-battery", (_, _) -> false);
    all.put("activity.no-battery", (_, _) -> false);
    return all;
  }

  private static Map<String, Predicate> batteries() {
    Map<String, Predicate> all = new HashMap<>();
    all.put("headline.state-unknown", (_, now) -> unknownBattery(now));
    Predicate charges = (claim, now) -> battery(now, -claim.number("power"));
    Predicate discharges = (claim, now) -> battery(now, claim.number("power"));
    Predicate rests = (_, now) -> battery(now, 0);
    all.put("headline.does.charge", charges);
    all.put("does.charge", charges);
    all.put("headline.does.discharge", discharges);
    all.put("does.discharge", discharges);
    all.put("headline.does.rest", rests);
    all.put("does.rest", rests);
    all.put("headline.does.sells", (_, now) -> exports(now) && battery(now, 0));
    all.put("headline.does.imports", (_, now) -> imports(now) && battery(now, 0));
    all.put("headline.set.charge", (claim, now) -> set(now, -claim.number("power")));
    all.put("headline.set.discharge", (claim, now) -> set(now, claim.number("power")));
    all.put("headline.set.rest", (_, now) -> set(now, 0));
    all.put("headline.held", ClaimPredicates::held);
    all.put(
        "headline.no-feed-in",
        (claim, now) ->
            exportCosts(now) && held(claim, now) && (now.batteryAway() || !exports(now, NEAR_W)));
    all.put("headline.stopped", (claim, now) -> importPays(now) && held(claim, now));
    all.put("sentence.curtailed", ClaimPredicates::held);
    Predicate stores = (_, now) -> batteryFlows(now, -1) && !imports(now, NEAR_W);
    Predicate covers = (_, now) -> batteryFlows(now, 1) && !exports(now, NEAR_W);
    Predicate idles = (_, now) -> battery(now, 0);
    for (String key : priceForms("store")) {
      all.put(key, priced(stores, 1));
    }
    for (String key : priceForms("cover")) {
      all.put(key, priced(covers, -1));
    }
    for (String key : priceForms("charge-from-grid")) {
      all.put(key, priced((_, now) -> batteryFlows(now, -1), 1));
    }
    for (String key : priceForms("discharge-to-grid")) {
      all.put(key, priced((_, now) -> batteryFlows(now, 1), -1));
    }
    for (String key : priceForms("sell")) {
      all.put(key, priced((_, now) -> battery(now, 0) && exports(now), -1));
    }
    for (String key : priceForms("keep")) {
      all.put(key, priced((_, now) -> battery(now, 0) && imports(now), 1));
    }
    all.put("headline.idle", idles);
    Predicate requested = (_, now) -> now.has(RequestCircumstance.POWER_REQUESTED);
    all.put("headline.requested", requested);
    all.put("choice.remote-request", requested);
    for (String choice : List.of("self-consumption", "store-and-cover", "store-and-keep")) {
      all.put("choice." + choice + ".charge", stores);
    }
    for (String choice : List.of("self-consumption", "store-and-cover", "sell-surplus-and-cover")) {
      all.put("choice." + choice + ".discharge", covers);
    }
    all.put("choice.self-consumption", idles);
    all.put("choice.store-and-cover", idles);
    all.put("choice.store-and-keep", (_, now) -> !batteryFlows(now, 1) || battery(now, 0));
    all.put("choice.sell-surplus-and-cover", (_, now) -> !batteryFlows(now, -1) || battery(now, 0));
    all.put("choice.sell-surplus-and-keep", idles);
    all.put("choice.charge-from-grid", (_, now) -> batteryFlows(now, -1));
    all.put("choice.discharge-to-grid", (_, now) -> batteryFlows(now, 1));
    return all;
  }

  private static Map<String, Predicate> bounds() {
    Map<String, Predicate> all = new HashMap<>();
    all.put(
        "full",
        (_, now) ->
            now.batteryAway() || now.truth().battery().socPct() >= now.fullPct() - EDGE_PCT);
    all.put(
        "empty",
        (_, now) ->
            now.batteryAway() || now.truth().battery().socPct() <= now.emptyPct() + EDGE_PCT);
    all.put(
        "reserve",
        (_, now) ->
            now.batteryAway()
                || now.truth().battery().socPct() <= now.limits().reservePct() + EDGE_PCT);
    all.put(
        "import-limit",
        (claim, now) ->
            limit(claim, now, imported(now) + roomOfCarW(now), now.limits().possibleImportW()));
    all.put(
        "export-limit", (claim, now) -> limit(claim, now, -imported(now), now.limits().exportW()));
    all.put(
        "peak",
        (claim, now) ->
            now.hides(Point.GRID) || imported(now) <= claim.number("power") + 2 * NEAR_W);
    all.put("remote-request", (_, now) -> now.has(RequestCircumstance.POWER_REQUESTED));
    all.put("negative-price", (_, now) -> exportCosts(now));
    all.put("negative-import-price", (_, now) -> importPays(now));
    all.put("zero-exchange", (_, now) -> now.has(RequestCircumstance.MODE_REQUESTED));
    all.put("ramp", (_, now) -> moves(now));
    all.put("reconnect-ramp", (_, now) -> gridUp(now));
    all.put("write-budget", (_, _) -> true);
    all.put("device-limit", (_, now) -> moves(now));
    all.put("no-grid-charge", (_, _) -> false);
    all.put("no-grid-discharge", (_, _) -> false);
    return all;
  }

  private static Map<String, Predicate> alarms() {
    Map<String, Predicate> all = new HashMap<>();
    Predicate meter = (_, now) -> now.hides(Point.GRID) || now.batteryAway();
    Predicate anyAway =
        (_, now) ->
            !now.sight().hidden().isEmpty()
                || !now.sight().unreachable().isEmpty()
                || now.has("HEAT_PUMP_DEAD");
    Predicate lags =
        (_, now) ->
            now.batteryAway()
                || !now.setpoints().battery().isNear(now.truth().powers().batteryW(), 50);
    Predicate never = (_, _) -> false;
    Predicate unseen = (_, _) -> true;
    all.put(
        "alarm.import-limit",
        (_, now) -> now.hides(Point.GRID) || imported(now) > now.limits().importW());
    all.put(
        "alarm.export-limit",
        (_, now) -> now.hides(Point.GRID) || -imported(now) > now.limits().exportW());
    all.put("alarm.battery-unknown", (_, now) -> unknownBattery(now));
    all.put(
        "alarm.shed",
        (_, now) ->
            now.truth().relayClosed()
                || secondShed(now)
                || exceeded(now)
                || separating(now)
                || blind(now));
    all.put("alarm.batteries-not-counted", lags);
    all.put("alarm.hunting", unseen);
    all.put(
        "alarm.not-following",
        (claim, now) ->
            anyAway.holds(claim, now)
                || lags.holds(claim, now)
                || (now.has("COMPUTE_IGNORES") && "compute1".equals(claim.values().get("device"))));
    all.put("alarm.meter-inverted", meter);
    all.put("alarm.meter-inverted-twice", meter);
    all.put("alarm.meter-blind", meter);
    all.put("alarm.meter-tenfold", meter);
    all.put("alarm.device", anyAway);
    all.put("alarm.implausible", anyAway);
    // Relays and the contacts of a heat pump keep each state for a minimum time.
    all.put(
        "alarm.setpoint-refused",
        (claim, now) ->
            anyAway.holds(claim, now)
                || claim.values().getOrDefault("cause", "").startsWith(": stays "));
    all.put("alarm.write-failed", anyAway);
    all.put(
        "alarm.foreign-writer",
        (_, now) -> now.has("SECOND_START") || !now.sight().unreachable().isEmpty());
    all.put("alarm.broker-away", (_, now) -> now.has("BROKER_GONE"));
    all.put("alarm.messages-dropped", (_, now) -> now.has("BROKER_GONE"));
    all.put("alarm.state-directory", (_, now) -> now.has("DISK_FULL"));
    // The recorder has no forecasts, prices, counts of writes or setpoints of the last minutes.
    all.put("alarm.forecast-drift", unseen);
    all.put("alarm.forecast-weather", unseen);
    all.put("alarm.prices-missing", unseen);
    all.put("alarm.prices-missing-yet", never);
    all.put("alarm.write-budget", unseen);
    // A simulated site has no network fees, certificate, page, assistant or targets, and the gate
    // has nothing to refuse.
    all.put("alarm.network-fees-expired", never);
    all.put("alarm.certificate-ends", never);
    all.put("alarm.no-page", never);
    all.put("alarm.assistant", never);
    all.put("alarm.notify-failing", never);
    all.put("alarm.source-failing", never);
    all.put("alarm.source-unit-changed", never);
    all.put("alarm.source-unit-unlikely", never);
    all.put("alarm.gate-refused", never);
    return all;
  }

  private static boolean exportCosts(RecordedSecond now) {
    return now.truth().environment().exportPerKwh() < 0;
  }

  private static boolean importPays(RecordedSecond now) {
    return now.truth().environment().importPerKwh() < 0;
  }

  /** Keys of a headline without prices, with two, with two that are equal, and with a use. */
  private static List<String> priceForms(String activity) {
    return Stream.of("", "-priced", "-equal", "-used")
        .filter(form -> !form.equals("-used") || STORING.contains(activity))
        .map(form -> "headline." + activity + form)
        .toList();
  }

  /** {@code sign}: sign of the value of a stored kWh less the present price. */
  private static Predicate priced(Predicate flow, int sign) {
    return (claim, now) -> {
      double later = claim.number("later");
      double gain = Double.isNaN(later) ? 0 : sign * (later - claim.number("now"));
      return gain >= -0.0005 && flow.holds(claim, now);
    };
  }

  private static boolean held(SpokenClaim claim, RecordedSecond now) {
    double limitW = claim.number("power");
    PlantTruth truth = now.truth();
    return now.hides(Point.PV)
        || now.sight().unreachable().contains(Device.PV)
        || (truth.environment().pvAvailableW() >= 0.97 * limitW - 60
            && truth.powers().pvW() <= 1.02 * limitW + NEAR_W);
  }

  /**
   * Power that a car may draw at any time, and does not, W: room below the limit is kept for it.
   */
  private static double roomOfCarW(RecordedSecond now) {
    return Math.max(0, now.setpoints().carW() + now.truth().powers().evW());
  }

  private static boolean limit(SpokenClaim claim, RecordedSecond now, double flowW, double limitW) {
    // The recorder forgets at a reload what could not be stored, the controller need not.
    boolean by =
        claim.says("by", "grid-operator")
            ? now.limits().dimmed()
            : !claim.says("by", "command") || now.limits().commanded() || now.has("DISK_FULL");
    double keptW = claim.number("power") > 0 ? Math.min(claim.number("power"), limitW) : limitW;
    // Control bounds the flow that it expects, which moving devices have not reached yet.
    double movesW = 3 * now.setpoints().total().widthW();
    boolean near = flowW >= 0.9 * keptW - NEAR_W - movesW;
    return by
        && (now.hides(Point.GRID) || now.batteryAway() || now.sight().controllerS() < 10 || near);
  }

  private static boolean battery(RecordedSecond now, double watts) {
    return now.batteryAway()
        || near(now.truth().powers().batteryW(), watts, NEAR_W + 0.2 * Math.abs(watts));
  }

  private static boolean batteryFlows(RecordedSecond now, int sign) {
    return now.batteryAway() || sign * now.truth().powers().batteryW() > -NEAR_W;
  }

  private static boolean set(RecordedSecond now, double watts) {
    return now.batteryAway()
        || now.setpoints().battery().isNear(watts, NEAR_W + 0.2 * Math.abs(watts));
  }

  private static boolean moves(RecordedSecond now) {
    return now.batteryAway() || !near(now.truth().powers().batteryW(), 0, 50);
  }

  private static double imported(RecordedSecond now) {
    return now.truth().powers().gridW();
  }

  private static boolean imports(RecordedSecond now) {
    return now.hides(Point.GRID) || imported(now) > 0;
  }

  private static boolean imports(RecordedSecond now, double watts) {
    return !now.hides(Point.GRID) && imported(now) > watts;
  }

  private static boolean exports(RecordedSecond now) {
    return now.hides(Point.GRID) || imported(now) < 0;
  }

  private static boolean exports(RecordedSecond now, double watts) {
    return !now.hides(Point.GRID) && imported(now) < -watts;
  }

  /** The controller may report unknown only where the recorder hides the value. */
  private static boolean blind(RecordedSecond now) {
    return now.hides(Point.GRID)
        || now.hides(Point.GRID_VOLTAGE)
        || Math.abs(now.gridStepW()) > STEP_W
        // Without a feeder nothing refutes a lie that has ended.
        || now.sight().gridShownS() < DOUBT_S + now.sight().feederHiddenS()
        || now.sight().controllerS() < 60;
  }

  private static boolean hidesBus(RecordedSecond now) {
    return now.hides(Point.GRID_VOLTAGE) || now.hides(Point.SWITCH) || now.hides(Point.GRID);
  }

  private static boolean gridUp(RecordedSecond now) {
    return now.truth().environment().gridUp() || hidesBus(now);
  }

  private static boolean separating(RecordedSecond now) {
    return !now.truth().connected() || hidesBus(now);
  }

  private static boolean dark(RecordedSecond now) {
    return now.truth().island().dark() || hidesBus(now) || now.hides(Point.GENSET);
  }

  /** A state of charge that jumps is not believed before it is read again. */
  private static boolean unknownBattery(RecordedSecond now) {
    return now.batteryAway() || now.has("SOC_JUMPS");
  }

  private static boolean secondShed(RecordedSecond now) {
    return now.site().hasSecondRelay() && near(now.truth().island().secondLoadW(), 0, 1);
  }

  private static boolean exceeded(RecordedSecond now) {
    return imported(now) > now.limits().possibleImportW() - NEAR_W;
  }

  private static boolean genset(RecordedSecond now) {
    return now.sight().unreachable().contains(Device.GENSET) || now.has("GENSET_STUCK");
  }

  private static boolean near(double value, double expected, double within) {
    return Math.abs(value - expected) <= within;
  }
}

package io.spikewatt.controller.report;

import io.spikewatt.config.words.EnergyPrice;
import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.PlannedUse;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import io.spikewatt.hal.signal.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The activity of a site and its one cause in at most 14 words. An unknown value takes precedence
 * over a limit, and a limit over a price.
 */
final class SiteHeadline {

  /** Flow at the grid connection that is neither noise nor the trim of control, W. */
  private static final double FLOWS_W = 100;

  /** Activities that serve a later use of the energy. */
  private static final Set<String> USES = Set.of("charge-from-grid", "store", "keep");

  private SiteHeadline() {}

  static Phrase of(Mode mode, Dispatch dispatch, MeasuredPowers measured) {
    return switch (dispatch.activity()) {
      case SiteActivity.LeftAlone _ -> say("starting");
      case SiteActivity.Holds holds -> holds(mode, holds, measured);
      case SiteActivity.Repeats _ -> say("repeats");
      case SiteActivity.Island island -> island(mode, island);
      case SiteActivity.BlackStarts starts -> Phrase.of("headline.black-start", starts.step());
      case SiteActivity.MeetsGrid _ -> say("meets-grid");
      case SiteActivity.DeadBus _ -> say("dead-bus");
      case SiteActivity.FollowsNetLoad follows -> netLoad(follows, dispatch, measured);
    };
  }

  private static Phrase holds(Mode mode, SiteActivity.Holds holds, MeasuredPowers measured) {
    if (mode instanceof Mode.Hold hold && hold.isUnknown()) {
      return say(hold.goodSince().isPresent() ? "grid-returns" : "grid-unknown");
    }
    if (holds.requested()) {
      return say("hold-requests");
    }
    return BatteryLag.of(0, measured.batteryW())
        .map(lag -> lags(0, lag))
        .orElseGet(() -> say("hold"));
  }

  private static Phrase island(Mode mode, SiteActivity.Island island) {
    if (mode instanceof Mode.Islanded back && back.goodSince().isPresent()) {
      return say("grid-back");
    }
    Phrase cause =
        mode instanceof Mode.Islanded islanded
            ? Phrase.of("headline.island", islanded.cause())
            : say("island.separated");
    return island.plannedRelays() > 0
        ? say("island-shed", Map.of("relays", island.plannedRelays(), "cause", cause))
        : say("island", Map.of("cause", cause));
  }

  private static Phrase netLoad(
      SiteActivity.FollowsNetLoad follows, Dispatch dispatch, MeasuredPowers measured) {
    Optional<Explanation> battery = follows.battery().map(BatteryLag::restingIfSmall);
    if (battery.filter(it -> it.decidedBy() == Reason.STATE_UNKNOWN).isPresent()) {
      return say("state-unknown");
    }
    boolean rests = battery.isEmpty() || battery.get().action() == Action.REST;
    Optional<Phrase> held = held(dispatch, measured, rests);
    return battery
        .map(
            it ->
                BatteryLag.of(it.value(), measured.batteryW())
                    .map(lag -> lags(setW(dispatch, measured), lag))
                    .or(() -> held)
                    .orElseGet(() -> battery(it, measured.gridW())))
        .or(() -> held)
        .orElseGet(() -> say("no-battery"));
  }

  /**
   * Sources at their limit. Sources that are off look alike by day and by night, so batteries that
   * move are named before them.
   */
  private static Optional<Phrase> held(
      Dispatch dispatch, MeasuredPowers measured, boolean batteriesRest) {
    List<HeldSource> all =
        HeldSource.all(dispatch, measured.ofDevice()).stream()
            .filter(one -> batteriesRest || !isStopped(one.bound(), one.limitW()))
            .toList();
    return all.stream()
        .findFirst()
        .map(
            first -> {
              BalanceTerm term = measured.term().apply(first.device());
              double watts =
                  all.stream()
                      .filter(one -> measured.term().apply(one.device()) == term)
                      .mapToDouble(HeldSource::limitW)
                      .sum();
              return say(
                  held(first.bound(), watts),
                  Map.of(
                      "source",
                      say("source." + term.word()),
                      "power",
                      FormattedNumber.power(watts),
                      "bound",
                      bound(first.bound())));
            });
  }

  private static String held(Bound bound, double watts) {
    return switch (bound.reason()) {
      case NEGATIVE_PRICE -> "no-feed-in";
      default -> isStopped(bound, watts) ? "stopped" : "held";
    };
  }

  private static boolean isStopped(Bound bound, double watts) {
    return bound.reason() == Reason.NEGATIVE_IMPORT_PRICE && watts == 0;
  }

  /** Setpoint of all batteries, W; differs from the wanted power by the lead for their lag. */
  private static double setW(Dispatch dispatch, MeasuredPowers measured) {
    return dispatch.setpoints().stream()
        .filter(one -> one.signal().quantity() == Quantity.POWER_W)
        .filter(one -> measured.term().apply(one.signal().deviceId()) == BalanceTerm.BATTERY)
        .mapToDouble(ExplainedSetpoint::value)
        .sum();
  }

  private static Phrase lags(double setW, BatteryLag lag) {
    String set = Phrase.key("headline.set", Action.ofBattery(setW));
    return say(
        "lags",
        Map.of(
            "does",
            does(lag.action(), lag.measuredW()),
            "set",
            new Phrase(set, Map.of("power", FormattedNumber.power(setW)))));
  }

  private static Phrase battery(Explanation battery, Estimate grid) {
    Action action = battery.action();
    Optional<Bound> bound = ExplanationText.decidingBound(battery, grid);
    boolean imports = grid instanceof Estimate.Known known && known.value() > FLOWS_W;
    boolean exports = grid instanceof Estimate.Known known && known.value() < -FLOWS_W;
    if (bound.isPresent()) {
      boolean rests = action == Action.REST;
      // A flow the other way is not what the limit causes.
      Reason limit = bound.get().reason();
      boolean sells = rests && exports && limit != Reason.IMPORT_LIMIT;
      boolean buys = rests && imports && limit != Reason.EXPORT_LIMIT;
      String does = sells ? "sells" : buys ? "imports" : "";
      return say(
          "bound",
          Map.of(
              "does",
              does.isEmpty() ? does(action, battery.value()) : say("does." + does),
              "bound",
              bound(bound.get())));
    }
    return switch (battery.choice()) {
      case REMOTE_REQUEST, CHARGE_NOW ->
          say(
              "requested",
              Map.of(
                  "does",
                  does(action, battery.value()),
                  "until",
                  battery.until().<Object>map(SentenceWording::until).orElse("")));
      default -> choice(battery, imports, exports);
    };
  }

  private static Phrase choice(Explanation battery, boolean imports, boolean exports) {
    Action action = battery.action();
    Reason choice = battery.choice();
    Optional<WeighedPrices> prices = battery.prices();
    return switch (action) {
      case CHARGE ->
          choice == Reason.CHARGE_FROM_GRID
              ? priced("charge-from-grid", prices, ComparedPrice.IMPORT, ComparedPrice.CHARGED)
              : priced("store", prices, ComparedPrice.EXPORT, ComparedPrice.CHARGED);
      case DISCHARGE ->
          choice == Reason.DISCHARGE_TO_GRID
              ? priced("discharge-to-grid", prices, ComparedPrice.DRAWN, ComparedPrice.EXPORT)
              : priced("cover", prices, ComparedPrice.DRAWN, ComparedPrice.IMPORT);
      default -> resting(choice, prices, imports, exports);
    };
  }

  private static Phrase resting(
      Reason choice, Optional<WeighedPrices> prices, boolean imports, boolean exports) {
    boolean sells =
        choice == Reason.SELL_SURPLUS_AND_COVER || choice == Reason.SELL_SURPLUS_AND_KEEP;
    boolean keeps = choice == Reason.STORE_AND_KEEP || choice == Reason.SELL_SURPLUS_AND_KEEP;
    if (sells && exports) {
      return priced("sell", prices, ComparedPrice.CHARGED, ComparedPrice.EXPORT);
    }
    return keeps && imports
        ? priced("keep", prices, ComparedPrice.IMPORT, ComparedPrice.DRAWN)
        : say("idle");
  }

  /**
   * "Storing surplus: replaces 42 ct from 18:00, export pays 8 ct". Without a planned use, the two
   * prices; where both are shown equal, that neither is better. Without prices if a rule chose, or
   * if the choice's hysteresis holds it against the present prices.
   */
  private static Phrase priced(
      String key, Optional<WeighedPrices> prices, ComparedPrice lower, ComparedPrice higher) {
    if (prices.isEmpty() || lower.of(prices.get()) > higher.of(prices.get())) {
      return say(key);
    }
    ComparedPrice now = lower.isNow() ? lower : higher;
    double nowPerKwh = now.of(prices.get());
    Optional<PlannedUse> use = prices.get().use().filter(_ -> USES.contains(key));
    if (use.isPresent()) {
      int decimals = ComparedPrice.decimals(nowPerKwh, use.get().perKwh());
      return say(
          key + "-used",
          Map.of(
              "now",
              new EnergyPrice(nowPerKwh, decimals),
              "use",
              SentenceWording.use(use.get(), decimals)));
    }
    double laterPerKwh = (now == lower ? higher : lower).of(prices.get());
    if (ComparedPrice.lookEqual(nowPerKwh, laterPerKwh)) {
      return say(key + "-equal");
    }
    int decimals = ComparedPrice.decimals(nowPerKwh, laterPerKwh);
    return say(
        key + "-priced",
        Map.of(
            "now",
            new EnergyPrice(nowPerKwh, decimals),
            "later",
            new EnergyPrice(laterPerKwh, decimals)));
  }

  /** Without the source of a limit that always holds, which is no news. */
  private static Phrase bound(Bound bound) {
    String key = Phrase.key("headline.bound", bound.reason());
    Map<String, Object> values = new HashMap<>(SentenceWording.values(bound));
    if (bound.by().filter(LimitSource.CONFIGURED::equals).isPresent()) {
      values.put("by", "");
    }
    return new Phrase(
        Language.ENGLISH.has(key) ? key : Phrase.key("reason", bound.reason()), values);
  }

  private static Phrase does(Action action, double watts) {
    return switch (action) {
      case CHARGE, DISCHARGE ->
          new Phrase(
              Phrase.key("headline.does", action), Map.of("power", FormattedNumber.power(watts)));
      default -> say("does.rest");
    };
  }

  private static Phrase say(String key) {
    return say(key, Map.of());
  }

  private static Phrase say(String key, Map<String, ?> values) {
    return new Phrase("headline." + key, values);
  }
}

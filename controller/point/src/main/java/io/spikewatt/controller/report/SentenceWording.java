package io.spikewatt.controller.report;

import io.spikewatt.config.words.EnergyPrice;
import io.spikewatt.config.words.FormattedNumber;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.dispatch.SiteActivity.PlannedGensets;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.PlannedUse;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Parts of the site's sentence as phrases, before translation. */
final class SentenceWording {

  private SentenceWording() {}

  /** "auto (plan in force): rests". */
  static Phrase inMode(Mode mode, Phrase activity) {
    return say(
        "sentence.mode",
        Map.of("mode", say("mode." + mode.name()), "reason", mode.reason(), "activity", activity));
  }

  /** "battery rests; pv1 is held at 3.0 kW". */
  static Phrase and(Phrase first, Phrase second) {
    return say("sentence.and", Map.of("first", first, "second", second));
  }

  /** Activity of a site whose batteries follow no net load. */
  static Phrase activity(SiteActivity activity) {
    return switch (activity) {
      case SiteActivity.LeftAlone _ -> say("activity.left-alone");
      case SiteActivity.FollowsNetLoad _ -> say("activity.no-battery");
      case SiteActivity.Holds holds ->
          say(holds.requested() ? "activity.holds-requested" : "activity.holds");
      case SiteActivity.Repeats _ -> say("activity.repeats");
      case SiteActivity.Island island -> island(island);
      case SiteActivity.BlackStarts starts -> say(Phrase.key("activity.step", starts.step()));
      case SiteActivity.MeetsGrid meets ->
          say("activity.meets-grid", Map.of("island", island(meets.island())));
      case SiteActivity.DeadBus _ -> say("activity.dead-bus");
    };
  }

  private static Phrase island(SiteActivity.Island island) {
    int relays = island.plannedRelays();
    Object shed = relays > 0 ? say("activity.shed", Map.of("relays", relays)) : "";
    Object gensets = island.gensets().<Object>map(SentenceWording::gensets).orElse("");
    return say("activity.island", Map.of("shed", shed, "gensets", gensets));
  }

  private static Phrase gensets(PlannedGensets gensets) {
    String does = gensets.run() ? "activity.gensets-run" : "activity.gensets-rest";
    if (gensets.run() != gensets.planned()) {
      return say(does + "-first");
    }
    return gensets
        .until()
        .map(at -> say(does + "-until", Map.of("time", at.toInstant())))
        .orElseGet(() -> say(does));
  }

  /** "charges 2.0 kW". */
  static Phrase does(Action action, double watts) {
    return switch (action) {
      case CHARGE, DISCHARGE ->
          say(Phrase.key("does", action), Map.of("power", FormattedNumber.power(watts)));
      default -> say("does.rest");
    };
  }

  /** "charges 2.0 kW (measured: charges 1.4 kW)". */
  static Phrase measured(Phrase does, Phrase measured) {
    return say("sentence.measured", Map.of("does", does, "measured", measured));
  }

  /** "battery charges 2.0 kW: stores surplus". */
  static Phrase battery(Phrase does, Phrase why) {
    return say("sentence.battery", Map.of("does", does, "why", why));
  }

  /** Why the batteries do that, where no bound decides; without prices. */
  static Phrase choice(Action action, Reason choice, Optional<Instant> end) {
    Map<String, ?> until = Map.of("until", end.<Object>map(SentenceWording::until).orElse(""));
    return first(
        until,
        byAction("choice", choice, action),
        Phrase.key("choice", choice),
        Phrase.key("reason", choice));
  }

  /** " until 15:00". */
  static Phrase until(Instant end) {
    return say("choice.until", Map.of("time", end));
  }

  /** A choice that no plan made. */
  static Phrase byRule(Phrase choice) {
    return say("sentence.by-rule", Map.of("choice", choice));
  }

  /**
   * A choice and the prices that it compares, two or three.
   *
   * @param kept whether its hysteresis holds it against them
   */
  static Phrase because(Phrase choice, boolean kept, List<Phrase> prices) {
    Phrase others =
        prices.size() == 2
            ? prices.getFirst()
            : say("sentence.list", Map.of("first", prices.get(0), "second", prices.get(1)));
    return say(
        kept ? "sentence.kept" : "sentence.because",
        Map.of("choice", choice, "prices", others, "last", prices.getLast()));
  }

  /** "replaces 42 ct from 18:00". */
  static Phrase use(PlannedUse use, int decimals) {
    return say(
        use.replacesImport() ? "use.replaces" : "use.earns",
        Map.of("price", new EnergyPrice(use.perKwh(), decimals), "time", use.from()));
  }

  /** A choice between prices that are shown equal: the planned use, else that neither is better. */
  static Phrase equal(Phrase choice, ComparedPrice now, WeighedPrices prices) {
    return prices
        .use()
        .map(
            use ->
                because(
                    choice,
                    false,
                    List.of(
                        price(now, now.of(prices)),
                        say("sentence.use", Map.of("use", use(use, 1))))))
        .orElseGet(
            () ->
                say(
                    "sentence.equal",
                    Map.of("choice", choice, "price", new EnergyPrice(now.of(prices), 1))));
  }

  /** "import costs 42.0 ct". */
  static Phrase price(ComparedPrice price, double perKwh) {
    return say(Phrase.key("price", price), Map.of("price", new EnergyPrice(perKwh, 1)));
  }

  /** The batteries' action without the bound. */
  static Phrase otherwise(Action action, Reason choice) {
    return first(
        Map.of("choice", say(Phrase.key("reason", choice))),
        byAction("otherwise", choice, action),
        Phrase.key("otherwise", choice),
        "otherwise");
  }

  static Phrase limited(Phrase choice, Phrase bound) {
    return say("sentence.limited", Map.of("choice", choice, "bound", bound));
  }

  /** The bound that decides, as a whole clause. */
  static Phrase bound(Bound bound) {
    return first(
        values(bound), Phrase.key("bound", bound.reason()), Phrase.key("reason", bound.reason()));
  }

  /** The values of a bound's text: the power that it keeps, its source, and its price. */
  static Map<String, ?> values(Bound bound) {
    return Map.of(
        "power", FormattedNumber.power(bound.gridW().orElse(0)),
        "by", by(bound),
        "price", price(bound));
  }

  /** The negative price that causes a bound, without its sign; an empty text if none does. */
  private static Object price(Bound bound) {
    return bound.perKwh().isPresent() ? new EnergyPrice(-bound.perKwh().getAsDouble(), 1) : "";
  }

  /** Source of a bound, in brackets; an empty text if it has none. */
  static Object by(Bound bound) {
    return bound
        .by()
        .<Object>map(source -> new Phrase("set-by", Map.of("source", Phrase.of("set-by", source))))
        .orElse("");
  }

  /** "pv1 is held at 3.0 kW, because export costs money". */
  static Phrase curtailed(HeldSource held) {
    return say(
        "sentence.curtailed",
        Map.of(
            "device",
            held.device(),
            "power",
            FormattedNumber.power(held.limitW()),
            "bound",
            bound(held.bound())));
  }

  private static String byAction(String group, Reason choice, Action action) {
    return Phrase.key(Phrase.key(group, choice), action);
  }

  private static Phrase first(Map<String, ?> values, String... keys) {
    return say(Stream.of(keys).filter(Language.ENGLISH::has).findFirst().orElseThrow(), values);
  }

  private static Phrase say(String key) {
    return Phrase.of(key);
  }

  private static Phrase say(String key, Map<String, ?> values) {
    return new Phrase(key, values);
  }
}

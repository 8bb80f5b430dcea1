package io.spikewatt.controller.report;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.dispatch.SiteActivity.PlannedGensets;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The parts of the site's sentence in one language. */
record SentenceWording(Language language) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  String mode(Mode mode) {
    return say("mode." + mode.name()) + " (" + language.text(mode.reason()) + ")";
  }

  /** Activity of a site whose batteries follow no net load. */
  String activity(SiteActivity activity) {
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

  private String island(SiteActivity.Island island) {
    int relays = island.plannedRelays();
    String shed = relays > 0 ? say("activity.shed", Map.of("relays", relays)) : "";
    String gensets = island.gensets().map(this::gensets).orElse("");
    return say("activity.island", Map.of("shed", shed, "gensets", gensets));
  }

  private String gensets(PlannedGensets gensets) {
    String does = gensets.run() ? "activity.gensets-run" : "activity.gensets-rest";
    if (gensets.run() != gensets.planned()) {
      return say(does + "-first");
    }
    return gensets
        .until()
        .map(at -> say(does + "-until", Map.of("time", TIME.format(at))))
        .orElseGet(() -> say(does));
  }

  /** "charges 2.0 kW". */
  String does(Action action, double watts) {
    return switch (action) {
      case CHARGE, DISCHARGE -> say(Phrase.key("does", action), Map.of("power", kw(watts)));
      default -> say("does.rest");
    };
  }

  /** "charges 2.0 kW (measured: charges 1.4 kW)". */
  String measured(String does, String measured) {
    return say("sentence.measured", Map.of("does", does, "measured", measured));
  }

  /** "battery charges 2.0 kW". */
  String battery(String does) {
    return say("sentence.battery", Map.of("does", does));
  }

  /** Why the batteries do that, where no bound decides; without prices. */
  String choice(Action action, Reason choice, Optional<Instant> end) {
    Map<String, ?> until =
        Map.of("until", end.map(at -> say("choice.until", Map.of("time", at))).orElse(""));
    return first(
        until,
        byAction("choice", choice, action),
        Phrase.key("choice", choice),
        Phrase.key("reason", choice));
  }

  /** A choice that no plan made. */
  String byRule(String choice) {
    return say("sentence.by-rule", Map.of("choice", choice));
  }

  /** A choice and the prices that it compares, at least two. */
  String because(String choice, List<String> prices) {
    String others = String.join(", ", prices.subList(0, prices.size() - 1));
    return say(
        "sentence.because", Map.of("choice", choice, "prices", others, "last", prices.getLast()));
  }

  /** "import costs 0.420". */
  String price(ComparedPrice price, double perKwh) {
    return say(Phrase.key("price", price), Map.of("price", language.number("%.3f", perKwh)));
  }

  /** The batteries' action without the bound. */
  String otherwise(Action action, Reason choice) {
    return first(
        Map.of("choice", say(Phrase.key("reason", choice))),
        byAction("otherwise", choice, action),
        Phrase.key("otherwise", choice),
        "otherwise");
  }

  String limited(String choice, String bound) {
    return say("sentence.limited", Map.of("choice", choice, "bound", bound));
  }

  /** The bound that decides, as a whole clause. */
  String bound(Bound bound) {
    return first(
        Map.of("power", kw(bound.gridW().orElse(0)), "by", by(language, bound)),
        Phrase.key("bound", bound.reason()),
        Phrase.key("reason", bound.reason()));
  }

  /** Source of a bound, in brackets; empty if it has none. */
  static String by(Language language, Bound bound) {
    return bound
        .by()
        .map(source -> new Phrase("set-by", Map.of("source", Phrase.of("set-by", source))))
        .map(language::text)
        .orElse("");
  }

  /** "pv1 is held at 3.0 kW, because export costs money". */
  String curtailed(String device, double watts, Bound bound) {
    return say(
        "sentence.curtailed", Map.of("device", device, "power", kw(watts), "bound", bound(bound)));
  }

  /** A power without its sign. */
  private String kw(double watts) {
    return language.number("%.1f kW", Math.abs(watts) / 1000);
  }

  private static String byAction(String group, Reason choice, Action action) {
    return Phrase.key(Phrase.key(group, choice), action);
  }

  private String first(Map<String, ?> values, String... keys) {
    return say(Stream.of(keys).filter(language::has).findFirst().orElseThrow(), values);
  }

  private String say(String key) {
    return say(key, Map.of());
  }

  private String say(String key, Map<String, ?> values) {
    return language.text(new Phrase(key, values));
  }
}

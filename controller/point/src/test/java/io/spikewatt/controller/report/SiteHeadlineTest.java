package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.asset.BalanceTerm;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.LimitSource;
import io.spikewatt.controller.setpoint.PlannedUse;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Form of a headline, and the cause that it names. */
class SiteHeadlineTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));
  private static final Instant END = Instant.parse("2026-06-01T13:00:00Z");
  private static final ReaderLocale READER =
      new ReaderLocale(NOW.instant().atZone(ZoneId.of("Europe/Berlin")), "EUR");
  private static final Mode AUTO = new Mode.Auto(Optional.empty());
  private static final WeighedPrices PRICES = weighed(0.28, 0.08, 0.261, 0.29);
  private static final Language GERMAN = Language.of("de");
  private static final int MOST_WORDS = 14;

  private static final Map<String, Pattern> VERBS =
      Map.of(
          "en",
          Pattern.compile("[A-Z][a-z]+ing"),
          "de",
          Pattern.compile(
              "Wartet|Lässt|Hält|Wiederholt|Läuft|Bereitet|Startet|Beobachtet|Begrenzt|Lädt|Entlädt|Speist|Schaltet"
                  + "|Ruht|Verkauft|Bezieht|Speichert|Versorgt|Behält"));

  /** An id of a device, a time in UTC, a number of a thousand watts, a price below one. */
  private static final Pattern FORBIDDEN =
      Pattern.compile("[a-z]+[0-9]|_|[0-9]Z|\\d{4,}|\\d W\\d|\\b0[.,]\\d\\d|[{}]|EUR");

  @Test
  void every_headline_keeps_the_rules_in_every_language() {
    Set<String> met = new TreeSet<>();
    for (Phrase headline : all()) {
      met.add(headline.key());
      for (Language language : Language.all()) {
        String text = language.text(headline, READER);
        String[] words = text.split("[ :]+");
        assertTrue(words.length <= MOST_WORDS, text);
        Pattern verb = Objects.requireNonNull(VERBS.get(language.tag()), language.tag());
        assertTrue(
            verb.matcher(words[0]).matches() || verb.matcher(words[1]).matches(),
            () -> "no verb: " + text);
        assertFalse(FORBIDDEN.matcher(text).find(), text);
      }
    }
    Set<String> parts = Set.of("does", "set", "bound", "source", "island");
    Set<String> wanted = new TreeSet<>();
    for (String key : Language.ENGLISH.under("headline.").keySet()) {
      if (!key.contains(".") || !parts.contains(key.substring(0, key.indexOf('.')))) {
        wanted.add("headline." + key);
      }
    }
    assertEquals(wanted, met, "each headline is met above");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELL_SURPLUS_AND_COVER |     0 | -3000 | Selling surplus: 8 ct now, 7 ct later        | Verkauft Überschuss: jetzt 8 ct, später 7 ct
          STORE_AND_COVER        | -2000 |     0 | Storing surplus                              | Speichert Überschuss
          STORE_AND_COVER        |  2000 |     0 | Covering the house: 42 ct now, 9 ct later    | Versorgt das Haus: jetzt 42 ct, später 9 ct
          STORE_AND_KEEP         |     0 |  3000 | Keeping energy for later                     | Behält Energie für später
          SELL_SURPLUS_AND_KEEP  |     0 |    20 | Resting: nothing to store or to cover        | Ruht: nichts zu speichern oder zu decken
          DISCHARGE_TO_GRID      |  2000 | -1500 | Selling from the battery                     | Verkauft aus der Batterie
          """)
  void a_choice_names_the_two_prices_that_it_compares(
      Reason choice, double watts, double gridW, String english, String german) {
    Phrase headline =
        headline(battery(choice, watts, weighed(0.42, 0.08, 0.07, 0.088)), watts, gridW);
    assertEquals(english, Language.ENGLISH.text(headline, READER));
    assertEquals(german, GERMAN.text(headline, READER));
  }

  @Test
  void prices_that_look_alike_have_a_decimal() {
    Phrase keeps =
        headline(battery(Reason.STORE_AND_KEEP, 0, weighed(0.3, 0.08, 0.28, 0.304)), 0, 3000);
    assertEquals(
        "Keeping energy for later: 30.0 ct now, 30.4 ct later",
        Language.ENGLISH.text(keeps, READER));
    Phrase stores =
        headline(battery(Reason.STORE_AND_COVER, -2000, weighed(0.3, 0.07, 0.12, 0.14)), -2000, 0);
    assertEquals("Speichert Überschuss: später 12 ct, jetzt 7 ct", GERMAN.text(stores, READER));
    Phrase buys =
        headline(battery(Reason.CHARGE_FROM_GRID, -2000, weighed(0.2, 0.07, 0.3, 0.34)), -2000, 0);
    assertEquals(
        "Charging from the grid: 20 ct now, 30 ct later", Language.ENGLISH.text(buys, READER));
  }

  /** Seen at noon on the simulated site: "30.0 ct now, 30.0 ct later" explained nothing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CHARGE_FROM_GRID       | -2000 |  3000 | Charging from the grid: stored energy is worth its price now
          STORE_AND_COVER        | -2000 |     0 | Storing surplus: export pays no more
          STORE_AND_COVER        |  2000 |     0 | Covering the house: its energy is worth no more later
          STORE_AND_KEEP         |     0 |  3000 | Keeping energy for later: import is no dearer now
          SELL_SURPLUS_AND_COVER |     0 | -3000 | Selling surplus: storing it would gain no more
          DISCHARGE_TO_GRID      |  2000 | -1500 | Selling from the battery: its energy is worth no more later
          """)
  void prices_that_are_shown_equal_are_no_reason(
      Reason choice, double watts, double gridW, String english) {
    Phrase headline = headline(battery(choice, watts, weighed(0.3, 0.3, 0.3, 0.3)), watts, gridW);
    String text = Language.ENGLISH.text(headline, READER);
    assertEquals(english, text);
    assertFalse(text.contains("30.0 ct"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CHARGE_FROM_GRID | -2000 | 3000 | Charging from the grid at 30 ct; replaces 42 ct from 20:00 | Lädt aus dem Netz für 30 ct; ersetzt 42 ct ab 20:00
          STORE_AND_COVER  | -2000 |    0 | Storing surplus: replaces 42 ct from 20:00, export pays 8 ct | Speichert Überschuss: ersetzt 42 ct ab 20:00, Einspeisung bringt 8 ct
          STORE_AND_KEEP   |     0 | 3000 | Keeping energy: replaces 42 ct from 20:00, import now costs 30 ct | Behält Energie: ersetzt 42 ct ab 20:00, Bezug kostet jetzt 30 ct
          """)
  void stored_energy_names_the_price_that_it_replaces(
      Reason choice, double watts, double gridW, String english, String german) {
    Phrase headline = headline(battery(choice, watts, used(0.3, 0.08, 0.3, 0.3)), watts, gridW);
    assertEquals(english, Language.ENGLISH.text(headline, READER));
    assertEquals(german, GERMAN.text(headline, READER));
  }

  private static WeighedPrices used(
      double importPerKwh, double exportPerKwh, double chargedPerKwh, double drawnPerKwh) {
    return weighed(importPerKwh, exportPerKwh, chargedPerKwh, drawnPerKwh)
        .with(Optional.of(new PlannedUse(END.plus(Duration.ofHours(5)), 0.42, true)));
  }

  private static WeighedPrices weighed(
      double importPerKwh, double exportPerKwh, double chargedPerKwh, double drawnPerKwh) {
    double storedPerKwh = (chargedPerKwh + drawnPerKwh) / 2;
    return new WeighedPrices(
        new EnergyPrices(storedPerKwh, importPerKwh, exportPerKwh),
        chargedPerKwh,
        drawnPerKwh,
        Optional.empty());
  }

  /** A price must not explain a decision of a full battery. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FULL          | -3000 | Selling surplus: the battery is full | Verkauft Überschuss: die Batterie ist voll
          EMPTY         |  3000 | Importing: the battery is empty      | Bezieht Strom: die Batterie ist leer
          RESERVE       |  3000 | Importing: the reserve is kept       | Bezieht Strom: die Reserve bleibt
          STATE_UNKNOWN |  3000 | Resting the battery: its charge or power is unknown | Lässt die Batterie ruhen: Ladestand oder Leistung unbekannt
          """)
  void a_battery_at_rest_names_what_keeps_it_there(
      Reason bound, double gridW, String english, String german) {
    Explanation rests =
        battery(Reason.SELL_SURPLUS_AND_COVER, 0, PRICES).boundBy(Bound.atMost(bound, 0));
    Phrase headline = headline(rests, 0, gridW);
    assertEquals(english, Language.ENGLISH.text(headline, READER));
    assertEquals(german, GERMAN.text(headline, READER));
  }

  /** The battery may still be on its way to what the limit needs. */
  @Test
  void a_limit_explains_no_flow_of_the_other_direction_and_the_one_that_always_holds_no_source() {
    Explanation rests =
        battery(Reason.STORE_AND_COVER, 0, PRICES)
            .boundBy(
                Bound.atMost(Reason.EXPORT_LIMIT, 0)
                    .keeping(3900)
                    .by(Optional.of(LimitSource.CONFIGURED)));
    assertEquals(
        "Resting: feed-in must stay within 3.9 kW",
        Language.ENGLISH.text(headline(rests, 0, 900), READER));
    assertEquals(
        "Selling surplus: feed-in must stay within 3.9 kW",
        Language.ENGLISH.text(headline(rests, 0, -900), READER));
  }

  @Test
  void an_unknown_state_counts_before_a_held_source_and_a_lag_before_a_price() {
    Explanation unknown =
        battery(Reason.STORE_AND_COVER, 0, PRICES).boundBy(Bound.atMost(Reason.STATE_UNKNOWN, 0));
    assertEquals("headline.state-unknown", headline(unknown, 0, -3000, heldPv()).key());
    Explanation stores = battery(Reason.STORE_AND_COVER, -2000, PRICES);
    assertEquals(
        "Charging 400 W, but set to charge 2.0 kW",
        Language.ENGLISH.text(headline(stores, -400, -3000, setBattery(-2000)), READER));
    assertEquals(
        "Limiting the sun to 3.0 kW: feed-in must stay within 4.0 kW (grid operator)",
        Language.ENGLISH.text(headline(stores, -2000, -3000, heldPv()), READER));
  }

  @Test
  void a_request_names_its_end_by_the_sites_clock() {
    Explanation ordered =
        new Explanation(
            Action.DISCHARGE,
            1500,
            Reason.REMOTE_REQUEST,
            Optional.empty(),
            Optional.empty(),
            Optional.of(END));
    assertEquals(
        "Discharging 1.5 kW as requested until 15:00",
        Language.ENGLISH.text(headline(ordered, 1500, 0), READER));
    assertEquals(
        "Entlädt mit 1,5 kW wie verlangt bis 15:00",
        GERMAN.text(headline(ordered, 1500, 0), READER));
  }

  @Test
  void a_negative_price_names_what_it_costs_or_pays() {
    Explanation rests = battery(Reason.STORE_AND_COVER, 0, PRICES);
    Phrase held = headline(rests, 0, 0, pricedPv(2990));
    assertEquals("Feeding in nothing: export costs 3.2 ct", Language.ENGLISH.text(held, READER));
    assertEquals("Speist nichts ein: Einspeisung kostet 3,2 ct", GERMAN.text(held, READER));
    Phrase off = headline(rests, 0, 0, stoppedPv(0));
    assertEquals("Keeping the sun off: import pays 1.1 ct", Language.ENGLISH.text(off, READER));
    assertEquals("Schaltet die Sonne ab: Bezug bringt 1,1 ct", GERMAN.text(off, READER));
    assertEquals(
        "Limiting the sun to 3.0 kW: import pays 1.1 ct",
        Language.ENGLISH.text(headline(rests, 0, 0, stoppedPv(2990)), READER),
        "what the import limit needs");
  }

  /** At night a source that is off is no news. */
  @Test
  void a_battery_that_moves_comes_before_sources_that_are_off() {
    Explanation charges =
        battery(Reason.CHARGE_FROM_GRID, -2000, weighed(-0.011, -0.1, 0.26, 0.29));
    assertEquals(
        "headline.charge-from-grid-priced", headline(charges, -2000, 3000, stoppedPv(0)).key());
  }

  private static Set<Phrase> all() {
    Set<Phrase> all = new LinkedHashSet<>();
    Optional<Moment> none = Optional.empty();
    MeasuredPowers state = state(0, 0);
    SiteActivity.Island island = new SiteActivity.Island(0, Optional.empty());
    List<Mode> modes =
        new ArrayList<>(
            List.of(
                new Mode.Starting(NOW, false),
                AUTO,
                new Mode.Hold(new Mode.HoldRequested(), none, none),
                new Mode.Hold(new Mode.GridPowerUnknown("meter1.power_w: never-read"), none, none),
                new Mode.Hold(
                    new Mode.GridPowerUnknown("meter1.power_w: never-read"),
                    Optional.of(NOW),
                    none),
                new Mode.Islanded(NOW, Mode.Cause.PLANNED, Optional.of(NOW), none)));
    for (Mode.Cause cause : Mode.Cause.values()) {
      modes.add(new Mode.Islanded(NOW, cause, none, none));
    }
    List<SiteActivity> activities =
        new ArrayList<>(
            List.of(
                new SiteActivity.LeftAlone(),
                new SiteActivity.Holds(true),
                new SiteActivity.Holds(false),
                new SiteActivity.Repeats(),
                island,
                new SiteActivity.Island(2, Optional.empty()),
                new SiteActivity.MeetsGrid(island),
                new SiteActivity.DeadBus(),
                new SiteActivity.FollowsNetLoad(Optional.empty(), 0)));
    for (Mode.Step step : Mode.Step.values()) {
      activities.add(new SiteActivity.BlackStarts(step));
    }
    for (Mode mode : modes) {
      activities.forEach(one -> all.add(SiteHeadline.of(mode, dispatch(one, List.of()), state)));
    }
    for (Reason reason : Reason.values()) {
      for (double watts : new double[] {-2000, -850, 0, 850, 12_345}) {
        for (double gridW : new double[] {-3000, 0, 3000}) {
          all.add(headline(battery(reason, watts, PRICES), watts, gridW));
          all.add(headline(battery(reason, watts, weighed(0.2, 0.33, 0.31, 0.32)), watts, gridW));
          all.add(headline(battery(reason, watts, weighed(0.42, 0.08, 0.26, 0.29)), watts, gridW));
          all.add(headline(battery(reason, watts, weighed(0.3, 0.3, 0.3, 0.3)), watts, gridW));
          all.add(headline(battery(reason, watts, used(0.3, 0.08, 0.3, 0.3)), watts, gridW));
          all.add(headline(byRule(reason, watts), watts, gridW));
          all.add(headline(battery(reason, watts, PRICES), 300 - watts, gridW));
          for (LimitSource source : LimitSource.values()) {
            Bound bound =
                Bound.atMost(reason, watts)
                    .keeping(3000)
                    .by(Optional.of(source))
                    .causedBy(OptionalDouble.of(-0.032));
            all.add(
                headline(
                    battery(Reason.STORE_AND_COVER, watts, PRICES).boundBy(bound), watts, gridW));
          }
        }
      }
    }
    all.add(headline(battery(Reason.STORE_AND_COVER, 0, PRICES), 0, 0, heldPv()));
    all.add(headline(battery(Reason.STORE_AND_COVER, 0, PRICES), 0, 0, pricedPv(3000)));
    all.add(headline(battery(Reason.STORE_AND_COVER, 0, PRICES), 0, 0, stoppedPv(0)));
    all.add(headline(battery(Reason.STORE_AND_COVER, 0, PRICES), 0, 0, stoppedPv(2990)));
    all.add(
        SiteHeadline.of(
            AUTO,
            dispatch(new SiteActivity.FollowsNetLoad(Optional.empty(), 0), List.of(heldPv())),
            new MeasuredPowers(known(0), known(0), _ -> known(2990), _ -> BalanceTerm.WIND)));
    return all;
  }

  private static Explanation battery(Reason choice, double watts, WeighedPrices prices) {
    return new Explanation(
        Action.ofBattery(watts),
        watts,
        choice,
        Optional.empty(),
        Optional.of(prices),
        Optional.empty());
  }

  private static Explanation byRule(Reason choice, double watts) {
    return new Explanation(
        Action.ofBattery(watts),
        watts,
        choice,
        Optional.empty(),
        Optional.empty(),
        Optional.of(END));
  }

  private static ExplainedSetpoint setBattery(double watts) {
    return ExplainedSetpoint.of(
        new Signal("battery1", Quantity.POWER_W),
        Explanation.of(Action.CHARGE, Reason.STORE_AND_COVER).at(watts));
  }

  private static ExplainedSetpoint heldPv() {
    return ExplainedSetpoint.of(
        new Signal("pv1", Quantity.POWER_LIMIT_W),
        Explanation.of(Action.PRODUCE, Reason.NO_NEED)
            .at(3000)
            .boundBy(
                Bound.atMost(Reason.EXPORT_LIMIT, 3000)
                    .keeping(4000)
                    .by(Optional.of(LimitSource.GRID_OPERATOR))));
  }

  private static ExplainedSetpoint pricedPv(double watts) {
    return pv(watts, Reason.NEGATIVE_PRICE, -0.032);
  }

  private static ExplainedSetpoint stoppedPv(double watts) {
    return pv(watts, Reason.NEGATIVE_IMPORT_PRICE, -0.011);
  }

  private static ExplainedSetpoint pv(double watts, Reason reason, double perKwh) {
    return ExplainedSetpoint.of(
        new Signal("pv1", Quantity.POWER_LIMIT_W),
        Explanation.of(Action.PRODUCE, Reason.NO_NEED)
            .at(watts)
            .boundBy(Bound.atMost(reason, watts).causedBy(OptionalDouble.of(perKwh))));
  }

  private static Phrase headline(
      Explanation battery, double measuredW, double gridW, ExplainedSetpoint... others) {
    return SiteHeadline.of(
        AUTO,
        dispatch(new SiteActivity.FollowsNetLoad(Optional.of(battery), 0), List.of(others)),
        state(measuredW, gridW));
  }

  private static Dispatch dispatch(SiteActivity activity, List<ExplainedSetpoint> setpoints) {
    return new Dispatch(setpoints, NOW, activity, List.of(), List.of());
  }

  private static MeasuredPowers state(double batteryW, double gridW) {
    return new MeasuredPowers(
        known(gridW),
        known(batteryW),
        _ -> known(2990),
        id -> id.startsWith("battery") ? BalanceTerm.BATTERY : BalanceTerm.PV);
  }

  private static Estimate known(double watts) {
    return new Estimate.Known(watts, Estimate.How.MEASURED, NOW);
  }
}

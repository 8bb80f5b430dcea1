package io.spikewatt.controller.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
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
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The site's sentence in both languages, for each choice, price and bound that can decide. */
class SiteSentenceTest {

  private static final Moment NOW = new Moment(0, Instant.parse("2026-06-01T12:00:00Z"));
  private static final Mode AUTO = new Mode.Auto(Optional.empty());
  private static final WeighedPrices PRICES =
      new WeighedPrices(new EnergyPrices(0.275, 0.42, 0.08), 0.261, 0.29, Optional.empty());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          STORE_AND_COVER        | -2000 | stores surplus, as a kWh charged now is worth 0.261 and export pays 0.080 | speichert Überschuss, denn eine jetzt geladene kWh ist 0,261 wert und Einspeisung bringt 0,080
          STORE_AND_COVER        |  2000 | covers load, as import costs 0.420 and a kWh of the battery is worth 0.290   | deckt Verbrauch, denn Bezug kostet 0,420 und eine kWh der Batterie ist 0,290 wert
          STORE_AND_KEEP         | -2000 | stores surplus, as a kWh charged now is worth 0.261 and export pays 0.080 | speichert Überschuss, denn eine jetzt geladene kWh ist 0,261 wert und Einspeisung bringt 0,080
          STORE_AND_KEEP         |     0 | keeps its energy, as before: a kWh of the battery is worth 0.290 and import costs 0.420 | behält ihre Energie, wie bisher: eine kWh der Batterie ist 0,290 wert und Bezug kostet 0,420
          SELL_SURPLUS_AND_COVER |  2000 | covers load, as import costs 0.420 and a kWh of the battery is worth 0.290   | deckt Verbrauch, denn Bezug kostet 0,420 und eine kWh der Batterie ist 0,290 wert
          SELL_SURPLUS_AND_COVER |     0 | leaves any surplus to the grid, as before: export pays 0.080 and a kWh charged now is worth 0.261 | lässt Überschuss dem Netz, wie bisher: Einspeisung bringt 0,080 und eine jetzt geladene kWh ist 0,261 wert
          SELL_SURPLUS_AND_KEEP  |     0 | keeps its energy and leaves any surplus to the grid, as a kWh of the battery is worth 0.290, import costs 0.420 and export pays 0.080 | behält ihre Energie und lässt Überschuss dem Netz, denn eine kWh der Batterie ist 0,290 wert, Bezug kostet 0,420 und Einspeisung bringt 0,080
          CHARGE_FROM_GRID       | -2000 | also from the grid, as before: a kWh charged now is worth 0.261 and import costs 0.420 | auch aus dem Netz, wie bisher: eine jetzt geladene kWh ist 0,261 wert und Bezug kostet 0,420
          DISCHARGE_TO_GRID      |  2000 | also into the grid, as before: export pays 0.080 and a kWh of the battery is worth 0.290 | auch ins Netz, wie bisher: Einspeisung bringt 0,080 und eine kWh der Batterie ist 0,290 wert
          """)
  void a_choice_names_the_prices_that_it_compares(
      Reason choice, double watts, String english, String german) {
    Explanation battery = battery(choice, watts);
    assertTrue(said(battery, Language.ENGLISH).endsWith(english), said(battery, Language.ENGLISH));
    assertTrue(said(battery, Language.of("de")).endsWith(german), said(battery, Language.of("de")));
  }

  @Test
  void prices_that_are_shown_equal_give_way_to_the_planned_use() {
    WeighedPrices equal =
        new WeighedPrices(new EnergyPrices(0.33, 0.3, 0.08), 0.30004, 0.36, Optional.empty());
    Instant evening = Instant.parse("2026-06-01T18:00:00Z");
    WeighedPrices used = equal.with(Optional.of(new PlannedUse(evening, 0.42, true)));
    String told = said(battery(Reason.CHARGE_FROM_GRID, -2000, used), Language.ENGLISH);
    assertTrue(told.contains("as import costs 0.300 and stored energy replaces 0.420 from"), told);
    String without = said(battery(Reason.CHARGE_FROM_GRID, -2000, equal), Language.of("de"));
    assertTrue(without.endsWith("denn eine kWh ist so oder so 0,300 wert"), without);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          STORE_AND_KEEP         |     0 | keeps its energy, as a kWh of the battery is worth 0.290 and import costs 0.220
          SELL_SURPLUS_AND_COVER |     0 | leaves any surplus to the grid, as export pays 0.300 and a kWh charged now is worth 0.261
          CHARGE_FROM_GRID       | -2000 | also from the grid, as a kWh charged now is worth 0.261 and import costs 0.220
          DISCHARGE_TO_GRID      |  2000 | also into the grid, as export pays 0.300 and a kWh of the battery is worth 0.290
          """)
  void prices_are_the_reason_only_where_they_call_for_the_choice(
      Reason choice, double watts, String english) {
    WeighedPrices call =
        new WeighedPrices(new EnergyPrices(0.275, 0.22, 0.30), 0.261, 0.29, Optional.empty());
    Explanation battery = battery(choice, watts, call);
    assertTrue(said(battery, Language.ENGLISH).endsWith(english), said(battery, Language.ENGLISH));
  }

  /** A slow approach, after reversals that follow each other too fast. */
  @ParameterizedTest
  @CsvSource({
    "STORE_AND_KEEP, 2400, keeps",
    "SELL_SURPLUS_AND_KEEP, 2400, keeps",
    "SELL_SURPLUS_AND_COVER, -2400, covers",
    "CHARGE_FROM_GRID, 2400, as much as it can"
  })
  void a_power_that_its_choice_would_not_set_is_on_its_way(
      Reason choice, double watts, String notAsIfItDid) {
    String told = said(battery(choice, watts), Language.ENGLISH);
    assertTrue(told.contains("the power changes step by step; otherwise it would"), told);
    assertFalse(told.contains(notAsIfItDid), told);
  }

  @Test
  void a_derived_power_of_batteries_is_not_called_measured() {
    Estimate derived = new Estimate.Known(-2_000, Estimate.How.DERIVED, NOW);
    String told = sentence(battery(Reason.STORE_AND_COVER, 120), derived, Language.ENGLISH);
    assertFalse(told.contains("measured"), told);
    assertTrue(
        sentence(battery(Reason.STORE_AND_COVER, 120), known(-2_000), Language.ENGLISH)
            .contains("measured: charges 2.0 kW"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DEVICE_LIMIT     | the device allows no more                            | das Gerät lässt nicht mehr zu
          EMPTY            | its lower charge limit is reached | ihre untere Ladegrenze ist erreicht
          FULL             | its upper charge limit is reached | ihre obere Ladegrenze ist erreicht
          RESERVE          | the reserve is kept                                  | die Reserve bleibt
          PEAK             | import stays below 3.0 kW for the month's peak       | der Bezug bleibt unter 3,0 kW wegen der Monatsspitze
          REMOTE_REQUEST   | a request orders it                                  | eine Anforderung verlangt es
          NEGATIVE_PRICE   | export costs 0.032                                   | Einspeisung kostet 0,032
          NEGATIVE_IMPORT_PRICE | import pays 0.032                              | Bezug bringt 0,032
          ZERO_EXCHANGE    | the exchange with the grid is driven to 0            | der Austausch mit dem Netz wird auf 0 gebracht
          RAMP             | the power changes step by step                       | die Leistung ändert sich schrittweise
          WRITE_BUDGET     | the device's memory is spared                        | der Speicher des Geräts wird geschont
          NO_GRID_CHARGE   | it may not charge from the grid                      | sie darf nicht aus dem Netz laden
          NO_GRID_DISCHARGE| it may not discharge into the grid                   | sie darf nicht ins Netz entladen
          RECONNECT_RAMP   | the exchange is ramped up after an island            | der Austausch wird nach einem Inselbetrieb hochgefahren
          EXPORT_LIMIT     | the export limit is kept (grid operator)             | die Einspeisegrenze wird eingehalten (Netzbetreiber)
          IMPORT_LIMIT     | the import limit is kept (grid operator)             | die Bezugsgrenze wird eingehalten (Netzbetreiber)
          """)
  void a_bound_is_named_with_what_it_limits_or_prevents(
      Reason reason, String english, String german) {
    Bound bound =
        Bound.atMost(reason, 0)
            .keeping(3000)
            .by(Optional.of(LimitSource.GRID_OPERATOR))
            .causedBy(OptionalDouble.of(-0.032));
    Explanation limited = battery(Reason.STORE_AND_COVER, 2000).boundBy(bound);
    String told = said(limited, Language.ENGLISH);
    assertTrue(told.contains(": covers load, as import"), told);
    assertTrue(told.endsWith("; limited, because " + english), told);
    told = said(limited, Language.of("de"));
    assertTrue(told.endsWith("; begrenzt, denn " + german), told);
    Explanation against = battery(Reason.SELL_SURPLUS_AND_COVER, -2000).boundBy(bound);
    assertEquals(
        "battery charges 2.0 kW: " + english + "; otherwise it would leave the surplus to the grid",
        said(against, Language.ENGLISH));
    assertEquals(
        "Batterie lädt 2,0 kW: " + german + "; sonst würde sie den Überschuss dem Netz lassen",
        said(against, Language.of("de")));
  }

  @ParameterizedTest
  @EnumSource(LimitSource.class)
  void who_set_a_limit_is_named(LimitSource source) {
    Bound bound = Bound.atMost(Reason.IMPORT_LIMIT, 0).by(Optional.of(source));
    Explanation limited = battery(Reason.CHARGE_FROM_GRID, -2000).boundBy(bound);
    String english =
        switch (source) {
          case GRID_OPERATOR -> "(grid operator)";
          case CONFIGURED -> "(configured)";
          case COMMAND -> "(command)";
          case PRICE -> "(price)";
        };
    String german =
        switch (source) {
          case GRID_OPERATOR -> "(Netzbetreiber)";
          case CONFIGURED -> "(Konfiguration)";
          case COMMAND -> "(Befehl)";
          case PRICE -> "(Preis)";
        };
    assertTrue(said(limited, Language.ENGLISH).endsWith(english));
    assertTrue(said(limited, Language.of("de")).endsWith(german));
  }

  /** The demo once said "battery charges 6.0 kW: discharges into the grid". */
  @Test
  void a_bound_that_turns_the_choice_round_comes_first() {
    Explanation turned =
        battery(Reason.DISCHARGE_TO_GRID, -6000)
            .boundBy(
                Bound.atMost(Reason.EXPORT_LIMIT, -6000).by(Optional.of(LimitSource.CONFIGURED)));
    assertEquals(
        "battery charges 6.0 kW: the export limit is kept (configured); otherwise it would"
            + " discharge, also into the grid",
        said(turned, Language.ENGLISH));
  }

  @ParameterizedTest
  @CsvSource({"-400, charges 400 W", "1500, discharges 1.5 kW", "20, rests"})
  void a_battery_that_is_measured_to_do_something_else_is_told(double measuredW, String measured) {
    String told =
        sentence(battery(Reason.STORE_AND_COVER, -3000), known(measuredW), Language.ENGLISH);
    assertTrue(told.contains("battery charges 3.0 kW (measured: " + measured + "): "), told);
  }

  @ParameterizedTest
  @CsvSource({"-2900", "-2200", "-3500"})
  void a_battery_that_follows_closely_needs_no_second_figure(double measuredW) {
    String told =
        sentence(battery(Reason.STORE_AND_COVER, -3000), known(measuredW), Language.ENGLISH);
    assertFalse(told.contains("measured"), told);
  }

  @Test
  void what_is_not_known_is_not_told() {
    Estimate unknown = new Estimate.Unknown("battery1: no answer");
    String told = sentence(battery(Reason.STORE_AND_COVER, -3000), unknown, Language.ENGLISH);
    assertTrue(told.startsWith("auto (plan in force): battery charges 3.0 kW: "), told);
  }

  @Test
  void curtailed_sources_and_what_holds_them_follow() {
    Explanation pv =
        Explanation.of(Action.PRODUCE, Reason.NO_NEED)
            .at(3000)
            .boundBy(Bound.atMost(Reason.NEGATIVE_PRICE, 3000).causedBy(OptionalDouble.of(-0.032)));
    Dispatch dispatch =
        dispatch(
            battery(Reason.STORE_AND_COVER, -2000),
            List.of(ExplainedSetpoint.of(new Signal("pv1", Quantity.POWER_LIMIT_W), pv)));
    MeasuredPowers held = measured(known(-2000), known(2980));
    assertTrue(
        SiteSentence.of(AUTO, dispatch, held)
            .english()
            .endsWith("; pv1 is held at 3.0 kW, because export costs 0.032"));
    assertTrue(
        Language.of("de")
            .text(SiteSentence.of(AUTO, dispatch, held))
            .endsWith("; pv1 wird auf 3,0 kW gehalten, denn Einspeisung kostet 0,032"));
    MeasuredPowers less = measured(known(-2000), known(2500));
    assertFalse(SiteSentence.of(AUTO, dispatch, less).english().contains("pv1"));
  }

  @Test
  void every_mode_and_activity_has_both_languages() {
    Optional<Moment> some = Optional.of(NOW);
    Optional<Moment> none = Optional.empty();
    List<Mode> modes =
        List.of(
            new Mode.Starting(NOW, false),
            AUTO,
            new Mode.Auto(some),
            new Mode.SelfConsumption(Mode.RuleCause.REQUESTED, none),
            new Mode.SelfConsumption(Mode.RuleCause.NO_PLAN, none),
            new Mode.Hold(new Mode.HoldRequested(), none, Optional.empty()),
            new Mode.IslandTest(none),
            new Mode.Islanding(NOW, new Mode.Approach(none), none),
            new Mode.Islanding(NOW, new Mode.SwitchOpening(NOW), none),
            new Mode.Islanding(
                NOW, new Mode.GivenUp(NOW, Mode.Obstacle.SWITCH_STAYED_CLOSED), none),
            new Mode.Islanding(NOW, new Mode.GivenUp(NOW, Mode.Obstacle.EXCHANGE_STAYED), none),
            new Mode.Islanding(NOW, new Mode.GivenUp(NOW, Mode.Obstacle.CHARGE_TOO_LOW), none),
            new Mode.Islanded(NOW, Mode.Cause.GRID_LOST, none, none),
            new Mode.Islanded(NOW, Mode.Cause.PLANNED, some, none),
            new Mode.BlackStart(NOW, Mode.Step.ENERGISING, NOW, 2, none),
            new Mode.Reconnecting(NOW, none, none, none),
            new Mode.Reconnecting(NOW, some, none, none),
            new Mode.Reconnecting(NOW, some, some, none));
    SiteActivity.Island island =
        new SiteActivity.Island(
            1,
            Optional.of(
                new SiteActivity.PlannedGensets(
                    true, true, Optional.of(ZonedDateTime.parse("2026-06-01T18:30:00Z")))));
    List<SiteActivity> activities =
        List.of(
            new SiteActivity.LeftAlone(),
            new SiteActivity.FollowsNetLoad(Optional.empty(), 0),
            new SiteActivity.Holds(true),
            new SiteActivity.Holds(false),
            new SiteActivity.Repeats(),
            island,
            new SiteActivity.BlackStarts(Mode.Step.CLEARING),
            new SiteActivity.MeetsGrid(island),
            new SiteActivity.DeadBus());
    for (Mode mode : modes) {
      Phrase told = SentenceWording.inMode(mode, Phrase.of("does.rest"));
      String german = Language.of("de").text(told);
      assertEquals(mode.name() + " (" + mode.reason() + "): rests", told.english());
      assertFalse(german.contains(mode.reason().english()), german);
      assertFalse(german.startsWith(mode.name()), german);
    }
    for (SiteActivity activity : activities) {
      Phrase told = SentenceWording.activity(activity);
      assertNotEquals(told.english(), Language.of("de").text(told));
    }
  }

  /** Whatever decides, and whichever way, is said in every language, with nothing left to fill. */
  @Test
  void every_choice_bound_and_price_has_words_in_every_language() {
    List<Language> languages = Language.all();
    assertTrue(languages.size() >= 2);
    for (Language language : languages) {
      List<Phrase> said = new ArrayList<>();
      for (Reason reason : Reason.values()) {
        assertTrue(language.has(Phrase.key("reason", reason)), reason::name);
        for (Action action : Action.values()) {
          said.add(SentenceWording.does(action, 2000));
          said.add(SentenceWording.choice(action, reason, Optional.of(NOW.instant())));
          said.add(SentenceWording.otherwise(action, reason));
        }
        for (LimitSource source : LimitSource.values()) {
          said.add(
              SentenceWording.bound(Bound.atMost(reason, 0).by(Optional.of(source)).keeping(3000)));
        }
      }
      for (ComparedPrice price : ComparedPrice.values()) {
        said.add(SentenceWording.price(price, 0.275));
      }
      for (Mode.Step step : Mode.Step.values()) {
        said.add(SentenceWording.activity(new SiteActivity.BlackStarts(step)));
      }
      for (boolean run : new boolean[] {true, false}) {
        for (boolean planned : new boolean[] {true, false}) {
          said.add(
              SentenceWording.activity(
                  new SiteActivity.Island(
                      0,
                      Optional.of(
                          new SiteActivity.PlannedGensets(run, planned, Optional.empty())))));
        }
      }
      for (Phrase one : said) {
        String text = language.text(one);
        assertFalse(text.isBlank() || text.matches(".*[{}].*|[a-z-]+[.][a-z.-]+"), text);
      }
    }
  }

  private static Explanation battery(Reason choice, double watts) {
    return battery(choice, watts, PRICES);
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

  private static MeasuredPowers measured(Estimate batteryW, Estimate pvW) {
    return new MeasuredPowers(known(0), batteryW, _ -> pvW, _ -> BalanceTerm.PV);
  }

  private static Estimate known(double watts) {
    return new Estimate.Known(watts, Estimate.How.MEASURED, NOW);
  }

  /** What the batteries do and why, with what is set measured, too. */
  private static String said(Explanation battery, Language language) {
    String told = sentence(battery, known(battery.value()), language);
    return told.substring(told.indexOf(": ") + 2);
  }

  private static String sentence(Explanation battery, Estimate measured, Language language) {
    return language.text(
        SiteSentence.of(AUTO, dispatch(battery, List.of()), measured(measured, known(0))));
  }

  private static Dispatch dispatch(Explanation battery, List<ExplainedSetpoint> others) {
    return new Dispatch(
        others,
        NOW,
        new SiteActivity.FollowsNetLoad(Optional.of(battery), 0),
        List.of(),
        List.of());
  }
}

package io.spikewatt.controller.report;

import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.dispatch.SiteActivity.PlannedGensets;
import io.spikewatt.controller.mode.GermanMode;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** German. */
record GermanWording() implements SentenceWording {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  @Override
  public String mode(Mode mode) {
    return GermanMode.name(mode) + " (" + GermanMode.reason(mode) + ")";
  }

  @Override
  public String activity(SiteActivity activity) {
    return switch (activity) {
      case SiteActivity.LeftAlone _ -> "kein Ausgang wird gestellt";
      case SiteActivity.FollowsNetLoad _ -> "keine Batterie zu stellen";
      case SiteActivity.Holds holds ->
          holds.requested() ? "Batterien und Autos wie verlangt" : "Batterien und Autos auf 0";
      case SiteActivity.Repeats _ -> "die letzten Sollwerte bleiben";
      case SiteActivity.Island island -> island(island);
      case SiteActivity.BlackStarts starts -> GermanMode.step(starts.step());
      case SiteActivity.MeetsGrid meets ->
          island(meets.island()) + ", Batterien halten ihre Leistung für die Netzrückkehr";
      case SiteActivity.DeadBus _ -> "nichts ist am toten Netz";
    };
  }

  private static String island(SiteActivity.Island island) {
    return "Batterien regeln selbst, Autos auf 0"
        + (island.plannedRelays() > 0
            ? ", nach Plan abgeworfene Lasten: " + island.plannedRelays()
            : "")
        + island.gensets().map(GermanWording::gensets).orElse("");
  }

  private static String gensets(PlannedGensets gensets) {
    String does = gensets.run() ? ", Generatoren laufen" : ", Generatoren ruhen";
    if (gensets.run() == gensets.planned()) {
      return does + " nach Plan" + gensets.until().map(at -> " bis " + TIME.format(at)).orElse("");
    }
    return does
        + (gensets.run() ? ": Ladung oder Mindestlauf" : ": Ladung oder Mindestruhe")
        + " geht dem Plan vor";
  }

  @Override
  public Locale locale() {
    return Locale.GERMANY;
  }

  @Override
  public String battery() {
    return "Batterie";
  }

  @Override
  public String measured(String does) {
    return "(gemessen: " + does + ")";
  }

  @Override
  public String does(Action action, double watts) {
    return switch (action) {
      case CHARGE -> "lädt " + kw(watts);
      case DISCHARGE -> "entlädt " + kw(watts);
      default -> "ruht";
    };
  }

  @Override
  public String choice(Action action, Reason choice, Optional<Instant> end) {
    return switch (choice) {
      case SELF_CONSUMPTION, STORE_AND_COVER ->
          switch (action) {
            case CHARGE -> "speichert Überschuss";
            case DISCHARGE -> "deckt Verbrauch";
            default -> "nichts zu speichern oder zu decken";
          };
      case STORE_AND_KEEP ->
          action == Action.CHARGE ? "speichert Überschuss" : "behält ihre Energie";
      case SELL_SURPLUS_AND_COVER ->
          action == Action.DISCHARGE ? "deckt Verbrauch" : "lässt Überschuss dem Netz";
      case SELL_SURPLUS_AND_KEEP -> "behält ihre Energie und lässt Überschuss dem Netz";
      case CHARGE_FROM_GRID -> "so viel sie kann, auch aus dem Netz";
      case DISCHARGE_TO_GRID -> "so viel sie kann, auch ins Netz";
      case REMOTE_REQUEST -> "wie verlangt" + end.map(at -> " bis " + at).orElse("");
      case STATE_UNKNOWN -> "Ladestand oder Leistung unbekannt";
      case GRID_UNKNOWN -> "Netzleistung unbekannt, wie zuvor";
      default -> ExplanationText.words(choice);
    };
  }

  @Override
  public String byRule(String choice) {
    return choice + ", nach Regel";
  }

  @Override
  public String because(String choice, List<String> prices) {
    String last = prices.getLast();
    return choice
        + ", denn "
        + String.join(", ", prices.subList(0, prices.size() - 1))
        + " und "
        + last;
  }

  @Override
  public String price(ComparedPrice price, double perKwh) {
    return switch (price) {
      case STORED -> number("eine gespeicherte kWh ist %.3f wert", perKwh);
      case IMPORT -> number("Bezug kostet %.3f", perKwh);
      case EXPORT -> number("Einspeisung bringt %.3f", perKwh);
    };
  }

  @Override
  public String otherwise(Action action, Reason choice) {
    return "sonst würde sie "
        + switch (choice) {
          case SELF_CONSUMPTION, STORE_AND_COVER -> "Überschuss speichern oder Verbrauch decken";
          case STORE_AND_KEEP ->
              action == Action.DISCHARGE
                  ? "ihre Energie behalten"
                  : "Überschuss speichern und ihre Energie behalten";
          case SELL_SURPLUS_AND_COVER ->
              action == Action.CHARGE
                  ? "den Überschuss dem Netz lassen"
                  : "Verbrauch decken und Überschuss dem Netz lassen";
          case SELL_SURPLUS_AND_KEEP ->
              action == Action.CHARGE ? "den Überschuss dem Netz lassen" : "ihre Energie behalten";
          case CHARGE_FROM_GRID -> "laden, auch aus dem Netz";
          case DISCHARGE_TO_GRID -> "entladen, auch ins Netz";
          default -> "ihrer Wahl folgen: " + ExplanationText.words(choice);
        };
  }

  @Override
  public String limited(String choice, String bound) {
    return choice + "; begrenzt, denn " + bound;
  }

  @Override
  public String bound(Bound bound) {
    return switch (bound.reason()) {
      case DEVICE_LIMIT -> "das Gerät lässt nicht mehr zu";
      case EMPTY -> "ihre untere Ladegrenze ist erreicht";
      case FULL -> "ihre obere Ladegrenze ist erreicht";
      case RESERVE -> "die Reserve bleibt";
      case PEAK ->
          "der Bezug bleibt unter " + kw(bound.gridW().orElse(0)) + " wegen der Monatsspitze";
      case REMOTE_REQUEST -> "eine Anforderung verlangt es";
      case NEGATIVE_PRICE -> "Einspeisung kostet Geld";
      case ZERO_EXCHANGE -> "der Austausch mit dem Netz wird auf 0 gebracht";
      case RAMP -> "die Leistung ändert sich schrittweise";
      case RECONNECT_RAMP -> "der Austausch wird nach einem Inselbetrieb hochgefahren";
      case WRITE_BUDGET -> "der Speicher des Geräts wird geschont";
      case NO_GRID_CHARGE -> "sie darf nicht aus dem Netz laden";
      case NO_GRID_DISCHARGE -> "sie darf nicht ins Netz entladen";
      case IMPORT_LIMIT -> "die Bezugsgrenze wird eingehalten" + who(bound);
      case EXPORT_LIMIT -> "die Einspeisegrenze wird eingehalten" + who(bound);
      default -> ExplanationText.words(bound.reason());
    };
  }

  private static String who(Bound bound) {
    return bound
        .by()
        .map(
            source ->
                switch (source) {
                  case GRID_OPERATOR -> " (Netzbetreiber)";
                  case CONFIGURED -> " (Konfiguration)";
                  case COMMAND -> " (Befehl)";
                })
        .orElse("");
  }

  @Override
  public String curtailed(String device, double watts, Bound bound) {
    return device + " wird auf " + kw(watts) + " gehalten, denn " + bound(bound);
  }
}

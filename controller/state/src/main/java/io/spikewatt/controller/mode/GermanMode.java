package io.spikewatt.controller.mode;

/** Names and reasons of modes in German. */
public final class GermanMode {

  private GermanMode() {}

  /** Name of a mode. */
  public static String name(Mode mode) {
    return switch (mode) {
      case Mode.Starting _ -> "Start";
      case Mode.Auto _ -> "Automatik";
      case Mode.SelfConsumption _ -> "Eigenverbrauch";
      case Mode.Hold _ -> "Halten";
      case Mode.Islanding _ -> "Netztrennung";
      case Mode.Islanded _ -> "Inselbetrieb";
      case Mode.BlackStart _ -> "Schwarzstart";
      case Mode.Reconnecting _ -> "Netzrückkehr";
      case Mode.IslandTest _ -> "Inselprobe";
    };
  }

  /** Why this mode; one short sentence, without the cause of a missing reading. */
  public static String reason(Mode mode) {
    if (mode instanceof Mode.ClosedLoop closed && closed.blindSince().isPresent()) {
      return "Netzleistung unbekannt, wird überbrückt";
    }
    return switch (mode) {
      case Mode.Starting _ -> "wartet auf erste Messwerte";
      case Mode.Auto _ -> "Plan in Kraft";
      case Mode.SelfConsumption self -> known(self.reason());
      case Mode.IslandTest test -> known(test.reason());
      case Mode.Hold hold ->
          hold.cause() instanceof Mode.GridPowerUnknown unknown
              ? "Netzleistung unbekannt" + reading(unknown.detail())
              : known(hold.reason());
      case Mode.Islanding islanding -> stage(islanding.stage());
      case Mode.Islanded island ->
          cause(island.cause())
              + (island.goodSince().isEmpty() ? "" : "; das Netz ist gut, abwarten, ob es bleibt");
      case Mode.BlackStart start -> step(start.step()) + ", Versuch " + start.attempt();
      case Mode.Reconnecting back ->
          back.rampSince().isPresent()
              ? "verbunden, der Austausch wird hochgefahren"
              : back.releasedSince().isPresent()
                  ? "der Netztrenner darf schließen"
                  : "das Netz blieb gut, Batterien halten ihre Leistung";
    };
  }

  /** A detail begins with the missing signal, if there is one; what follows is English. */
  private static String reading(String detail) {
    int end = detail.indexOf(": ");
    return end < 0 || detail.substring(0, end).contains(" ")
        ? ""
        : " (" + detail.substring(0, end) + ")";
  }

  private static String known(String english) {
    return switch (english) {
      case Mode.REQUESTED -> "vom Betreiber verlangt";
      case Mode.NO_PLAN -> "kein gültiger Plan";
      case Mode.SWITCH_STAYED_CLOSED -> "der Netztrenner öffnete nicht";
      case Mode.EXCHANGE_STAYED -> "der Austausch kam nicht nahe 0";
      case Mode.CHARGE_TOO_LOW -> "keine Batterie ist genug geladen";
      default -> english;
    };
  }

  private static String stage(Mode.Separation stage) {
    return switch (stage) {
      case Mode.Approach _ -> "der Austausch wird auf 0 gebracht";
      case Mode.SwitchOpening _ -> "der Austausch ist nahe 0, der Netztrenner soll öffnen";
      case Mode.GivenUp given -> known(given.why()) + ", wird später wieder versucht";
    };
  }

  private static String cause(Mode.Cause cause) {
    return switch (cause) {
      case GRID_LOST -> "das Netz ist ausgefallen";
      case SWITCH_OPEN -> "der Netztrenner hat geöffnet";
      case PLANNED -> "wie verlangt getrennt";
      case BLACK_START -> "schwarz gestartet";
    };
  }

  /** What a step of a black start does. */
  public static String step(Mode.Step step) {
    return switch (step) {
      case CLEARING -> "Lasten werden vom toten Netz genommen";
      case ENERGISING -> "eine Quelle soll das Netz aufbauen";
      case SETTLING -> "das eigene Netz steht, abwarten, ob es bleibt";
      case GIVEN_UP -> "das eigene Netz kam nicht hoch, ein Mensch muss helfen";
    };
  }
}

package io.spikewatt.controller.alarm;

import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** The sentences of all alarms. A new alarm is a new method here. */
public final class AlarmTexts {

  private AlarmTexts() {}

  /** A sentence in all languages. */
  record Worded(String english, String german) implements AlarmText {}

  private static AlarmText of(String english, String german) {
    return new Worded(english, german);
  }

  private static String watts(double watts) {
    return String.format(Locale.ROOT, "%.0f W", watts);
  }

  public static AlarmText importLimit(double excessW) {
    return of(
        "exceeded by " + watts(excessW) + " for too long",
        "Die Bezugsgrenze ist zu lange um " + watts(excessW) + " überschritten.");
  }

  public static AlarmText exportLimit(double excessW) {
    return of(
        "exceeded by " + watts(excessW) + " for too long",
        "Die Einspeisegrenze ist zu lange um " + watts(excessW) + " überschritten.");
  }

  public static AlarmText batteryUnknown(String device) {
    return of(
        device + ": state of charge or power unknown, held at 0",
        device + ": Ladestand oder Leistung ist unbekannt. Die Batterie bleibt auf 0.");
  }

  /**
   * @param relays how many are switched off
   */
  public static AlarmText shed(int relays) {
    return of(
        relays + " relay(s) shed load", "Lasten sind abgeworfen. Betroffene Relais: " + relays);
  }

  public static AlarmText batteriesNotCounted() {
    return of(
        "a limit was exceeded while the batteries did not follow their setpoints;"
            + " only what they are measured to do counts",
        "Eine Grenze am Netzanschluss war überschritten, weil die Batterien ihren Sollwerten nicht"
            + " folgten. Es zählt nur noch ihre gemessene Leistung.");
  }

  public static AlarmText hunting() {
    return of(
        "setpoints reverse too fast, the gain is lowered",
        "Die Regelung schwingt. Ihre Verstärkung ist verringert.");
  }

  /** A mode that needs a person's attention, by its reason in each language. */
  public static AlarmText mode(String english, String german) {
    return of(english, german);
  }

  /**
   * A device that does not follow its setpoint.
   *
   * @param flipped whether its sign is the opposite one
   * @param meter what measures it; empty = the device itself
   * @param claims whether the device itself says that it follows
   */
  public static AlarmText notFollowing(
      String device,
      double setW,
      double doesW,
      boolean flipped,
      Optional<String> meter,
      boolean claims) {
    return of(
        "%s is set to %s and does %s%s%s%s"
            .formatted(
                device,
                watts(setW),
                watts(doesW),
                meter.map(id -> " by " + id).orElse(""),
                flipped ? ", sign flipped" : "",
                claims ? ", while its own meter says that it follows" : ""),
        "%s soll %s leisten, gemessen sind %s%s.%s%s"
            .formatted(
                device,
                watts(setW),
                watts(doesW),
                meter.map(id -> " an " + id).orElse(""),
                flipped ? " Das Vorzeichen ist vertauscht." : "",
                claims ? " Das Gerät selbst meldet den Sollwert." : ""));
  }

  /**
   * @param inverted whether its configuration inverts it already
   */
  public static AlarmText meterInverted(String meter, boolean inverted) {
    return of(
        "grid meter sign is inverted: run commission, or "
            + (inverted ? "remove invert: true of " : "set invert: true of ")
            + meter,
        "Das Vorzeichen des Netzzählers ist vertauscht. commission ausführen oder bei "
            + meter
            + (inverted ? " invert: true entfernen." : " invert: true setzen."));
  }

  /**
   * @param batteries their ids
   */
  public static AlarmText meterBlind(String meter, String batteries) {
    return of(
        "meter does not see the battery: "
            + meter
            + " must measure the connection, with "
            + batteries
            + " behind it; run commission",
        "Der Netzzähler "
            + meter
            + " sieht die Batterie nicht. Er muss am Netzanschluss messen, vor "
            + batteries
            + ". commission ausführen.");
  }

  public static AlarmText meterTenfold(String meter) {
    return of(
        "grid meter shows about ten times the power: check the ratio of " + meter,
        "Der Netzzähler "
            + meter
            + " zeigt etwa die zehnfache Leistung. Sein Wandlerverhältnis prüfen.");
  }

  /** None of a device's signals has a value. */
  public static AlarmText device(String device, Fault fault) {
    return of(
        device + ": " + fault, device + " liefert keine Messwerte: " + german(fault.kind()) + ".");
  }

  public static AlarmText implausible(Signal signal, Fault fault) {
    return of(
        signal + " is not believed: " + fault,
        signal + " ist nicht glaubhaft: " + german(fault.kind()) + ".");
  }

  public static AlarmText setpointRefused(String device, Fault fault) {
    return of(
        device + " refused a setpoint: " + fault,
        device + " nimmt einen Sollwert nicht an: " + german(fault.kind()) + ".");
  }

  public static AlarmText writeFailed(String device, Fault fault) {
    return of(
        "writing to " + device + " failed: " + fault,
        "In " + device + " konnte nicht geschrieben werden: " + german(fault.kind()) + ".");
  }

  /**
   * @param detail what was found
   */
  public static AlarmText foreignWriter(String device, String detail) {
    return of(
        "somebody else writes to " + device + ": " + detail,
        "Eine andere Steuerung schreibt in " + device + ".");
  }

  public static AlarmText writeBudget(Signal signal, int perDay) {
    return of(
        signal + ": the " + perDay + " writes a day that its memory bears are used up",
        signal
            + ": Die "
            + perDay
            + " Schreibvorgänge am Tag, die der Gerätespeicher verträgt, sind verbraucht.");
  }

  /**
   * @param why the gate's reason
   */
  public static AlarmText gateRefused(Signal signal, String why) {
    return of(
        signal + " was refused by the gate: " + why,
        "Ein Sollwert für " + signal + " wurde zum Schutz der Anlage abgelehnt.");
  }

  /** A certificate of the connection to the broker. */
  public static AlarmText certificateEnds(LocalDate day) {
    return of(
        "a certificate of the connection to the broker ends on " + day + ": renew it",
        "Ein Zertifikat der Verbindung zum Broker endet am " + day + ". Es ist zu erneuern.");
  }

  /**
   * @param problem why it is not reached
   */
  public static AlarmText brokerAway(String problem) {
    return of(
        "the broker is not reached ("
            + problem
            + "): check that it runs, the network, and what mqtt says of address, user and"
            + " certificates; events, results and records wait for its return",
        "Der Broker ist nicht erreichbar. Ereignisse, Antworten und Viertelstundenwerte warten auf"
            + " seine Rückkehr.");
  }

  public static AlarmText messagesDropped(long dropped) {
    return of(
        "too many messages wait for the broker: the oldest " + dropped + " were dropped",
        "Zu viele Meldungen warten auf den Broker. Die ältesten " + dropped + " wurden verworfen.");
  }

  /**
   * @param series {@code load}, {@code pv}, {@code wind} or {@code price}
   */
  public static AlarmText forecastDrift(String series) {
    String german =
        switch (series) {
          case "load" -> "des Verbrauchs";
          case "pv" -> "der PV-Leistung";
          case "wind" -> "der Windleistung";
          case "price" -> "der Preise";
          default -> "von " + series;
        };
    return of(
        "the " + series + " forecast errs more than it used to; another model is learnt and tried",
        "Die Prognose "
            + german
            + " irrt mehr als früher. Ein anderes Modell wird gelernt und erprobt.");
  }

  /**
   * @param end of the last published one
   */
  public static AlarmText pricesMissing(Instant start, Instant end) {
    return of(
        "no price was published for "
            + start
            + ", the last one ends at "
            + end
            + ": a forecast, or the tariff, takes its place",
        "Für "
            + start
            + " ist kein Preis bekannt, der letzte gilt bis "
            + end
            + ". Eine Prognose oder der Tarif tritt an seine Stelle.");
  }

  /**
   * @param problem what cannot be read or written
   */
  public static AlarmText stateDirectory(String problem) {
    return of(problem, "Im Zustandsverzeichnis lässt sich etwas nicht lesen oder schreiben.");
  }

  /**
   * @param why what hinders it
   */
  public static AlarmText noPage(String why) {
    return of("there is no page: " + why, "Die Webseite fehlt. spikewatt status nennt den Grund.");
  }

  private static String german(Fault.Kind kind) {
    return switch (kind) {
      case NEVER_READ -> "seit dem Start nicht gelesen";
      case STALE -> "der letzte Wert ist veraltet";
      case UNREACHABLE -> "nicht erreichbar";
      case TIMEOUT -> "keine Antwort in der vorgesehenen Zeit";
      case BAD_FRAME -> "die Antwort verletzt das Protokoll";
      case REJECTED -> "das Gerät lehnt die Anfrage ab";
      case NOT_IMPLEMENTED -> "das Gerät kennt diesen Wert nicht";
      case BAD_QUALITY -> "das Gerät hält den Wert selbst für schlecht";
      case OUT_OF_RANGE -> "der Wert ist außerhalb des möglichen Bereichs";
      case FROZEN -> "der Wert ändert sich nicht mehr";
      case SPIKE -> "der Wert springt";
      case SIGN_FLIPPED -> "das Vorzeichen ist vertauscht";
      case CONTRADICTED -> "die anderen Geräte widersprechen ihm";
      case OFF -> "ausgeschaltet";
      case NOT_FOLLOWED -> "das Gerät folgt dem geschriebenen Wert nicht";
      case FOREIGN_WRITER -> "eine andere Steuerung schreibt";
      case WEAR -> "der Gerätespeicher wird geschont";
    };
  }
}

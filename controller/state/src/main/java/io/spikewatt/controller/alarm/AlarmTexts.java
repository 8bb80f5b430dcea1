package io.spikewatt.controller.alarm;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.signal.Signal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The texts of all alarms. A new alarm is a method here and a key in every words file. Only English
 * texts must show the value {@code cause}, which a program or device reports in English.
 */
public final class AlarmTexts {

  private AlarmTexts() {}

  private static Phrase of(String key, Map<String, ?> values) {
    return new Phrase("alarm." + key, values);
  }

  private static String watts(double watts) {
    return String.format(Locale.ROOT, "%.0f W", watts);
  }

  public static Phrase importLimit(double excessW) {
    return of("import-limit", Map.of("power", watts(excessW)));
  }

  public static Phrase exportLimit(double excessW) {
    return of("export-limit", Map.of("power", watts(excessW)));
  }

  public static Phrase batteryUnknown(String device) {
    return of("battery-unknown", Map.of("device", device));
  }

  /** {@code relays}: how many are switched off. */
  public static Phrase shed(int relays) {
    return of("shed", Map.of("relays", relays));
  }

  public static Phrase batteriesNotCounted() {
    return of("batteries-not-counted", Map.of());
  }

  public static Phrase hunting() {
    return of("hunting", Map.of());
  }

  /**
   * A device that does not follow its setpoint.
   *
   * @param flipped whether its sign is the opposite one
   * @param meter that measures it; empty = the device itself
   * @param claims whether the device itself says that it follows
   */
  public static Phrase notFollowing(
      String device,
      double setW,
      double doesW,
      boolean flipped,
      Optional<String> meter,
      boolean claims) {
    return of(
        "not-following",
        Map.of(
            "device",
            device,
            "set",
            watts(setW),
            "does",
            watts(doesW),
            "by",
            meter.<Object>map(id -> of("not-following.by", Map.of("meter", id))).orElse(""),
            "flipped",
            flipped ? of("not-following.flipped", Map.of()) : "",
            "claims",
            claims ? of("not-following.claims", Map.of()) : ""));
  }

  /** {@code inverted}: whether its configuration inverts it already. */
  public static Phrase meterInverted(String meter, boolean inverted) {
    return of(inverted ? "meter-inverted-twice" : "meter-inverted", Map.of("meter", meter));
  }

  /** {@code batteries}: their ids. */
  public static Phrase meterBlind(String meter, String batteries) {
    return of("meter-blind", Map.of("meter", meter, "batteries", batteries));
  }

  public static Phrase meterTenfold(String meter) {
    return of("meter-tenfold", Map.of("meter", meter));
  }

  /** None of a device's signals has a value. */
  public static Phrase device(String device, Fault fault) {
    return faulty("device", "device", device, fault);
  }

  public static Phrase implausible(Signal signal, Fault fault) {
    return faulty("implausible", "signal", signal, fault);
  }

  public static Phrase setpointRefused(String device, Fault fault) {
    return faulty("setpoint-refused", "device", device, fault);
  }

  public static Phrase writeFailed(String device, Fault fault) {
    return faulty("write-failed", "device", device, fault);
  }

  private static Phrase faulty(String key, String place, Object what, Fault fault) {
    String cause = fault.detail().isEmpty() ? "" : ": " + fault.detail();
    return of(key, Map.of(place, what, "fault", Phrase.of("fault", fault.kind()), "cause", cause));
  }

  /** {@code detail}: the evidence. */
  public static Phrase foreignWriter(String device, String detail) {
    return of("foreign-writer", Map.of("device", device, "cause", detail));
  }

  public static Phrase writeBudget(Signal signal, int perDay) {
    return of("write-budget", Map.of("signal", signal, "writes", perDay));
  }

  /** {@code why}: the gate's reason. */
  public static Phrase gateRefused(Signal signal, String why) {
    return of("gate-refused", Map.of("signal", signal, "cause", why));
  }

  /** A certificate of the connection to the broker. */
  public static Phrase certificateEnds(LocalDate day) {
    return of("certificate-ends", Map.of("day", day));
  }

  /** {@code problem}: why it is not reached. */
  public static Phrase brokerAway(String problem) {
    return of("broker-away", Map.of("cause", problem));
  }

  public static Phrase messagesDropped(long dropped) {
    return of("messages-dropped", Map.of("messages", dropped));
  }

  /** {@code series}: {@code load}, {@code pv}, {@code wind} or {@code price}. */
  public static Phrase forecastDrift(String series) {
    return of("forecast-drift", Map.of("series", Phrase.of("series." + series)));
  }

  /**
   * {@code series}: {@code load}, {@code pv} or {@code wind}; {@code obstacle}: word of the reason,
   * as {@code missing}.
   */
  public static Phrase forecastWeather(String series, String obstacle) {
    return of(
        "forecast-weather",
        Map.of(
            "series",
            Phrase.of("series." + series),
            "obstacle",
            Phrase.of("weather-obstacle." + obstacle)));
  }

  /** {@code end}: of the last published one. */
  public static Phrase pricesMissing(Instant start, Instant end) {
    return of("prices-missing", Map.of("start", start, "end", end));
  }

  /** Sources are configured, and none has given a price for the slot that begins then. */
  public static Phrase noPriceYet(Instant start) {
    return of("prices-missing-yet", Map.of("start", start));
  }

  /** {@code year}: the calendar year without known fees. */
  public static Phrase networkFeesExpired(int year) {
    return of("network-fees-expired", Map.of("year", String.valueOf(year)));
  }

  /** {@code problem}: the file that cannot be read or written. */
  public static Phrase stateDirectory(String problem) {
    return of("state-directory", Map.of("cause", problem));
  }

  /** {@code why}: the obstacle to its start. */
  public static Phrase noAssistant(String why) {
    return of("assistant", Map.of("cause", ": " + why));
  }

  /** {@code why}: the obstacle. */
  public static Phrase noPage(String why) {
    return of("no-page", Map.of("cause", why));
  }

  /** {@code cause}: reason of the last failure. */
  public static Phrase notifyFailing(String target, String cause) {
    return of("notify-failing", Map.of("target", target, "cause", ": " + cause));
  }

  /**
   * A source's values in another unit, refused.
   *
   * @param found usual size of its values, currency or kg a kWh
   * @param before usual size of its earlier values
   */
  public static Phrase sourceUnitChanged(String source, double found, double before) {
    return of(
        "source-unit-changed",
        Map.of("source", source, "found", size(found), "before", size(before)));
  }

  /** As {@link #sourceUnitChanged}, beside the tariff's {@code usual} size. */
  public static Phrase sourceUnitUnlikely(String source, double found, double usual) {
    return of(
        "source-unit-unlikely",
        Map.of("source", source, "found", size(found), "usual", size(usual)));
  }

  private static String size(double perKwh) {
    return BigDecimal.valueOf(perKwh)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }

  /** {@code cause}: reason of the last failure. */
  public static Phrase sourceFailing(String source, String cause) {
    return of("source-failing", Map.of("source", source, "cause", ": " + cause));
  }
}

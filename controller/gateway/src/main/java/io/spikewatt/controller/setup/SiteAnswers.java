package io.spikewatt.controller.setup;

import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of a site that no device reports.
 *
 * @param name {@code [a-z0-9-]+}
 * @param position empty = forecasts know no sun path
 * @param importW largest power from the grid, W
 * @param exportW largest power into the grid, W
 * @param sources of prices that change by the hour and of predicted weather
 */
record SiteAnswers(
    String name,
    ZoneId zone,
    Optional<Position> position,
    long importW,
    long exportW,
    Prices prices,
    Sources sources,
    Outlets outlets) {

  /**
   * @param latitude degrees, north positive
   * @param longitude degrees, east positive
   */
  record Position(double latitude, double longitude) {}

  /**
   * Prices of a kWh.
   *
   * @param currency ISO 4217 code
   */
  record Prices(String currency, double imported, double exported) {}

  /**
   * What comes from the Internet.
   *
   * @param hourly prices that change by the hour; empty = none
   * @param weather empty = none
   */
  record Sources(Optional<HourlyPrices> hourly, Optional<WeatherSource> weather) {

    /** As a file without this section. */
    static final Sources NONE = new Sources(Optional.empty(), Optional.empty());
  }

  /**
   * Prices that change by the hour.
   *
   * @param source id of a shipped source
   * @param settings that the source asks for
   * @param addends what the supplier adds to the exchange's price; empty = the source gives the
   *     whole price
   */
  record HourlyPrices(String source, Map<String, String> settings, Optional<Addends> addends) {}

  /**
   * Weather that is predicted for the site.
   *
   * @param source id of a shipped source
   * @param settings that the source asks for
   */
  record WeatherSource(String source, Map<String, String> settings) {}

  /**
   * A topic of an ntfy server.
   *
   * @param server its address
   */
  record NtfyTopic(String server, String topic) {}

  /**
   * @param perKwh addend before taxes, currency a kWh
   * @param taxesPct taxes on energy and addend, %
   */
  record Addends(double perKwh, double taxesPct) {}

  /**
   * Outlets that show the site.
   *
   * @param broker address of the MQTT broker; empty = none
   * @param homeAssistant whether it is announced to Home Assistant over the broker
   * @param page address at which the web page listens; empty = no page
   * @param notified of alarms; empty = nobody is
   */
  record Outlets(
      Optional<String> broker,
      boolean homeAssistant,
      Optional<String> page,
      Optional<NtfyTopic> notified) {

    /** As a file without these sections. */
    static final Outlets NONE =
        new Outlets(Optional.empty(), false, Optional.empty(), Optional.empty());
  }

  /** Careful guesses: 3 x 16 A from the grid, nothing into it. */
  static SiteAnswers guessed() {
    ZoneId here = ZoneId.systemDefault();
    return new SiteAnswers(
        "site",
        here.getId().contains("/") ? here : ZoneId.of("UTC"),
        Optional.empty(),
        11_000,
        0,
        new Prices("EUR", 0.30, 0.08),
        Sources.NONE,
        Outlets.NONE);
  }
}

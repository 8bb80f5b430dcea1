package io.spikewatt.controller.report;

import io.spikewatt.controller.forecast.WeatherUse;
import io.spikewatt.controller.json.JsonWriter;

/** How far predicted weather is in a forecast, for documents and for people. */
public final class ForecastWeather {

  private ForecastWeather() {}

  /** Writes the share of the forecast with weather, and what keeps it from being all. */
  public static void write(JsonWriter body, WeatherUse use) {
    body.put("sharePct", use.sharePct());
    if (use.obstacle().isPresent()) {
      body.put("obstacle", JsonWriter.word(use.obstacle().get()));
    }
    if (use.flaw().isPresent()) {
      body.put("flaw", JsonWriter.word(use.flaw().get()));
    }
  }

  /** The same for people. */
  public static String text(WeatherUse use) {
    String obstacle = use.obstacle().isPresent() ? JsonWriter.word(use.obstacle().get()) : "";
    String flaw = use.flaw().isPresent() ? JsonWriter.word(use.flaw().get()) : "";
    return text(use.sharePct(), obstacle, flaw);
  }

  /**
   * As {@code with weather}, {@code without weather: late} or {@code 40 % with weather, whose
   * predictions are too bright}.
   */
  public static String text(int sharePct, String obstacle, String flaw) {
    String share =
        switch (sharePct) {
          case 0 -> "without weather";
          case 100 -> "with weather";
          default -> sharePct + " % with weather";
        };
    return share
        + (flaw.isEmpty() ? "" : ", whose predictions are " + flaw.replace('-', ' '))
        + (obstacle.isEmpty() ? "" : ": " + obstacle.replace('-', ' '));
  }
}

package io.spikewatt.controller.assist;

import io.spikewatt.config.words.EnergyPrice;
import io.spikewatt.controller.assistant.mcp.QuotedText;
import io.spikewatt.controller.view.SiteReading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Numbers and times of one site in English, rounded half away from zero.
 *
 * @param reading whose zone, currency and time count
 */
record FigureWords(SiteReading reading) {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM", Locale.ENGLISH);

  /** Characters of a text of the site that an answer quotes. */
  private static final int MOST_QUOTED = 200;

  private static final double SECONDS_PER_HOUR = 3600;

  ZoneId zone() {
    return reading.site().zone();
  }

  Instant now() {
    return reading.now().instant();
  }

  LocalDate today() {
    return now().atZone(zone()).toLocalDate();
  }

  static String number(double value, int decimals) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? rounded.abs().toPlainString() : rounded.toPlainString();
  }

  static String watts(double watts) {
    return number(watts, 0) + " W";
  }

  static String percent(double percent, int decimals) {
    return number(percent, decimals) + " %";
  }

  static String kwh(double wh) {
    return number(wh / 1000, 1) + " kWh";
  }

  static String hours(double seconds) {
    return number(seconds / SECONDS_PER_HOUR, 2) + " h";
  }

  String money(double amount) {
    return money(amount, 2);
  }

  String money(double amount, int decimals) {
    return number(amount, decimals) + " " + reading.site().tariff().currency();
  }

  /** Such as {@code 31.2 ct/kWh}. */
  String price(double perKwh) {
    return reading.site().reader(now()).priceText(new EnergyPrice(perKwh, 1));
  }

  /** Such as {@code 03:00}, with the day where it is not today. */
  String time(Instant at) {
    ZonedDateTime local = at.atZone(zone());
    String time = TIME.format(local);
    return local.toLocalDate().equals(today()) ? time : day(local.toLocalDate()) + " " + time;
  }

  /** Such as {@code 31 October}, with the year where it is not this one. */
  String day(LocalDate day) {
    return DAY.format(day) + (day.getYear() == today().getYear() ? "" : " " + day.getYear());
  }

  Instant midnight(LocalDate day) {
    return day.atStartOfDay(zone()).toInstant();
  }

  /** A text that the site or somebody else wrote. */
  static String quoted(String text) {
    return QuotedText.of(text, MOST_QUOTED);
  }
}

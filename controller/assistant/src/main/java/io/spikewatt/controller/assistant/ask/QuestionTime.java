package io.spikewatt.controller.assistant.ask;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Times that a question names in English or German, on the site's clock. A date without a year is
 * the latest one that is not in the future.
 *
 * @param day a single day
 * @param clock a time of day
 * @param period a calendar period until now, a single day included
 */
record QuestionTime(Optional<LocalDate> day, Optional<LocalTime> clock, Optional<Period> period) {

  /**
   * A calendar period.
   *
   * @param word {@code day}, {@code week}, {@code month} or {@code year}
   * @param from its first day
   */
  record Period(String word, LocalDate from) {}

  /** Names of a month in both languages; their first three letters are unique. */
  private static final List<String> MONTHS =
      List.of(
          "january|januar|jan",
          "february|februar|feb",
          "march|märz|mar",
          "april|apr",
          "may|mai",
          "june|juni|jun",
          "july|juli|jul",
          "august|aug",
          "september|sept?",
          "october|oktober|oct|okt",
          "november|nov",
          "december|dezember|dec|dez");

  private static final List<String> WEEKDAYS =
      List.of(
          "monday|montag",
          "tuesday|dienstag",
          "wednesday|mittwoch",
          "thursday|donnerstag",
          "friday|freitag",
          "saturday|samstag|sonnabend",
          "sunday|sonntag");

  private static final Pattern ISO = Pattern.compile("\\b(\\d{4})-(\\d{2})-(\\d{2})\\b");
  private static final Pattern DIGITAL = Pattern.compile("\\b([01]?\\d|2[0-3])[:.]([0-5]\\d)\\b");
  private static final Pattern TWELVE = Pattern.compile("\\b(1[0-2]|0?[1-9]) ?([ap])\\.?m\\b");
  private static final Pattern HOUR =
      Pattern.compile("\\b(?:at|um|gegen) ([01]?\\d|2[0-3])\\b(?! ?%|[:.]\\d)(?: ?uhr)?");
  private static final Pattern UHR = Pattern.compile("\\b([01]?\\d|2[0-3]) ?uhr\\b");

  /**
   * Times of a question.
   *
   * @param question in lower case
   * @param now on the site's clock
   */
  static QuestionTime of(String question, LocalDateTime now) {
    LocalDate today = now.toLocalDate();
    Optional<LocalTime> clock = clock(question);
    Optional<LocalDate> day = day(question, today);
    Optional<Period> period =
        range(question, today)
            .or(() -> day.map(date -> new Period("day", date)))
            .or(() -> longer(question, today));
    return new QuestionTime(day, clock, period.filter(one -> !one.from.isAfter(today)));
  }

  private static Optional<LocalTime> clock(String question) {
    Matcher twelve = TWELVE.matcher(question);
    if (twelve.find()) {
      int hour = Integer.parseInt(twelve.group(1)) % 12;
      return Optional.of(LocalTime.of(twelve.group(2).equals("p") ? hour + 12 : hour, 0));
    }
    Matcher digital = DIGITAL.matcher(question);
    if (digital.find()) {
      return Optional.of(
          LocalTime.of(Integer.parseInt(digital.group(1)), Integer.parseInt(digital.group(2))));
    }
    for (Pattern pattern : List.of(UHR, HOUR)) {
      Matcher hour = pattern.matcher(question);
      if (hour.find()) {
        return Optional.of(LocalTime.of(Integer.parseInt(hour.group(1)), 0));
      }
    }
    return Optional.empty();
  }

  private static Optional<LocalDate> day(String question, LocalDate today) {
    Matcher iso = ISO.matcher(question);
    if (iso.find()) {
      return date(
          Integer.parseInt(iso.group(1)),
          Integer.parseInt(iso.group(2)),
          Integer.parseInt(iso.group(3)));
    }
    for (int month = 1; month <= MONTHS.size(); month++) {
      String name = "(?:" + MONTHS.get(month - 1) + ")";
      Matcher before =
          Pattern.compile("\\b(\\d{1,2})\\.?(?:st|nd|rd|th)? " + name + "\\b").matcher(question);
      Matcher after = Pattern.compile("\\b" + name + " (\\d{1,2})\\b(?!:)").matcher(question);
      for (Matcher found : List.of(before, after)) {
        if (found.find()) {
          return notAfter(today, month, Integer.parseInt(found.group(1)));
        }
      }
    }
    if (says(question, "yesterday|gestern|gestrigen?")) {
      return Optional.of(today.minusDays(1));
    }
    if (says(question, "today|heute")) {
      return Optional.of(today);
    }
    return IntStream.range(0, WEEKDAYS.size())
        .filter(i -> says(question, WEEKDAYS.get(i)))
        .mapToObj(i -> today.with(TemporalAdjusters.previous(DayOfWeek.of(i + 1))))
        .findFirst();
  }

  /** A week that is named by its first and last day. */
  private static Optional<Period> range(String question, LocalDate today) {
    Matcher range =
        Pattern.compile("\\b(\\d{1,2})\\.? (?:to|until|bis(?: zum)?) (\\d{1,2})\\b")
            .matcher(question);
    Optional<LocalDate> last = day(question, today);
    if (!range.find() || last.isEmpty()) {
      return Optional.empty();
    }
    LocalDate first = last.get().minusDays(6);
    boolean isWeek =
        first.getDayOfWeek() == DayOfWeek.MONDAY
            && first.getDayOfMonth() == Integer.parseInt(range.group(1));
    return isWeek ? Optional.of(new Period("week", first)) : Optional.empty();
  }

  private static Optional<Period> longer(String question, LocalDate today) {
    LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    LocalDate month = today.withDayOfMonth(1);
    LocalDate year = today.withDayOfYear(1);
    String last = "(?:last|previous|past|letzten?|letztes|vorigen?|voriges) ";
    String current = "(?:this|diesen?|dieses|dieser) ";
    for (Period one :
        List.of(
            new Period("week|woche", monday),
            new Period("month|monat", month),
            new Period("year|jahr", year))) {
      String word = one.word.substring(0, one.word.indexOf('|'));
      if (says(question, last + "(?:" + one.word + ")s?")) {
        return Optional.of(
            new Period(
                word,
                switch (word) {
                  case "week" -> one.from.minusWeeks(1);
                  case "month" -> one.from.minusMonths(1);
                  default -> one.from.minusYears(1);
                }));
      }
      if (says(question, current + "(?:" + one.word + ")")) {
        return Optional.of(new Period(word, one.from));
      }
    }
    return IntStream.rangeClosed(1, MONTHS.size())
        .filter(i -> says(question, "(?:in|of|im|vom|for|during) (?:" + MONTHS.get(i - 1) + ")"))
        .boxed()
        .flatMap(i -> notAfter(today, i, 1).stream())
        .map(first -> new Period("month", first))
        .findFirst();
  }

  private static Optional<LocalDate> notAfter(LocalDate today, int month, int day) {
    return date(today.getYear(), month, day)
        .filter(date -> !date.isAfter(today))
        .or(() -> date(today.getYear() - 1, month, day));
  }

  private static Optional<LocalDate> date(int year, int month, int day) {
    try {
      return Optional.of(LocalDate.of(year, month, day));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static boolean says(String question, String words) {
    return Pattern.compile("\\b(?:" + words + ")\\b", Pattern.UNICODE_CHARACTER_CLASS)
        .matcher(question)
        .find();
  }
}

package io.spikewatt.controller.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Predictions of one station in a zipped KML document of the German weather service: a list of
 * times, and for each element a list of values between spaces, {@code -} where there is none.
 *
 * @param issued the service's issue time
 * @param times of the values
 * @param elements with the attribute {@code elementName}
 */
record MosmixDocument(Instant issued, List<Instant> times, List<XmlTree> elements) {

  /** Largest document, bytes: real ones of 115 elements have 350 kB. */
  static final int MOST_BYTES = 1024 * 1024;

  /** Characters of the values of an element: those of 247 hours have 3,000. */
  private static final int LONGEST_VALUES = 20_000;

  private static final String MISSING = "-";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{0,9})?");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  MosmixDocument {
    times = List.copyOf(times);
    elements = List.copyOf(elements);
  }

  static MosmixDocument of(byte[] answer) throws AnswerProblem {
    XmlTree document = XmlTree.of(unzipped(answer), LONGEST_VALUES).required("Document");
    XmlTree definition = document.required("ExtendedData").required("ProductDefinition");
    Instant issued = time("IssueTime", definition.required("IssueTime").text());
    List<Instant> times = new ArrayList<>();
    for (XmlTree step : definition.required("ForecastTimeSteps").all("TimeStep").toList()) {
      times.add(time("TimeStep " + (times.size() + 1), step.text()));
    }
    SlotSeries.requireFew(times.size());
    List<XmlTree> stations = document.all("Placemark").toList();
    if (stations.size() != 1) {
      throw new AnswerProblem("Placemark", "one station", String.valueOf(stations.size()));
    }
    return new MosmixDocument(
        issued, times, stations.getFirst().required("ExtendedData").all("Forecast").toList());
  }

  /** The one document in the archive; no more than {@link #MOST_BYTES} are unpacked. */
  private static byte[] unzipped(byte[] answer) throws AnswerProblem {
    try (ZipInputStream archive = new ZipInputStream(new ByteArrayInputStream(answer))) {
      ZipEntry entry = archive.getNextEntry();
      if (entry == null || !entry.getName().toLowerCase(Locale.ROOT).endsWith(".kml")) {
        throw new AnswerProblem(
            "answer",
            "a zip archive with a .kml file first",
            entry == null ? "no archive" : AnswerProblem.shown(entry.getName()));
      }
      byte[] document = archive.readNBytes(MOST_BYTES + 1);
      if (document.length > MOST_BYTES) {
        throw new AnswerProblem("answer", "at most " + MOST_BYTES + " bytes unzipped", "more");
      }
      return document;
    } catch (IOException | IllegalArgumentException e) {
      throw new AnswerProblem(
          "answer",
          "a zip archive",
          "a damaged one: " + AnswerProblem.shown(String.valueOf(e.getMessage())));
    }
  }

  private static Instant time(String where, String text) throws AnswerProblem {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new AnswerProblem(
          where, "a time such as 2026-02-01T03:00:00.000Z", AnswerProblem.shown(text));
    }
  }

  /** Values of an element by time; empty if it is optional and missing. */
  List<TimedValue> values(ValuePlace place) throws AnswerProblem {
    Optional<XmlTree> element =
        elements.stream()
            .filter(one -> one.attribute("elementName").equals(Optional.of(place.path())))
            .findFirst();
    if (element.isEmpty() && place.optional()) {
      return List.of();
    }
    if (element.isEmpty()) {
      throw new AnswerProblem("Forecast", "an element " + place.path(), "none of that name");
    }
    String[] texts = SPACES.split(element.get().required("value").text());
    if (texts.length != times.size()) {
      throw new AnswerProblem(
          place.path(), "%d values".formatted(times.size()), String.valueOf(texts.length));
    }
    List<TimedValue> values = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      String where = place.path() + ", value " + (i + 1);
      values.add(new TimedValue(where, times.get(i), Optional.empty(), value(where, texts[i])));
    }
    return values;
  }

  private static OptionalDouble value(String where, String text) throws AnswerProblem {
    if (text.equals(MISSING)) {
      return OptionalDouble.empty();
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new AnswerProblem(where, "a number or -", AnswerProblem.shown(text));
    }
    return OptionalDouble.of(Double.parseDouble(text));
  }
}

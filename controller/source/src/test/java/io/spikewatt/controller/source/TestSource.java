package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.spikewatt.config.load.LoadedSource;
import io.spikewatt.config.load.SourceLoader;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.site.SiteSource.SourceFiles;
import io.spikewatt.config.source.SourceDescription;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Sources as a site names them, and readings taken apart. */
final class TestSource {

  private TestSource() {}

  static SiteSource shipped(String id) {
    return of(SourceLoader.shipped(id), Map.of());
  }

  static SiteSource shipped(String id, Map<String, String> settings) {
    return of(SourceLoader.shipped(id), settings);
  }

  static SiteSource of(SourceDescription description, Map<String, String> settings) {
    return new SiteSource(
        description.id(),
        description,
        Optional.empty(),
        Optional.empty(),
        new SourceFiles(Optional.empty(), Optional.empty()),
        settings,
        Optional.empty(),
        description.unit());
  }

  static SourceDescription described(String yaml) {
    return switch (SourceLoader.load(yaml.getBytes(UTF_8), "mine.yaml")) {
      case LoadedSource.Ok ok -> ok.source();
      case LoadedSource.Failed failed -> fail(failed.problems().toString());
    };
  }

  /** Local days of the source's zone, inclusive. */
  static RequestPeriod days(SiteSource source, String first, String last) {
    return RequestPeriod.days(
        LocalDate.parse(first), LocalDate.parse(last), source.description().schedule().zone());
  }

  static SourceReading read(SiteSource source, String answer, RequestPeriod asked) {
    return AnswerReader.read(source, answer.getBytes(UTF_8), asked);
  }

  static List<SourceSlot> slots(SourceReading reading) {
    return assertInstanceOf(
            SourceReading.Slots.class, reading, () -> "expected slots, got " + reading)
        .slots();
  }

  static void assertNoneYet(String part, SourceReading reading) {
    SourceReading.NoneYet none =
        assertInstanceOf(SourceReading.NoneYet.class, reading, reading::toString);
    assertTrue(none.why().contains(part), none.why());
  }

  static void assertUnusable(String part, SourceReading reading) {
    SourceReading.Unusable unusable =
        assertInstanceOf(SourceReading.Unusable.class, reading, reading::toString);
    assertTrue(unusable.toString().contains(part), unusable.toString());
    assertTrue(unusable.toString().length() < 400, unusable.toString());
  }

  static SourceSlot slot(String start, String end, double value) {
    return new SourceSlot(Instant.parse(start), Instant.parse(end), value);
  }
}

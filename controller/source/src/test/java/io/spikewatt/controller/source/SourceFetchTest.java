package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.SourceQuantity;
import io.spikewatt.controller.source.SourceService.Reply;
import io.spikewatt.controller.source.SourceService.Seen;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.Letterbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The site's sources against a service with TLS on loopback, well-behaved and not. */
@Timeout(60)
final class SourceFetchTest {

  private static final Duration HOUR = Duration.ofHours(1);

  /** 12:30 in Berlin: tomorrow's prices are not published yet. */
  private static final Instant NOON = Instant.parse("2026-11-30T11:30:00Z");

  private static final Instant TODAY = Instant.parse("2026-11-29T23:00:00Z");

  @TempDir private Path folder = Path.of("");
  private final List<SourceAnswer> answers = new ArrayList<>();
  private final List<SourceService> services = new ArrayList<>();
  private OptionalDouble tariffSize = OptionalDouble.of(0.3);

  @AfterEach
  void close() {
    services.forEach(SourceService::close);
  }

  private SiteSource source(Function<Seen, Reply> replies)
      throws IOException, GeneralSecurityException {
    return source(NOON.minus(HOUR), replies);
  }

  private SiteSource source(Instant made, Function<Seen, Reply> replies)
      throws IOException, GeneralSecurityException {
    // The certificate's time is that of the machine, not of the injected clock.
    SourceService service = SourceService.replying(folder, made, replies);
    services.add(service);
    return service.serving(TestSource.shipped("awattar"));
  }

  private SiteSources sources(SiteSource... all) {
    return sources(new Letterbox(), all);
  }

  private SiteSources sources(MessagePort port, SiteSource... all) {
    return SiteSources.of(List.of(all), port, folder, () -> 0);
  }

  @Test
  void gateways_that_start_at_once_do_not_ask_in_the_same_second() throws Exception {
    SiteSource source = source(seen -> today());
    SiteSources sources =
        SiteSources.of(List.of(source), new Letterbox(), folder, () -> Long.MAX_VALUE);
    tick(sources, NOON);
    assertEquals(0, seen().size());
    tick(sources, NOON.plusSeconds(20));
    assertEquals(1, seen().size());
  }

  private Map<String, SourceFailure> tick(SiteSources sources, Instant now) {
    return sources.tick(
        answers::add,
        quantity -> quantity == SourceQuantity.EMISSIONS ? OptionalDouble.empty() : tariffSize,
        moment(now));
  }

  private SourceFailure failure(SiteSources sources, Instant now) {
    return Objects.requireNonNull(tick(sources, now).get("awattar"));
  }

  private static Moment moment(Instant now) {
    return new Moment(Duration.between(TODAY, now).toNanos(), now);
  }

  private List<Seen> seen() {
    return services.getLast().seen();
  }

  /** Hours of an exchange, EUR/MWh; no two days are equal. */
  private static String hours(Instant from, int hours, double scale) {
    List<String> rows = new ArrayList<>();
    for (int k = 0; k < hours; k++) {
      Instant start = from.plus(HOUR.multipliedBy(k));
      rows.add(
          String.format(
              Locale.ROOT,
              "{\"start_timestamp\": %d, \"end_timestamp\": %d, \"marketprice\": %.2f,"
                  + " \"unit\": \"Eur/MWh\"}",
              start.toEpochMilli(),
              start.plus(HOUR).toEpochMilli(),
              scale * (80 + 37 * Math.sin(start.getEpochSecond() / 9_000.0))));
    }
    return "{\"object\": \"list\", \"data\": [" + String.join(",", rows) + "]}";
  }

  private static Reply today() {
    return Reply.of(hours(TODAY, 24, 1));
  }

  private SourceStatus status(SiteSources sources, Instant now) {
    return sources.status(now).getFirst();
  }

  @Test
  void today_is_asked_for_once_and_tomorrow_from_its_publication_on() throws Exception {
    SiteSources sources =
        sources(source(seen -> Reply.of(hours(TODAY, seen().size() < 3 ? 24 : 48, 1))));
    assertEquals(Map.of(), tick(sources, NOON));
    assertEquals(24, answers.getFirst().slots().size());
    assertEquals(Optional.of(TODAY.plus(Duration.ofDays(1))), status(sources, NOON).until());
    tick(sources, NOON.plus(HOUR));
    assertEquals(1, seen().size(), "today is known");
    Instant published = NOON.plus(Duration.ofMinutes(110));
    tick(sources, published);
    assertEquals(2, seen().size());
    assertEquals(1, answers.size(), "nothing new");
    tick(sources, published.plus(Duration.ofMinutes(59)));
    assertEquals(2, seen().size(), "not more often than its least interval");
    Instant later = published.plus(HOUR);
    tick(sources, later);
    assertEquals(48, answers.getLast().slots().size());
    assertEquals(Optional.of(TODAY.plus(Duration.ofDays(2))), status(sources, later).until());
    tick(sources, later.plus(Duration.ofHours(3)));
    assertEquals(3, seen().size(), "all is known");
    assertTrue(seen().getFirst().uri().contains("start=" + TODAY.toEpochMilli()));
  }

  @Test
  void a_restart_asks_no_more_often_and_passes_on_what_was_known() throws Exception {
    SiteSource source = source(seen -> today());
    tick(sources(source), NOON);
    answers.clear();
    SiteSources again = sources(source);
    tick(again, NOON.plus(Duration.ofMinutes(5)));
    assertEquals(1, seen().size());
    assertEquals(24, answers.getFirst().slots().size());
    assertEquals(Optional.of(NOON), status(again, NOON).answered());
  }

  @Test
  void the_last_answer_is_kept_over_an_outage_for_three_days() throws Exception {
    SiteSource source =
        source(seen -> seen().size() == 1 ? Reply.of(hours(TODAY, 48, 1)) : Reply.of(500, ""));
    tick(sources(source), NOON);
    Instant late = NOON.plus(Duration.ofHours(30));
    answers.clear();
    SiteSources again = sources(source);
    tick(again, late);
    assertEquals(48, answers.getFirst().slots().size());
    assertEquals(TODAY.plus(Duration.ofDays(2)), answers.getFirst().slots().getLast().end());
    assertTrue(status(again, late).problem().orElseThrow().contains("status 500"));
    SiteSources tooLate = sources(source);
    answers.clear();
    Instant days = NOON.plus(Duration.ofHours(73));
    tick(tooLate, days);
    assertEquals(List.of(), answers);
    assertEquals(Optional.empty(), status(tooLate, days).answered());
  }

  /** It named the times of each slot. */
  @Test
  void a_file_of_the_version_before_is_known_after_an_upgrade() throws Exception {
    SiteSource source = source(seen -> today());
    tick(sources(source), NOON);
    List<SourceSlot> slots = answers.getFirst().slots();
    Path file = folder.resolve("sources.properties");
    Properties kept = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      kept.load(reader);
    }
    List<String> texts = new ArrayList<>();
    for (SourceSlot slot : slots) {
      texts.add(
          slot.start().getEpochSecond() + "/" + slot.end().getEpochSecond() + "/" + slot.value());
    }
    assertNotNull(kept.setProperty("awattar.slots", String.join(" ", texts)));
    try (Writer writer = Files.newBufferedWriter(file)) {
      kept.store(writer, "");
    }
    answers.clear();
    tick(sources(source), NOON.plus(Duration.ofMinutes(5)));
    assertEquals(slots, answers.getFirst().slots());
    assertEquals(1, seen().size());
  }

  /** A file of four blocks, written with each answer, is half a megabyte of flash a day. */
  @Test
  void an_answer_of_two_days_fits_in_a_block_of_flash() throws Exception {
    tick(sources(source(seen -> Reply.of(hours(TODAY, 48, 1)))), NOON);
    long bytes = Files.size(folder.resolve("sources.properties"));
    assertTrue(bytes <= 4096 / 4, bytes + " bytes for 48 slots of 192");
  }

  @Test
  void a_source_that_is_away_is_tried_for_ever_with_growing_pauses() throws Exception {
    SiteSources sources = sources(source(seen -> Reply.of(503, "")));
    Instant now = NOON;
    for (; now.isBefore(NOON.plus(Duration.ofDays(10))); now = now.plus(Duration.ofMinutes(10))) {
      tick(sources, now);
    }
    int requests = seen().size();
    assertTrue(requests >= 35 && requests <= 45, requests + " requests in ten days");
    assertTrue(failure(sources, now).reason().contains("status 503"));
    assertEquals(List.of(), answers);
  }

  @Test
  void one_failure_is_no_alarm_but_an_hour_of_them_is() throws Exception {
    SiteSources sources = sources(source(seen -> Reply.of(500, "")));
    assertEquals(Map.of(), tick(sources, NOON));
    assertTrue(status(sources, NOON).problem().isPresent(), "status tells it at once");
    assertTrue(tick(sources, NOON.plus(HOUR)).containsKey("awattar"));
  }

  @Test
  void the_pause_that_a_busy_server_demands_is_kept() throws Exception {
    SiteSources sources = sources(source(seen -> Reply.of(429, "").with("Retry-After", "18000")));
    tick(sources, NOON);
    tick(sources, NOON.plus(Duration.ofMinutes(299)));
    assertEquals(1, seen().size());
    tick(sources, NOON.plus(Duration.ofMinutes(301)));
    assertEquals(2, seen().size());
  }

  @Test
  void a_pause_until_a_time_is_one_by_the_servers_clock() throws Exception {
    SiteSources sources =
        sources(
            source(
                seen ->
                    Reply.of(429, "")
                        .with("Date", "Tue, 01 Jan 2030 00:00:00 GMT")
                        .with("Retry-After", "Tue, 01 Jan 2030 05:00:00 GMT")));
    tick(sources, NOON);
    tick(sources, NOON.plus(Duration.ofMinutes(299)));
    assertEquals(1, seen().size());
  }

  private void refused(String part, Function<Seen, Reply> replies) throws Exception {
    SiteSources sources = sources(source(replies));
    tick(sources, NOON);
    String problem = status(sources, NOON).problem().orElseThrow();
    assertTrue(problem.contains(part), problem);
    assertEquals(List.of(), answers);
    Files.deleteIfExists(folder.resolve("sources.properties"));
  }

  @Test
  void nothing_of_an_answer_that_cannot_be_trusted_is_passed_on() throws Exception {
    String whole = hours(TODAY, 24, 1);
    refused("another host", seen -> Reply.of(302, "").with("Location", "https://127.0.0.1:1/"));
    refused("compressed", seen -> new Reply(200, Map.of("Content-Encoding", "gzip"), bomb()));
    refused("bytes", seen -> new Reply(200, Map.of(), new byte[50 << 20]));
    refused("answer", seen -> Reply.of(whole.substring(0, whole.length() / 2)));
    refused(
        "EUR/kWh", seen -> Reply.of(whole.replaceFirst("(\"marketprice\": )[0-9.]+", "$11e308")));
    refused(
        "",
        seen -> Reply.of(whole.replaceFirst("\"marketprice\": [0-9.]+", "\"marketprice\": NaN")));
    refused("", seen -> Reply.of("{\"data\": [], \"data\": []}"));
  }

  private static byte[] bomb() {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[10 << 20]);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  @Test
  void an_expired_certificate_ends_the_request() throws Exception {
    SiteSources sources = sources(source(Instant.parse("2020-01-01T00:00:00Z"), seen -> today()));
    tick(sources, NOON);
    String problem = status(sources, NOON).problem().orElseThrow();
    assertTrue(problem.contains("certificate"), problem);
    assertEquals(List.of(), seen());
  }

  @Test
  void a_changed_unit_is_refused_at_once_with_both_figures_and_the_last_answer_stays()
      throws Exception {
    SiteSource source = source(seen -> Reply.of(hours(TODAY, 48, seen().size() == 1 ? 1 : 0.001)));
    tick(sources(source), NOON);
    SiteSources sources = sources(source);
    Instant later = NOON.plus(Duration.ofHours(13));
    UnitChange change = failure(sources, later).unit().orElseThrow();
    assertEquals(2, seen().size());
    assertEquals(UnitChange.Reference.RECORD, change.than());
    assertTrue(change.found() > 0 && change.found() < 0.01 * change.usual(), change::toString);
    assertEquals(Optional.of(NOON), status(sources, later).answered());
  }

  @Test
  void a_price_in_another_unit_than_the_tariff_is_refused_at_the_first_answer() throws Exception {
    tariffSize = OptionalDouble.of(0.001);
    SiteSources sources = sources(source(seen -> today()));
    assertTrue(failure(sources, NOON).reason().contains("the tariff"));
    assertEquals(List.of(), answers);
  }

  @Test
  void a_clock_that_is_wrong_by_a_day_asks_for_its_day_and_then_for_the_right_one()
      throws Exception {
    List<Instant> days = List.of(TODAY.minus(Duration.ofDays(1)), TODAY);
    SiteSources sources =
        sources(source(seen -> Reply.of(hours(days.get(seen().size() - 1), 24, 1))));
    tick(sources, NOON.minus(Duration.ofDays(1)));
    Moment right = new Moment(moment(NOON.minus(Duration.ofDays(1))).nanos() + 1, NOON);
    sources.tick(answers::add, quantity -> tariffSize, right);
    assertEquals(1, seen().size(), "the interval is that of the monotonic clock");
    assertEquals(Optional.empty(), status(sources, NOON).until(), "now is not known");
    sources.tick(answers::add, quantity -> tariffSize, right.plus(HOUR));
    assertEquals(2, seen().size());
    assertTrue(status(sources, NOON).until().isPresent());
  }

  @Test
  void only_tomorrow_leaves_the_known_rest_of_today() throws Exception {
    Instant tomorrow = TODAY.plus(Duration.ofDays(1));
    SiteSources sources =
        sources(source(seen -> Reply.of(hours(seen().size() == 1 ? TODAY : tomorrow, 24, 1))));
    tick(sources, NOON);
    Instant later = NOON.plus(Duration.ofHours(2));
    tick(sources, later);
    assertEquals(48, answers.getLast().slots().size());
    assertEquals(Optional.of(tomorrow.plus(Duration.ofDays(1))), status(sources, later).until());
  }

  @Test
  void stopping_ends_the_wait_for_a_server() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    SiteSource source =
        source(
            seen -> {
              asked.countDown();
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return today();
            });
    SiteSources sources = sources(source);
    Thread asking = Thread.ofPlatform().start(() -> tick(sources, NOON));
    asked.await();
    sources.stop();
    asking.join();
    over.countDown();
    tick(sources, NOON.plus(Duration.ofDays(2)));
    assertEquals(1, seen().size());
    assertEquals(List.of(), answers);
  }

  @Test
  void another_configuration_keeps_the_answers_and_passes_them_on_again() throws Exception {
    SiteSource source = source(seen -> today());
    SiteSources sources = sources(source);
    tick(sources, NOON);
    answers.clear();
    SiteSources next = sources.under(List.of(source));
    tick(next, NOON.plusSeconds(5));
    assertEquals(1, seen().size());
    assertEquals(24, answers.getFirst().slots().size());
    assertEquals(List.of(), next.under(List.of()).status(NOON));
  }

  @Test
  void the_newest_message_of_a_topic_is_its_answer() throws Exception {
    Letterbox broker = new Letterbox();
    SiteSource described = TestSource.shipped("mqtt-prices");
    SiteSource source =
        new SiteSource(
            described.name(),
            described.description(),
            Optional.empty(),
            Optional.empty(),
            described.files(),
            Map.of(),
            Optional.of("home/prices"),
            described.unit());
    SiteSources sources = sources(broker, source);
    tick(sources, NOON);
    assertEquals(List.of(), answers);
    broker.deliver(new Message("home/prices", "{".getBytes(UTF_8), true));
    assertFalse(tick(sources, NOON).isEmpty(), "a refused answer is an alarm");
    String payload =
        "{\"prices\": [{\"start\": \"2026-11-30T12:00:00+01:00\", \"value\": 0.25},"
            + " {\"start\": \"2026-11-30T13:00:00+01:00\", \"value\": 0.27}]}";
    broker.deliver(new Message("home/prices", payload.getBytes(UTF_8), true));
    assertEquals(Map.of(), tick(sources, NOON));
    assertEquals(
        List.of(
            TestSource.slot("2026-11-30T11:00:00Z", "2026-11-30T12:00:00Z", 0.25),
            TestSource.slot("2026-11-30T12:00:00Z", "2026-11-30T13:00:00Z", 0.27)),
        answers.getFirst().slots());
  }

  @Test
  void a_trial_says_what_a_source_gives_and_why_not() throws Exception {
    SiteSource source = source(seen -> today());
    assertTrue(
        SiteSources.attempt(source, quantity -> tariffSize, NOON) instanceof SourceTrial.Usable);
    services.getLast().close();
    assertTrue(
        SiteSources.attempt(source, quantity -> tariffSize, NOON)
            instanceof SourceTrial.Unreachable);
  }
}

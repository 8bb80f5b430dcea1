package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.protocol.AlarmSeverity;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayCondition.OpenAlarm;
import io.spikewatt.controller.protocol.GatewayCondition.SharedLearning;
import io.spikewatt.controller.protocol.GatewayHello;
import io.spikewatt.controller.protocol.QuarterRecord;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.coordinate.FleetSnapshot;
import io.spikewatt.fleet.coordinate.YearlyPrivacy;
import io.spikewatt.fleet.page.AttentionLevel;
import io.spikewatt.fleet.page.FleetFeed;
import io.spikewatt.fleet.page.FleetPage;
import io.spikewatt.fleet.page.RefusalLog;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.round.UpdateBounds;
import io.spikewatt.fleet.store.ContactRegister.GatewayContact;
import io.spikewatt.fleet.store.ContactRegister.ReportedCondition;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.simulator.chaos.ChaosBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The fleet's page in a real browser, on a real coordinator; its gateways are messages. */
@Timeout(120)
class FleetPageTest {

  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final String FEATURES = "load-1";

  /** Where the pictures of the documentation come from. */
  private static final Path PICTURES = Path.of("target", "page");

  /** A thousand rows are sent and drawn within this, also on a busy machine. */
  private static final Duration FIRST_PICTURE = Duration.ofSeconds(8);

  private static final FleetTopics TOPICS = new FleetTopics("fleet", "coordinator");

  @TempDir private static Path directory = Path.of("");
  private static final ManualClock clock = new ManualClock(START);
  private static final ChaosBroker broker = new ChaosBroker(message -> {});
  private static FleetState state;
  private static SqliteRecords records;
  private static FleetCoordinator coordinator;
  private static FleetFeed feed;
  private static FleetPage page;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    state = FleetState.open(directory);
    records = SqliteRecords.open(directory);
    RefusalLog refusals = new RefusalLog();
    CoordinatorRules rules =
        new CoordinatorRules(
            Duration.ofDays(1),
            Duration.ZERO,
            Duration.ZERO,
            1,
            10,
            new UpdateBounds(2, 0),
            CoordinatorRules.NIGHTLY.release());
    coordinator =
        new FleetCoordinator(
            broker,
            TOPICS,
            state,
            records,
            ModelSigner.of(directory),
            new FleetAuthority(
                CertificateAuthority.kept(directory, "test fleet", START).certificate(),
                TOPICS.coordinator()),
            rules,
            event -> refusals.note(event, clock.now().instant()));
    coordinator.register(new SharedModel(FEATURES, 0, new float[6]), clock.now());
    feed =
        new FleetFeed(
            state,
            refusals,
            Optional.of(YearlyPrivacy.within(8, Duration.ofDays(7))),
            AttentionLevel.SILENT_AFTER,
            clock,
            coordinator.snapshot());
    page =
        FleetPage.start(
            new FleetPage.PageAddress("127.0.0.1", 0, Optional.empty()), directory, feed, clock);
    pass(Duration.ofHours(1));
    for (int i = 1; i <= 24; i++) {
      arrive(name(i), i == 9 ? "" : FEATURES);
      report(i, List.of());
    }
    send(name(3), "update", new byte[] {1, 2, 3});
    pass(Duration.ofSeconds(1));
    browser = new Browser(directory.resolve("browser"), FleetPageTest::pump);
    browser.go(page.address());
    unlock(page);
  }

  private static String name(int number) {
    return "home%04d".formatted(number);
  }

  private static void arrive(String name, String features) {
    send(
        name,
        GatewayHello.TOPIC,
        new GatewayHello(GatewayHello.PROTOCOL, features, "Europe", "1.2.0").encoded());
  }

  private static OpenAlarm alarm(String code) {
    return new OpenAlarm(code, AlarmSeverity.of(code), clock.now().instant());
  }

  private static GatewayCondition condition(int number, List<OpenAlarm> alarms) {
    boolean degraded = alarms.stream().anyMatch(it -> it.severity() == AlarmSeverity.ERROR);
    return new GatewayCondition(
        degraded,
        degraded ? "hold" : "auto",
        "1.2.0",
        alarms,
        0,
        new SharedLearning(
            number % 3 == 0 ? Optional.empty() : Optional.of(14L),
            number % 5 == 0 ? Optional.of(21L) : Optional.empty(),
            number % 3 * 0.25,
            OptionalDouble.of(2)));
  }

  private static void report(int number, List<OpenAlarm> alarms) {
    send(name(number), GatewayCondition.TOPIC, condition(number, alarms).encoded());
  }

  private static void record(int number) {
    Instant quarter =
        Instant.ofEpochSecond(Math.floorDiv(clock.now().instant().getEpochSecond(), 900) * 900);
    QuarterRecord row = new QuarterRecord(quarter.minusSeconds(900), "load_w", 0, 500, "");
    send(name(number), RecordBatch.TOPIC, new RecordBatch(1, List.of(row)).encoded());
  }

  private static void send(String gateway, String kind, byte[] body) {
    broker.deliver(new Message(TOPICS.up(gateway, kind), body, false));
  }

  /** Time passes for the coordinator, and its page sees it. */
  private static void pass(Duration time) {
    coordinator.step(clock.advance(time));
    feed.publish(coordinator.snapshot());
  }

  private static void pump() {
    pass(Duration.ofMillis(500));
  }

  private static void unlock(FleetPage locked) throws IOException {
    browser.await("the token is asked for", () -> browser.has("input[name=token]"));
    browser.fill("input[name=token]", Files.readString(locked.tokenFile()).strip());
    browser.click("form.token button");
    browser.await("the sites", () -> browser.has("[data-site]"));
  }

  @AfterAll
  static void stop() {
    browser.close();
    page.close();
    state.close();
    records.close();
  }

  /** All sites report that they are well, so that no test depends on another. */
  @BeforeEach
  void all_are_well() {
    browser.colours("light");
    browser.size(1280, 900);
    for (int i = 1; i <= 24; i++) {
      report(i, List.of());
    }
    browser.await("no alarm", () -> sentence().equals("24 sites: 24 well"));
  }

  @AfterEach
  void nothing_failed_in_the_page() {
    browser.assertNoErrors();
  }

  private static String sentence() {
    return browser.text("[data-test=sentence]");
  }

  @Test
  void a_silent_and_a_degraded_site_are_in_the_sentence_and_first_in_the_list() {
    report(17, List.of(alarm("device/meter1"), alarm("shed")));
    report(20, List.of(alarm("forecast-drift/load")));
    String silentSince = browser.text("[data-test=now]");
    for (int minute = 0; minute < 41; minute += 10) {
      pass(Duration.ofMinutes(10));
      for (int i = 1; i <= 24; i++) {
        if (i != 5 && i != 17 && i != 20) {
          report(i, List.of());
        }
      }
      report(17, List.of(alarm("device/meter1"), alarm("shed")));
      report(20, List.of(alarm("forecast-drift/load")));
    }
    browser.await("silence", () -> sentence().contains("silent"));
    assertEquals(
        "24 sites: 21 well, 1 silent since " + silentSince + ", 1 degraded, 1 with warnings",
        sentence());
    assertEquals(
        List.of(name(5), name(17), name(20)),
        browser.script(
            "return [...document.querySelectorAll('.needing [data-site]')].map(r =>"
                + " r.dataset.site)"));
    assertTrue(
        browser.text("[data-site=home0017] [data-alarm='device/meter1']").contains("error, since"));
    report(5, List.of());
    browser.await("no silence", () -> !sentence().contains("silent"));
  }

  @Test
  void rounds_models_and_refusals_are_shown() {
    browser.await("a round", () -> browser.text("body").contains("keys, "));
    assertTrue(browser.text("[aria-labelledby=rounds]").contains("23"), "members of the round");
    assertTrue(browser.text("[aria-labelledby=rounds]").contains("refused since the start"));
    assertTrue(browser.text("[aria-labelledby=models]").contains("released"));
    assertTrue(browser.text("[aria-labelledby=rounds]").contains("at most ε"));
  }

  @Test
  void the_filter_finds_a_site_by_name_and_by_alarm() {
    report(8, List.of(alarm("export-limit")));
    browser.await("the alarm", () -> sentence().contains("degraded"));
    browser.fill("input[name=filter]", "export-limit");
    browser.await("one site", () -> browser.text("[data-test=found]").equals("1 site found"));
    assertTrue(browser.has("[data-site=home0008]"));
    assertFalse(browser.has("[data-site=home0009]"));
    browser.fill("input[name=filter]", "home0009");
    browser.await("another", () -> browser.has("[data-site=home0009]"));
    assertFalse(browser.has("[data-site=home0008]"));
    browser.fill("input[name=filter]", "");
  }

  @Test
  void a_wrong_token_is_refused_and_nothing_is_shown_without_it() throws Exception {
    browser.click("header button.language");
    browser.await("locked", () -> browser.has("input[name=token]"));
    assertFalse(browser.has("[data-site]"));
    browser.fill("input[name=token]", "0123456789abcdef0123456789abcdef");
    browser.click("form.token button");
    browser.await("refusal", () -> browser.text("form.token").contains("not the token"));
    assertEquals("", browser.violations());
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI events = URI.create(page.address().replace("localhost", "127.0.0.1") + "events");
      HttpResponse<String> refused =
          client.send(HttpRequest.newBuilder(events).build(), HttpResponse.BodyHandlers.ofString());
      assertEquals(401, refused.statusCode());
      assertFalse(refused.body().contains(name(1)));
    }
    unlock(page);
  }

  @Test
  void the_page_is_accessible_in_light_and_dark_and_in_german() throws Exception {
    report(17, List.of(alarm("device/meter1")));
    report(20, List.of(alarm("shed")));
    browser.await("an alarm", () -> browser.has(".needing [data-site]"));
    for (String scheme : List.of("light", "dark")) {
      browser.colours(scheme);
      assertEquals("", browser.violations(), scheme);
    }
    browser.size(390, 844);
    assertEquals("", browser.violations(), "narrow");
    browser.click("header button[lang=de]");
    browser.await(
        "German",
        () -> sentence().equals("24 Anlagen: 22 in Ordnung, 1 eingeschränkt, 1 mit Warnungen"));
    assertEquals("", browser.violations(), "German");
    browser.click("header button[lang=en]");
    browser.await("English", () -> sentence().startsWith("24 sites"));
  }

  @Test
  void pictures_for_the_documentation() throws Exception {
    pass(Duration.ofMinutes(12));
    for (int minute = 0; minute < 45; minute += 15) {
      pass(Duration.ofMinutes(15));
      for (int i = 1; i <= 24; i++) {
        if (i != 5 && i != 17 && i != 20) {
          report(i, List.of());
        }
      }
    }
    report(17, List.of(alarm("device/meter1"), alarm("shed")));
    report(20, List.of(alarm("forecast-drift/load")));
    for (int i = 2; i <= 24; i += 2) {
      record(i);
    }
    browser.await("a record", () -> !browser.text("[data-site=home0002]").contains("–"));
    browser.await("all of it", () -> sentence().contains("1 silent since"));
    browser.await("alarms", () -> sentence().contains("1 with warnings"));
    browser.picture(PICTURES.resolve("fleet-desktop.png"), true);
    browser.size(390, 844);
    browser.picture(PICTURES.resolve("fleet-phone.png"), false);
    browser.size(1280, 700);
    browser.colours("dark");
    browser.picture(PICTURES.resolve("fleet-dark.png"), false);
    for (String name : List.of("fleet-phone", "fleet-dark", "fleet-desktop")) {
      assertTrue(Files.size(PICTURES.resolve(name + ".png")) > 10_000, name);
    }
    report(5, List.of());
  }

  @Test
  void a_thousand_sites_are_on_one_screen_soon() throws Exception {
    Path folder = directory.resolve("large");
    Instant now = clock.now().instant();
    TreeMap<String, GatewayContact> contacts = new TreeMap<>();
    try (FleetState large = FleetState.open(folder)) {
      for (int i = 1; i <= 1000; i++) {
        large.gateways().enrol(new EnrolledGateway(name(i), FEATURES, "Europe", "1.2.0", now));
        GatewayCondition condition =
            condition(i, i == 999 ? List.of(alarm("grid-meter")) : List.of());
        contacts.put(
            name(i),
            new GatewayContact(
                now,
                Optional.of(now),
                Optional.of(now),
                Optional.of(new ReportedCondition(condition, now))));
      }
      FleetFeed many =
          new FleetFeed(
              large,
              new RefusalLog(),
              Optional.empty(),
              AttentionLevel.SILENT_AFTER,
              clock,
              new FleetSnapshot(Optional.of(now), contacts, List.of()));
      try (FleetPage other =
          FleetPage.start(
              new FleetPage.PageAddress("127.0.0.1", 0, Optional.empty()), folder, many, clock)) {
        browser.go(other.address());
        unlock(other);
        SystemClock watch = new SystemClock();
        Moment began = watch.now();
        browser.go(other.address());
        browser.await("the sites", () -> sentence().equals("1,000 sites: 999 well, 1 degraded"));
        Duration took = watch.now().since(began);
        assertTrue(took.compareTo(FIRST_PICTURE) < 0, took::toString);
        assertTrue(browser.has(".needing [data-site=home0999]"));
        assertFalse(browser.has("[data-site=home0900]"), "the others are shown on demand");
        browser.click("[data-test=all]");
        browser.await("all", () -> browser.has("[data-site=home0900]"));
      }
    }
    browser.go(page.address());
  }
}

package io.spikewatt.controller.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.spikewatt.config.site.NotificationSettings;
import io.spikewatt.config.site.NotifyTarget;
import io.spikewatt.config.site.NotifyTarget.Least;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.alarm.AlarmTexts;
import io.spikewatt.controller.history.HistoryUnreadable;
import io.spikewatt.controller.notify.DayFigures.Figure;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.testkit.DemoSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A notifier in simulated time, with real servers on loopback. */
@Timeout(60)
class SiteNotifierTest {

  private static final Site SITE = DemoSite.usual().site();
  private static final Instant START = Instant.parse("2026-11-30T11:00:00Z");

  private static final Map<String, Phrase> NONE = Map.of();
  private static final Map<String, Phrase> METER =
      Map.of(
          "device/meter1",
          AlarmTexts.device("meter1", Fault.of(Fault.Kind.UNREACHABLE, "192.168.1.5:502")));
  private static final Map<String, Phrase> BROKER =
      Map.of("broker", AlarmTexts.brokerAway("10.0.0.1 refuses"));

  @TempDir private Path directory = Path.of("");

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final List<String> tokens = new ArrayList<>();
  private volatile int status = 200;
  private HttpServer server;
  private Instant now = START;

  /** By how much the wall clock is wrong. */
  private Duration ahead = Duration.ZERO;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          received.add(exchange.getRequestURI() + " " + body);
          tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private NotifyTarget webhook(String name, Least least) {
    return webhook(name, least, address() + "/" + name, Optional.empty());
  }

  private static NotifyTarget webhook(
      String name, Least least, String address, Optional<String> tokenFile) {
    return new NotifyTarget.Webhook(
        new NotifyTarget.Choice(name, least, true),
        address,
        "Authorization",
        tokenFile,
        Optional.empty());
  }

  private static NotificationSettings settings(NotifyTarget... targets) {
    return new NotificationSettings("en", Optional.empty(), Optional.empty(), List.of(targets));
  }

  private SiteNotifier notifier(NotificationSettings settings) {
    return SiteNotifier.of(SITE, settings, directory, new SplittableRandom(1));
  }

  private Map<String, Phrase> run(
      SiteNotifier notifier, Map<String, Phrase> present, Duration time) {
    Map<String, Phrase> own = Map.of();
    Duration step = Duration.ofSeconds(time.toHours() < 2 ? 5 : 30);
    for (Instant end = now.plus(time); now.isBefore(end); now = now.plus(step)) {
      own = notifier.tick(Optional.of(present), SiteNotifierTest::figures, moment());
    }
    return own;
  }

  private Moment moment() {
    return new Moment(now.toEpochMilli() * 1_000_000, now.plus(ahead));
  }

  private static DayFigures figures(LocalDate day) {
    Figure one = new Figure(OptionalDouble.of(1), 0);
    return new DayFigures(day, Optional.of(one), one, one, one, one, one);
  }

  private static Duration minutes(int minutes) {
    return Duration.ofMinutes(minutes);
  }

  @Test
  void ntfy_gets_topic_title_and_token_and_no_address_of_a_device() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "tk_abc\n");
    NotifyTarget ntfy =
        new NotifyTarget.Ntfy(
            new NotifyTarget.Choice("ntfy", Least.WARNING, true),
            address(),
            "my-home",
            Optional.of(token.toString()),
            Optional.empty());
    run(notifier(settings(ntfy)), METER, minutes(2));
    assertEquals(
        "/ {\"topic\":\"my-home\",\"title\":\"demo: meter1: unreachable\","
            + "\"message\":\"Error since 12:00: meter1: unreachable\",\"priority\":4}",
        received.take());
    assertEquals(List.of("Bearer tk_abc"), tokens);
    assertEquals(0, received.size(), "sent once");
  }

  @Test
  void a_token_with_a_second_line_is_refused_and_not_shown() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "abc\r\nX-Evil: 1\n");
    NotifyTarget evil = webhook("hook", Least.WARNING, address(), Optional.of(token.toString()));
    SiteNotifier notifier = notifier(settings(evil));
    run(notifier, METER, minutes(2));
    String problem = notifier.status().getFirst().problem().orElseThrow();
    assertTrue(problem.contains("one line of printable ASCII"), problem);
    assertFalse(problem.contains("abc"), problem);
    assertEquals(0, received.size());
  }

  @Test
  void a_target_for_errors_gets_no_warning() {
    SiteNotifier notifier =
        notifier(settings(webhook("all", Least.WARNING), webhook("errors", Least.ERROR)));
    run(notifier, BROKER, minutes(2));
    assertEquals(1, received.size());
    assertTrue(received.remove().startsWith("/all "));
    run(notifier, METER, minutes(2));
    assertEquals(2, received.size());
  }

  @Test
  void a_failing_target_is_tried_ever_more_rarely_and_reported_elsewhere() {
    SiteNotifier notifier =
        notifier(
            settings(
                webhook("good", Least.WARNING),
                webhook(
                    "bad", Least.WARNING, address().replaceAll(":\\d+$", ":1"), Optional.empty())));
    Map<String, Phrase> own = run(notifier, METER, minutes(5));
    assertEquals(Map.of(), own, "a short failure is no alarm");
    own = run(notifier, METER, minutes(5));
    assertEquals("[notify/bad]", own.keySet().toString());
    received.clear();
    Map<String, Phrase> both = new java.util.TreeMap<>(METER);
    both.putAll(own);
    run(notifier, both, minutes(120));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("notifications to bad cannot be sent"));
    TargetStatus bad = notifier.status().getLast();
    assertEquals(1, bad.waiting(), "its own failure is not sent to it");
    assertEquals("bad fails (127.0.0.1:1: refuses the connection), 1 wait", bad.text());
    assertEquals("good ok", notifier.status().getFirst().text());
  }

  @Test
  void it_waits_longer_after_each_failure_and_sends_all_on_return() {
    status = 503;
    SiteNotifier notifier = notifier(settings(webhook("hook", Least.WARNING)));
    run(notifier, METER, minutes(181));
    int tries = received.size();
    assertTrue(tries >= 7 && tries <= 12, "tries: " + tries);
    run(notifier, NONE, minutes(60));
    received.clear();
    status = 200;
    run(notifier, NONE, minutes(65));
    assertEquals(2, received.size());
    assertTrue(received.remove().contains("\"state\":\"began\""));
    assertTrue(received.remove().contains("\"state\":\"over\""));
    assertEquals("hook ok", notifier.status().getFirst().text());
  }

  @Test
  void after_a_day_a_message_is_dropped() {
    status = 500;
    SiteNotifier notifier = notifier(settings(webhook("hook", Least.WARNING)));
    run(notifier, METER, Duration.ofHours(23));
    assertEquals(1, notifier.status().getFirst().waiting());
    run(notifier, METER, Duration.ofHours(2));
    assertEquals(0, notifier.status().getFirst().waiting());
    status = 200;
    received.clear();
    run(notifier, METER, Duration.ofHours(2));
    assertEquals(0, received.size());
  }

  @Test
  void the_queue_is_bounded() {
    status = 500;
    NotificationSettings settings = settings(webhook("hook", Least.WARNING));
    SiteNotifier notifier = notifier(settings);
    for (int i = 0; i < 70; i++) {
      Map<String, Phrase> one =
          Map.of("device/d" + i, AlarmTexts.device("d" + i, Fault.of(Fault.Kind.TIMEOUT, "")));
      run(notifier, one, Duration.ofSeconds(70));
    }
    assertEquals(50, notifier.status().getFirst().waiting());
    SiteNotifier next = notifier(settings);
    assertEquals(50, next.status().getFirst().waiting(), "on the disk, too");
  }

  @Test
  void a_restart_repeats_nothing_and_loses_nothing() {
    NotificationSettings settings = settings(webhook("hook", Least.WARNING));
    run(notifier(settings), METER, minutes(2));
    assertEquals(1, received.size());
    received.clear();
    status = 503;
    Map<String, Phrase> both = new java.util.TreeMap<>(METER);
    both.putAll(BROKER);
    run(notifier(settings), both, minutes(2));
    received.clear();
    status = 200;
    SiteNotifier third = notifier(settings);
    third.tick(Optional.empty(), SiteNotifierTest::figures, moment());
    run(third, both, minutes(10));
    assertEquals(1, received.size(), "only what was not taken before");
    assertTrue(received.remove().contains("broker"));
    run(third, NONE, minutes(10));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("2 over"));
  }

  @Test
  void a_reload_keeps_reported_alarms_and_pending_messages() {
    status = 503;
    NotifyTarget hook = webhook("hook", Least.WARNING);
    SiteNotifier notifier = notifier(settings(hook, webhook("gone", Least.WARNING)));
    run(notifier, METER, minutes(2));
    received.clear();
    status = 200;
    notifier.stop();
    run(notifier, METER, minutes(70));
    assertEquals(0, received.size(), "a stopped one sends nothing");
    NotificationSettings changed = settings(webhook("new", Least.WARNING), hook);
    SiteNotifier next = notifier.under(SITE, changed);
    run(next, METER, minutes(70));
    assertEquals(1, received.size());
    assertTrue(received.remove().startsWith("/hook "));
  }

  @Test
  void the_summary_comes_once_a_day_at_its_local_time_and_not_at_the_first_start() {
    NotificationSettings settings =
        new NotificationSettings(
            "en",
            Optional.of(LocalTime.of(7, 30)),
            Optional.empty(),
            List.of(webhook("hook", Least.ERROR)));
    SiteNotifier notifier = notifier(settings);
    run(notifier, NONE, Duration.ofHours(19));
    assertEquals(0, received.size());
    // From 07:00 local time.
    run(notifier, NONE, minutes(29));
    assertEquals(0, received.size());
    run(notifier, NONE, minutes(2));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("\"day\":\"2026-11-30\""));
    run(notifier(settings), NONE, Duration.ofHours(23));
    assertEquals(0, received.size(), "a restart does not repeat it");
    run(notifier, NONE, Duration.ofHours(2));
    assertEquals(1, received.size());
  }

  @Test
  void in_quiet_hours_only_errors_come() {
    NotificationSettings settings =
        new NotificationSettings(
            "de",
            Optional.of(LocalTime.of(5, 0)),
            Optional.of(
                new NotificationSettings.QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 30))),
            List.of(webhook("hook", Least.WARNING)));
    SiteNotifier notifier = notifier(settings);
    run(notifier, NONE, Duration.ofHours(10));
    run(notifier, BROKER, Duration.ofHours(1));
    assertEquals(0, received.size());
    run(notifier, METER, minutes(5));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("Fehler seit 23:00"));
    run(notifier, NONE, Duration.ofHours(7));
    assertEquals(0, received.size());
    run(notifier, NONE, Duration.ofHours(1));
    assertEquals(2, received.size());
    String morning = received.remove();
    assertTrue(morning.contains("Von 30.11.2026 22:00 bis 30.11.2026 23:00"), morning);
    assertTrue(morning.contains("Vorbei um 30.11.2026 23:05"), morning);
    assertTrue(received.remove().contains("Zusammenfassung vom 30.11.2026"));
  }

  @Test
  void a_server_that_says_nothing_ends_with_the_stop() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    server.createContext(
        "/mute",
        exchange -> {
          asked.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    SiteNotifier notifier =
        notifier(settings(webhook("mute", Least.WARNING, address() + "/mute", Optional.empty())));
    Thread loop = Thread.ofPlatform().start(() -> run(notifier, METER, minutes(2)));
    assertTrue(asked.await(20, TimeUnit.SECONDS));
    assertEquals("mute ok, 1 wait", notifier.status().getFirst().text());
    notifier.stop();
    assertTrue(loop.join(Duration.ofSeconds(5)), "it does not wait for the server");
    over.countDown();
    assertEquals(
        1, notifier(settings(webhook("mute", Least.WARNING))).status().getFirst().waiting());
  }

  @Test
  void a_damaged_file_costs_no_more_than_what_it_held() throws Exception {
    NotificationSettings settings = settings(webhook("hook", Least.WARNING));
    run(notifier(settings), METER, minutes(2));
    Path file = directory.resolve("notifications.properties");
    String kept = Files.readString(file);
    Files.writeString(
        file, kept + "\nalarm.7=x\nmessage.00009=hook\nmessage.8=\nsummary=yesterday\n");
    received.clear();
    run(notifier(settings), METER, minutes(10));
    assertEquals(0, received.size());
  }

  @Test
  void a_clock_that_jumps_days_ahead_and_back_drops_no_message() {
    status = 503;
    SiteNotifier notifier = notifier(settings(webhook("hook", Least.WARNING)));
    run(notifier, METER, minutes(2));
    ahead = Duration.ofDays(3);
    run(notifier, METER, minutes(10));
    ahead = Duration.ZERO;
    run(notifier, METER, minutes(10));
    assertEquals(1, notifier.status().getFirst().waiting());
  }

  @Test
  void after_a_failure_while_the_clock_was_ahead_the_next_try_is_as_soon_as_ever() {
    SiteNotifier notifier = notifier(settings(webhook("hook", Least.WARNING)));
    run(notifier, NONE, minutes(1));
    ahead = Duration.ofDays(365);
    status = 503;
    run(notifier, METER, minutes(2));
    ahead = Duration.ZERO;
    status = 200;
    received.clear();
    run(notifier, METER, minutes(3));
    assertEquals(1, received.size());
  }

  @Test
  void an_alarm_that_began_while_the_clock_was_ahead_is_told_after_a_minute() {
    SiteNotifier notifier = notifier(settings(webhook("hook", Least.WARNING)));
    run(notifier, NONE, minutes(1));
    ahead = Duration.ofDays(1);
    run(notifier, METER, Duration.ofSeconds(20));
    ahead = Duration.ZERO;
    run(notifier, METER, minutes(2));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("\"since\":\"2026-11-30T11:01:00Z\""));
  }

  private NotificationSettings withSummary() {
    return new NotificationSettings(
        "en",
        Optional.of(LocalTime.of(7, 30)),
        Optional.empty(),
        List.of(webhook("hook", Least.ERROR)));
  }

  @Test
  void a_clock_that_jumps_past_the_summarys_time_and_back_sends_one_summary_at_its_time() {
    SiteNotifier notifier = notifier(withSummary());
    run(notifier, NONE, minutes(1));
    ahead = Duration.ofHours(21);
    run(notifier, NONE, minutes(30));
    assertEquals(0, received.size(), "no summary of a day that has not ended");
    ahead = Duration.ZERO;
    run(notifier, NONE, Duration.ofHours(20));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("\"day\":\"2026-11-30\""));
  }

  @Test
  void a_clock_that_was_weeks_ahead_for_long_ends_no_summaries_to_come() {
    SiteNotifier notifier = notifier(withSummary());
    run(notifier, NONE, minutes(1));
    ahead = Duration.ofDays(30);
    run(notifier, NONE, Duration.ofHours(8));
    ahead = Duration.ZERO;
    received.clear();
    run(notifier(withSummary()), NONE, Duration.ofDays(2));
    assertTrue(
        received.stream().anyMatch(it -> it.contains("\"day\":\"2026-12-01\"")), "" + received);
  }

  @Test
  void a_board_that_begins_in_1970_gets_its_first_summary_on_the_second_day() {
    SiteNotifier notifier = notifier(withSummary());
    ahead = Duration.between(START, Instant.EPOCH);
    run(notifier, NONE, minutes(5));
    ahead = Duration.ZERO;
    run(notifier, NONE, Duration.ofHours(19));
    assertEquals(0, received.size());
    run(notifier, NONE, Duration.ofHours(1));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("\"day\":\"2026-11-30\""));
  }

  @Test
  void a_clock_that_jumps_into_the_day_ends_no_quiet_hours() {
    NotificationSettings settings =
        new NotificationSettings(
            "en",
            Optional.empty(),
            Optional.of(
                new NotificationSettings.QuietHours(LocalTime.of(22, 0), LocalTime.of(6, 30))),
            List.of(webhook("hook", Least.WARNING)));
    SiteNotifier notifier = notifier(settings);
    run(notifier, NONE, Duration.ofHours(11));
    run(notifier, BROKER, minutes(5));
    ahead = Duration.ofHours(10);
    run(notifier, BROKER, minutes(5));
    assertEquals(0, received.size());
    ahead = Duration.ZERO;
    run(notifier, BROKER, Duration.ofHours(7));
    assertEquals(0, received.size());
    run(notifier, BROKER, minutes(30));
    assertEquals(1, received.size());
    String morning = received.remove();
    assertTrue(morning.contains("\"since\":\"2026-11-30T22:00:00Z\""), morning);
  }

  private static Map<String, Phrase> exceeded(int watts) {
    return Map.of("import-limit", AlarmTexts.importLimit(watts));
  }

  @Test
  void a_figure_that_changes_while_an_alarm_lasts_costs_no_write() throws Exception {
    SiteNotifier notifier = notifier(settings(webhook("hook", Least.WARNING)));
    run(notifier, exceeded(4524), minutes(2));
    Path file = directory.resolve("notifications.properties");
    String before = Files.readString(file);
    for (int watts = 4500; watts < 4512; watts++) {
      run(notifier, exceeded(watts), Duration.ofSeconds(5));
    }
    assertEquals(before, Files.readString(file));
  }

  @Test
  void a_bug_that_ends_all_notifications_is_an_alarm_of_each_target() {
    SiteNotifier notifier = notifier(withSummary());
    run(notifier, NONE, minutes(1));
    now = now.plus(Duration.ofHours(20));
    Map<String, Phrase> own =
        notifier.tick(
            Optional.of(NONE),
            day -> {
              throw new IllegalStateException("bug");
            },
            moment());
    assertEquals("[notify/hook]", own.keySet().toString());
    assertTrue(notifier.status().getFirst().text().contains("a bug"));
  }

  @Test
  void a_restart_forgets_what_waits_for_a_target_that_is_gone() throws Exception {
    status = 503;
    run(
        notifier(settings(webhook("hook", Least.WARNING), webhook("gone", Least.WARNING))),
        METER,
        minutes(2));
    Path file = directory.resolve("notifications.properties");
    assertTrue(Files.readString(file).contains("=gone"));
    run(notifier(settings(webhook("hook", Least.WARNING))), METER, minutes(1));
    assertFalse(Files.readString(file).contains("=gone"));
    assertTrue(Files.readString(file).contains("=hook"));
  }

  @Test
  void what_a_full_disk_did_not_take_is_written_once_it_does() throws Exception {
    Path full = Files.writeString(directory.resolve("full"), "no directory");
    SiteNotifier notifier =
        SiteNotifier.of(
            SITE, settings(webhook("hook", Least.WARNING)), full, new SplittableRandom(1));
    run(notifier, METER, minutes(2));
    assertEquals(1, received.size(), "told in any case");
    Files.delete(full);
    run(notifier, METER, Duration.ofSeconds(10));
    assertTrue(Files.exists(full.resolve("notifications.properties")));
  }

  @Test
  void a_long_queue_of_one_target_delays_no_other_one() {
    status = 503;
    NotificationSettings settings =
        settings(webhook("first", Least.WARNING), webhook("other", Least.WARNING));
    SiteNotifier notifier = notifier(settings);
    for (int i = 0; i < 3; i++) {
      run(
          notifier,
          Map.of("device/d" + i, AlarmTexts.device("d" + i, Fault.of(Fault.Kind.TIMEOUT, ""))),
          Duration.ofSeconds(70));
    }
    status = 200;
    received.clear();
    Map<String, Phrase> _ =
        notifier(settings).tick(Optional.empty(), SiteNotifierTest::figures, moment());
    assertEquals(
        List.of("/first", "/other"),
        received.stream().map(it -> it.substring(0, it.indexOf(' '))).toList());
  }

  @Test
  void a_summary_whose_day_cannot_be_read_yet_comes_later() {
    SiteNotifier notifier = notifier(withSummary());
    run(notifier, NONE, minutes(1));
    now = now.plus(Duration.ofHours(20));
    Map<String, Phrase> _ =
        notifier.tick(
            Optional.of(NONE),
            day -> {
              throw new HistoryUnreadable(new SQLException("locked"));
            },
            moment());
    assertEquals(0, received.size());
    run(notifier, NONE, minutes(1));
    assertEquals(1, received.size());
    assertTrue(received.remove().contains("\"day\":\"2026-11-30\""));
  }
}

package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.planning.DayCycle;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.scenario.LiveSite;
import io.spikewatt.simulator.site.MeteredPast;
import io.spikewatt.simulator.site.RecordedPast;
import io.spikewatt.simulator.site.ServerName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, on the real daemon of a simulated site. */
@Timeout(120)
class PageTest {

  /** Sun enough that the export limit needs battery or curtailment. */
  private static final Instant NOON = Instant.parse("2026-06-09T09:35:00Z");

  private static final PageLook.Way PHONE = new PageLook.Way(false, "light", "en");

  @TempDir private static Path directory = Path.of("");
  private static LiveSite site;
  private static SitePage page;
  private static Browser browser;
  private static int samples;

  @BeforeAll
  static void start() throws Exception {
    int port = freePort();
    SiteParameters parameters = SiteParameters.demo(7).with(SiteParameters.Heating.TANK);
    site =
        LiveSite.start(
            parameters, NOON, directory, true, yaml -> yaml + "page: { port: " + port + " }\n");
    remember(RecordedPast.before(NOON.minus(Duration.ofDays(8)), 34, parameters));
    page = start(ServiceStatus.of("test", site.now())).orElseThrow();
    browser = new Browser(directory.resolve("browser"), PageTest::pump);
    browser.open(page.address());
    browser.await("the plan", () -> browser.text("[data-test=mode]").contains("automatic"));
  }

  /** The month before, but five hours. Time has not begun yet. */
  private static void remember(List<SlotMean> past) throws IOException {
    List<SlotMean> means = new ArrayList<>(past);
    means.addAll(MeteredPast.of(site.site(), past));
    // The site itself recorded load and sun of these.
    List<SlotMean> newest = RecordedPast.before(NOON, 8, SiteParameters.demo(7));
    means.addAll(MeteredPast.of(site.site(), newest));
    Instant gap = Instant.parse("2026-05-12T08:00:00Z");
    means.removeIf(
        mean ->
            !mean.start().isBefore(gap) && mean.start().isBefore(gap.plus(Duration.ofHours(5))));
    RecordedPast.write(directory.resolve("state"), means);
    try (HistoryStore store = HistoryStore.open(directory.resolve("state"))) {
      DayCycle days = new DayCycle(store, site.site(), decisions -> decisions);
      boolean more = true;
      while (more) {
        more = days.advance(NOON);
      }
    }
  }

  private static Optional<SitePage> start(ServiceStatus status) {
    return SitePage.start(
        site.site(),
        site.gateway()::running,
        () -> site.gateway().status(site.site(), status),
        site.gateway()::page);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** A control cycle passes, and whatever the picture shows then adds up. */
  private static void pump() throws InterruptedException {
    site.next();
    if (browser.script(
            """
            const nodes = [...document.querySelectorAll('.flow .node')].map(node => node.dataset.w);
            const known = nodes.filter(w => w !== 'unknown').map(Number);
            return nodes.length ? known.reduce((a, b) => a + b, 0) : '';
            """)
        instanceof Long sum) {
      assertEquals(0L, sum, "the picture's powers");
      samples++;
    }
  }

  @AfterAll
  static void stop() {
    browser.close();
    page.close();
    site.close();
    assertEquals(List.of(), site.bugs());
    assertTrue(samples > 20, () -> samples + " samples of the picture");
  }

  @BeforeEach
  void reload() {
    browser.open(page.address());
    PageLook.show(browser, PHONE);
  }

  private static void view(String name) {
    browser.click("nav a[href='#" + name + "']");
    browser.await(name, () -> browser.has("main[data-view=" + name + "]"));
  }

  @AfterEach
  void nothing_failed_in_the_page() {
    browser.assertNoErrors();
  }

  private static String token() throws IOException {
    return Files.readString(directory.resolve("state").resolve(PageToken.FILE)).strip();
  }

  private static void unlock() throws IOException {
    if (browser.has("input[name=token]")) {
      browser.fill("input[name=token]", token());
      browser.click("form.token button");
    }
    browser.await("the form", () -> browser.has("form.command"));
  }

  private static void lock() {
    browser.script("localStorage.clear()");
    browser.open(page.address());
    browser.await("the token is asked for", () -> browser.has("input[name=token]"));
  }

  @Test
  void a_battery_that_fails_is_shown_as_unknown_with_what_to_do_and_comes_back()
      throws IOException {
    browser.await("a charge", () -> browser.text("[data-node=battery1] .name").contains("%"));
    site.plant().stop(ServerName.BATTERY);
    browser.await("the alarm", () -> browser.has("[data-alarm='battery-unknown']"));
    assertFalse(browser.text("[data-node=battery1] .name").contains("%"), "no charge is shown");
    assertEquals("?", browser.text("[data-node=battery1] .power"));
    assertTrue(browser.has("[data-node=battery1].failed .mark"), "a mark");
    String trouble = browser.text("[data-trouble=battery1]");
    assertTrue(trouble.contains("Battery") && !trouble.contains("battery1"), trouble);
    assertEquals(List.of(), idsShown());
    PageLook.pictures(browser, "alarm");
    browser.size(390, 844);
    browser.colours("light");
    browser.click(".as-table > summary");
    String row = browser.text("[data-row=battery1]");
    assertTrue(row.contains("?") && row.contains("⚠"), row);
    assertTrue(browser.text("[data-alarm='battery-unknown']").contains("What to do:"));
    view("site");
    browser.await("the device", () -> browser.has("[data-device=battery1].bad"));
    view("now");
    try {
      site.plant().restart(ServerName.BATTERY);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    browser.await("no alarm", () -> !browser.has("[data-alarm='battery-unknown']"));
    browser.await("a charge", () -> browser.text("[data-node=battery1] .name").contains("%"));
  }

  @Test
  void two_unknown_powers_leave_a_rest_that_is_not_measured() throws Exception {
    site.plant().stop(ServerName.PLC);
    browser.await("a rest", () -> browser.has("[data-node=rest]"));
    assertEquals("?", browser.text("[data-node=ev1] .power"));
    assertEquals("?", browser.text("[data-node=load] .power"));
    site.plant().restart(ServerName.PLC);
    browser.await("no rest", () -> !browser.has("[data-node=rest]"));
  }

  /** Its power then follows from the others. */
  @Test
  void a_meter_that_fails_is_told_under_the_headline_and_marked_in_the_picture() throws Exception {
    site.plant().stop(ServerName.GRID_METER);
    browser.await("the alarm", () -> browser.has("[data-alarm='device/meter1']"));
    browser.await("the mark", () -> browser.has("[data-node=grid].failed .mark"));
    String trouble = browser.text("[data-trouble=meter1]");
    assertTrue(trouble.startsWith("⚠ Grid meter: "), trouble);
    PageLook.check(browser, "a broken meter");
    assertEquals(List.of(), idsShown());
    PageLook.pictures(browser, "meter");
    site.plant().restart(ServerName.GRID_METER);
    browser.await("no alarm", () -> !browser.has("[data-alarm='device/meter1']"));
  }

  @Test
  void the_page_goes_on_without_the_broker_and_with_it_again() throws Exception {
    site.plant().stop(ServerName.BROKER);
    String before = browser.text("[data-test=now]");
    browser.await("time passes", () -> !browser.text("[data-test=now]").equals(before));
    assertEquals("", browser.text("[data-test=banner]"));
    site.plant().restart(ServerName.BROKER);
    String later = browser.text("[data-test=now]");
    browser.await("time passes", () -> !browser.text("[data-test=now]").equals(later));
    assertEquals("", browser.text("[data-test=banner]"));
  }

  @Test
  void the_card_of_limits_holds_limits_alone_and_the_day_is_on_the_first_screen()
      throws IOException {
    browser.await("limits", () -> browser.text("[data-test=limits]").contains("Import limit"));
    String limits = browser.text("[data-test=limits]");
    assertFalse(limits.contains("compute1") || limits.contains("Energy"), limits);
    browser.await("the day", () -> browser.has("[aria-labelledby=today] canvas"));
    PageLook.pictures(browser, "sun");
  }

  @Test
  void the_money_of_today_is_that_of_the_meter_against_no_battery() {
    browser.await("the money", () -> browser.text("[data-test=money]").contains("Today so far"));
    assertEquals(
        "",
        browser.promise(
            """
            () => fetch('/api/history?period=day&from=2026-06-09').then(answer => answer.json()).then(({ costs }) => {
              const saved = costs.withoutBattery.total - costs.measured.total;
              const text = `Today so far: €${Math.abs(saved).toFixed(2)} ${saved > 0 ? 'less' : 'more'} than without a battery · next 24 h: `;
              const shown = document.querySelector('[data-test=money]').textContent;
              return shown.startsWith(text) ? '' : `${text} is not in: ${shown}`;
            })
            """));
  }

  @Test
  void the_energy_imported_today_is_known_by_the_record_before_it_was_counted() {
    view("site");
    browser.await(
        "the import",
        () ->
            browser
                .text("[data-test=values]")
                .matches("(?s)Energy imported today\\s+[0-9.]+ kWh by its record.*"));
    assertFalse(browser.text("[data-test=values]").contains("compute1"));
  }

  @Test
  void a_limit_that_the_grid_operator_orders_is_named() {
    site.plant().plant().change(plant -> plant.forceContact(true));
    browser.await(
        "the limit", () -> browser.text("[data-test=limits]").contains("the grid operator"));
    browser.await(
        "the sentence", () -> browser.text("[data-test=sentence]").contains("grid operator"));
    site.plant().plant().change(plant -> plant.forceContact(false));
    browser.await(
        "no order", () -> !browser.text("[data-test=limits]").contains("the grid operator"));
  }

  @Test
  void a_command_needs_the_token_is_confirmed_counts_and_can_be_undone() throws Exception {
    lock();
    String refused = post("page-1", 0, 60);
    assertTrue(refused.startsWith("401 "), refused);
    browser.fill("input[name=token]", "0123456789abcdef0123456789abcdef");
    browser.click("form.token button");
    browser.await("refusal", () -> browser.text("form.token").contains("not the token"));

    unlock();
    browser.fill("select[name=command]", "limit-export");
    browser.fill("[data-form=site] input[name=value]", "1234");
    browser.click("[data-form=site] [data-test=send]");
    assertFalse(browser.text("[data-test=limits]").contains("1,234"), "not yet confirmed");
    browser.click("[data-test=confirm]");
    browser.await(
        "taken",
        () ->
            browser
                .text("[aria-labelledby=commands] [data-test=answer]")
                .contains("In force until"));
    browser.await("in force", () -> browser.text("[data-test=limits]").contains("1.23 kW"));
    assertTrue(browser.text("[data-test=limits]").contains("set by a command"));
    browser.await("listed", () -> browser.has("[data-request=limit-export]"));
    String request = browser.text("[data-request=limit-export]");
    assertTrue(request.contains("1.23 kW") && request.contains("by this page, until"), request);

    browser.click("[data-request=limit-export] [data-test=end]");
    browser.await("ended", () -> !browser.text("[data-test=limits]").contains("1.23 kW"));
    browser.await("not listed", () -> !browser.has("[data-request=limit-export]"));
  }

  @Test
  void every_command_of_the_site_has_its_form() throws Exception {
    unlock();
    assertEquals(
        "mode limit-import limit-export reserve-soc objective reload compute/compute1",
        options("command"));
    browser.fill("select[name=command]", "reserve-soc");
    browser.await("from when", () -> browser.has("[data-form=site] input[name=from]"));
    browser.fill("select[name=command]", "reload");
    browser.await("nothing to enter", () -> !browser.has("[data-form=site] [name=value]"));
    assertFalse(browser.has("[data-form=site] select[name=holds]"), "it acts once");
  }

  /** Boxes that move make a person press beside what is meant. */
  @Test
  void nothing_moves_when_the_day_arrives_or_a_second_passes() {
    for (int width : List.of(360, 1440)) {
      browser.size(width, 900);
      browser.open(page.address());
      browser.await("the day", () -> browser.has("[aria-labelledby=today] canvas"));
      String later = browser.text("[data-test=now]");
      browser.await("a minute", () -> !browser.text("[data-test=now]").equals(later));
      assertEquals(
          "",
          browser.promise(
              """
              () => new Promise(done => {
                new PerformanceObserver(list => done(list.getEntries().filter(one => one.value > 0.01)
                  .map(one => one.value.toFixed(3) + ' by ' + one.sources.map(source => `${source.node?.className}: ${source.previousRect.top} ${source.previousRect.height} to ${source.currentRect.top} ${source.currentRect.height}`).join(', ')).join('; ')))
                  .observe({ type: 'layout-shift', buffered: true });
                setTimeout(() => done(''), 500);
              })
              """),
          "moved at " + width);
    }
  }

  /** Ids of devices in the texts of the page, folded ones and labels included. */
  private static List<String> idsShown() {
    String said = PageLook.said(browser);
    return site.site().devices().stream()
        .map(DeviceConfig::id)
        .filter(id -> Pattern.compile("\\b" + Pattern.quote(id) + "\\b").matcher(said).find())
        .toList();
  }

  @Test
  void the_first_view_tells_no_ids_of_devices() throws Exception {
    browser.await("the day", () -> browser.has("[aria-labelledby=today] canvas"));
    unlock();
    assertEquals(List.of(), idsShown());
    browser.click("button.language");
    browser.await("German", () -> browser.text("#alarms").equals("Alarme"));
    assertEquals(List.of(), idsShown());
    browser.click("button.language");
  }

  /** Commands with few values are buttons in the card of their car. */
  @Test
  void the_commands_of_a_car_are_in_its_card() throws Exception {
    unlock();
    assertEquals(
        "charging-mode/ev1: planned off surplus minimum-surplus now",
        browser.script(
            """
            return [...document.querySelectorAll('[data-car=ev1] [data-choice]')].map(row =>
              row.dataset.choice + ': ' + [...row.querySelectorAll('button')].map(one => one.value).join(' ')).join('; ')
            """));
    assertTrue(browser.has("[data-choice='charging-mode/ev1'] [value=planned][aria-pressed=true]"));
    browser.click("[data-car=ev1] details > summary");
    assertTrue(browser.has("[data-form='ev/ev1'] input[name=energy]"), "its trip");
    browser.click("[data-choice='charging-mode/ev1'] [value=now]");
    browser.click("[data-test=confirm]");
    browser.await(
        "refused while it is away",
        () ->
            browser
                .text("[data-car=ev1] [data-test=answer]")
                .contains("Refused: no car is plugged in"));
  }

  private static String options(String name) {
    return String.valueOf(
        browser.script(
            "return [...document.querySelectorAll(`select[name=${arguments[0]}] option`)]"
                + ".map(one => one.value).join(' ')",
            name));
  }

  @Test
  void an_expired_command_is_refused_with_the_reason() throws Exception {
    unlock();
    String refused = post("page-old", 3600, 60);
    assertTrue(refused.startsWith("422 "), refused);
    assertTrue(refused.contains("expired"), refused);
    assertFalse(browser.text("[data-test=limits]").contains("2,345"));
  }

  /** A cookie would go to every port of localhost; the session belongs to this one. */
  @Test
  void a_page_at_another_port_of_this_machine_can_neither_command_nor_read() throws Exception {
    unlock();
    List<String> shown = new CopyOnWriteArrayList<>();
    int before = site.events().size();
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          shown.addAll(exchange.getRequestHeaders().getOrDefault("Cookie", List.of()));
          shown.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("hi".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    other.start();
    try {
      browser.go("http://localhost:" + other.getAddress().getPort() + "/");
      assertEquals(List.of(), shown, "what the other port is shown");
      assertEquals("0", browser.script("return String(localStorage.length)"));
      String target = page.address();
      String body =
          "{\"id\":\"evil\",\"issuedAt\":\"%s\",\"validForS\":600,\"value\":1}"
              .formatted(site.now().instant());
      String posted =
          browser.promise(
              """
              (target, body) => fetch(target + 'api/command?name=limit-export', { method: 'POST',
                mode: 'no-cors', credentials: 'include', body }).then(() => 'answered')
              """,
              target,
              body);
      assertTrue(posted.contains("Failed to fetch"), posted);
      for (String refused :
          List.of(
              "target => fetch(target + 'api/ahead', { credentials: 'include' }).then(() =>"
                  + " 'read')",
              """
              target => new Promise(done => {
                const stream = new EventSource(target + 'events', { withCredentials: true });
                stream.onopen = () => done('read');
                stream.onerror = () => { stream.close(); done('refused'); };
              })
              """)) {
        String answer = browser.promise(refused, target);
        assertFalse(answer.contains("read"), answer);
      }
    } finally {
      other.stop(0);
    }
    for (int i = 0; i < 5; i++) {
      pump();
    }
    assertTrue(
        site.events().subList(before, site.events().size()).stream()
            .noneMatch(event -> event.code().startsWith("command/")),
        () -> "" + site.events());
  }

  /** A command from the page's own script, issued that long ago. */
  private static String post(String id, int secondsAgo, int validForS) {
    Instant issued = site.now().instant().minusSeconds(secondsAgo);
    String body =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":%d,\"value\":2345}"
            .formatted(id, issued, validForS);
    browser.script(
        """
        window.answer = undefined;
        fetch('/api/command?name=limit-export', { method: 'POST',
          headers: { 'Content-Type': 'application/json',
            Authorization: 'Bearer ' + localStorage.getItem('spikewatt-session') },
          body: arguments[0] })
          .then(async answer => { window.answer = answer.status + ' ' + await answer.text(); });
        """,
        body);
    browser.await("an answer", () -> !browser.script("return window.answer ?? ''").equals(""));
    return String.valueOf(browser.script("return window.answer"));
  }

  @Test
  void the_page_is_accessible_in_light_and_dark_locked_and_unlocked() throws Exception {
    lock();
    assertEquals("", browser.violations());
    unlock();
    view("history");
    browser.click("#day-list > summary");
    browser.await("decisions", () -> browser.has(".slot"));
    browser.click(".slot > summary");
    browser.await("a decision", () -> browser.has(".decision"));
    assertEquals("", browser.violations(), "history");
    view("site");
    assertEquals("", browser.violations(), "site");
    view("plan");
    browser.await("charts", () -> browser.has(".chart canvas"));
    for (String scheme : List.of("light", "dark")) {
      browser.colours(scheme);
      assertEquals("", browser.violations(), scheme);
    }
    view("now");
    browser.size(1280, 900);
    assertEquals("", browser.violations(), "wide and dark");
  }

  @Test
  void german_and_english_are_one_click_apart() {
    assertEquals("Alarms", browser.text("#alarms"));
    browser.click("button.language");
    browser.await("German", () -> browser.text("#alarms").equals("Alarme"));
    assertEquals("de", browser.script("return document.documentElement.lang"));
    browser.click("button.language");
    browser.await("English", () -> browser.text("#alarms").equals("Alarms"));
  }

  @Test
  void a_german_decision_gives_its_reasons_in_german() {
    view("history");
    browser.click("button.language");
    browser.click("#day-list > summary");
    browser.await("decisions", () -> browser.has(".slot"));
    browser.click(".slot > summary");
    browser.await("a decision", () -> browser.has(".decision"));
    String setpoints = browser.text(".decision ul");
    browser.click("button.language");
    assertTrue(setpoints.contains("kein Bedarf"), setpoints);
    assertFalse(setpoints.contains("no need"), setpoints);
  }

  @Test
  void a_hidden_tab_closes_its_stream_until_it_is_seen_again() {
    String hide =
        """
        Object.defineProperty(document, 'hidden', { value: arguments[0], configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
        """;
    browser.script(hide, true);
    browser.await("no stream", () -> page.streams() == 0);
    String before = browser.text("[data-test=now]");
    Instant hidden = site.now().instant();
    browser.await(
        "minutes", () -> site.now().instant().isAfter(hidden.plus(Duration.ofMinutes(3))));
    assertEquals(before, browser.text("[data-test=now]"));
    browser.script(hide, false);
    browser.await("the present", () -> !browser.text("[data-test=now]").equals(before));
    assertEquals(1, page.streams());
  }

  @Test
  void a_lost_server_is_shown_until_it_is_back() throws Exception {
    ServiceStatus status = ServiceStatus.of("test", site.now());
    assertTrue(start(status).isEmpty(), "the port is taken, and the site goes on");
    page.close();
    browser.await("the loss", () -> browser.text("[data-test=banner]").contains("No connection"));
    String clock = browser.text("[data-test=now]");
    assertEquals(
        "No connection since " + clock + ". Shown as of then. This page reconnects by itself.",
        browser.text("[data-test=banner]"));
    assertTrue(browser.has(".first.old"), "the picture is grey");
    String sentence = browser.text("[data-test=sentence]");
    assertTrue(sentence.startsWith("As of " + clock + ":"), sentence);
    assertEquals(
        "none",
        browser.script("return getComputedStyle(document.querySelector('.wire')).animationName"));
    assertFalse(browser.text("body").contains("Control runs"));
    try {
      PageLook.check(browser, "no connection");
      PageLook.picture(browser, "page-lost", PHONE);
    } finally {
      page = start(status).orElseThrow();
    }
    browser.await("connected", () -> browser.text("[data-test=banner]").isEmpty());
  }

  @Test
  void what_the_last_month_cost_is_shown_with_what_is_not_known_of_it() {
    view("history");
    browser.await("the month", () -> browser.text("[data-test=month]").contains("cost"));
    String answer = browser.promise("() => fetch('/api/month').then(answer => answer.text())");
    String cost = shown(answer, "measured");
    String text = browser.text("[data-test=month]");
    assertTrue(text.startsWith("May 2026 cost €" + cost + ". That is €"), text);
    assertTrue(text.contains("less than without a battery."), text);
    assertEquals(
        "20 of 2,976 quarter hours are not known. They count in no line.",
        browser.text("[data-test=month-gaps]"));
    assertFalse(browser.has("[data-test=month-since]"), "it was recorded from the first day");
    String table = browser.text("[aria-labelledby=month] table");
    for (String course : List.of("measured", "selfConsumption", "withoutBattery")) {
      assertTrue(table.contains("€" + shown(answer, course)), () -> course + ": " + table);
    }
    browser.click("button.language");
    browser.await("German", () -> browser.text("#month").equals("Was der Mai 2026 kostete"));
    String german = browser.text("[data-test=month]");
    assertTrue(german.startsWith("Der Mai 2026 kostete " + cost.replace('.', ',')), german);
    browser.click("button.language");
    browser.await("English", () -> browser.text("#month").equals("What May 2026 cost"));
  }

  /** A course's cost in cents' precision, as English writes it. */
  private static String shown(String document, String course) {
    Matcher cost = Pattern.compile("\"" + course + "\":\\{\"cost\":(-?[0-9.]+)").matcher(document);
    assertTrue(cost.find(), document);
    return String.format(Locale.ROOT, "%.2f", Double.parseDouble(cost.group(1)));
  }

  /** Energies of the answer, as English writes them, and those that the page shows. */
  private static String figures(String period, String from) {
    return browser.promise(
        """
        (period, from) => fetch(`/api/history?period=${period}&from=${from}`).then(answer => answer.json()).then(answer =>
          [...document.querySelectorAll('[data-figure]')].map(shown => {
            const name = shown.dataset.figure;
            const share = answer[name];
            const wh = answer.flows[name]?.totalWh;
            const digits = wh < 99500 ? 1 : 0;
            const text = name.startsWith('self') ? (share === undefined ? '?' : Math.round(share * 100) + ' %')
              : wh === undefined ? '?'
              : (wh / 1000).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }) + ' kWh';
            return shown.textContent === text ? '' : `${name}: expected ${text}, found ${shown.textContent}`;
          }).filter(Boolean).join('; '))
        """,
        period, from);
  }

  /** Costs of the answer that the sentence lacks. */
  private static String money(String period, String from) {
    return browser.promise(
        """
        (period, from) => fetch(`/api/history?period=${period}&from=${from}`).then(answer => answer.json()).then(({ costs }) => {
          const text = document.querySelector('[data-test=past-money]').textContent;
          const euro = amount => '€' + Math.abs(amount).toFixed(2);
          const saved = costs.withoutBattery.total - costs.measured.total;
          return [euro(costs.measured.total), `${euro(saved)} ${saved > 0 ? 'less' : 'more'} than without a battery`]
            .filter(part => !text.includes(part)).map(part => `${part} is not in: ${text}`).join('; ');
        })
        """,
        period,
        from);
  }

  /** How the file behind the button differs from the server's answer. */
  private static String savedFile(String period, String from) {
    return browser.promise(
        """
        async (period, from) => {
          const create = URL.createObjectURL;
          const saved = new Promise(resolve => {
            URL.createObjectURL = blob => {
              HTMLAnchorElement.prototype.click = function () { resolve([this.download, blob]); };
              return create(blob);
            };
          });
          document.querySelector('[data-test=csv]').click();
          const [name, blob] = await saved;
          delete HTMLAnchorElement.prototype.click;
          URL.createObjectURL = create;
          const text = await blob.text();
          const answer = await fetch(`/api/history.csv?period=${period}&from=${from}`).then(one => one.text());
          const start = answer.split('\\n').length > 31 ? '' : `only ${answer.split('\\n').length} lines; `;
          return start + (text === answer ? '' : 'another text; ') + (name === `spikewatt-${period}-2026-05-01.csv` ? '' : name);
        }
        """,
        period,
        from);
  }

  private static void showPeriod(String period, String title) {
    String button = "[data-period=" + period + "]";
    browser.click(button);
    browser.await(
        period,
        () ->
            browser.has(button + "[aria-pressed=true]")
                && browser.text("[data-test=period]").contains(title));
  }

  @Test
  void the_past_is_shown_by_day_week_month_and_year_with_what_is_missing() throws Exception {
    view("history");
    browser.click("#history-open > summary");
    browser.await("today", () -> browser.text("[data-test=period]").contains("9 June 2026"));
    browser.fill("[aria-labelledby=history] input[type=date]", "2026-05-12");
    browser.await("the day", () -> browser.text("[data-test=period]").contains("12 May 2026"));
    assertEquals("", figures("day", "2026-05-12"));
    assertEquals(
        String.valueOf(5 * 3600),
        browser.script(
            "return String([...document.querySelectorAll('[data-missing]')]"
                + ".reduce((sum, one) => sum + Number(one.dataset.missing), 0))"));
    assertTrue(browser.text("[data-test=past-missing]").startsWith("5 h have no record."));
    browser.click("[data-test=as-table]");
    browser.await("the table", () -> browser.has("[data-test=past-table] tbody tr"));
    assertEquals(
        "96 rows, 20 of them unknown, none of those 0",
        browser.script(
            """
            const rows = [...document.querySelectorAll('[data-test=past-table] tbody tr')]
              .map(row => row.querySelector('[data-cell=import]').textContent);
            return `${rows.length} rows, ${rows.filter(text => text === '?').length} of them unknown, none of those 0`;
            """));
    browser.script(
        """
        const chart = document.querySelector('[data-test=past]');
        const box = chart.getBoundingClientRect();
        chart.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true,
          clientX: box.left + 40 + (box.width - 74) * 0.45, clientY: box.top + 50 }));
        """);
    browser.await("no value", () -> browser.text("[data-test=value]").contains("has no record."));

    showPeriod("week", "11 May 2026");
    assertEquals("", figures("week", "2026-05-12"));
    showPeriod("month", "May 2026");
    assertEquals("", figures("month", "2026-05-12"));
    assertTrue(browser.has("[data-missing='18000']"), "the day of which a part is missing");
    assertEquals("", money("month", "2026-05-12"));
    assertEquals("", savedFile("month", "2026-05-12"));
    browser.click("[data-test=earlier]");
    browser.await("April", () -> browser.text("[data-test=period]").equals("April 2026"));
    assertEquals("", figures("month", "2026-04-01"));
    browser.click("[data-test=later]");
    browser.await("May", () -> browser.text("[data-test=period]").equals("May 2026"));
    showPeriod("year", "2026");
    assertEquals("", figures("year", "2026-05-12"));
    showPeriod("month", "January 2026");

    browser.fill("[aria-labelledby=history] input[type=date]", "2026-05-12");
    browser.await("May", () -> browser.text("[data-test=period]").equals("May 2026"));
    for (int width : List.of(390, 1280)) {
      browser.size(width, 844);
      browser.await("drawn", () -> browser.has("[data-flow=production]"));
      for (String scheme : List.of("light", "dark")) {
        browser.colours(scheme);
        assertEquals("", browser.violations(), width + " " + scheme);
      }
      assertEquals(
          "0",
          browser.script(
              """
              const card = document.querySelector('[aria-labelledby=history]').getBoundingClientRect();
              return String([...document.querySelectorAll('[aria-labelledby=history] :is(p, dd, button, svg.past, svg.past text)')]
                .filter(one => { const box = one.getBoundingClientRect(); return box.left < card.left || box.right > card.right + 0.5; }).length);
              """),
          "boxes beyond the card at " + width);
    }
    browser.click("button.language");
    browser.await("German", () -> browser.text("[data-test=period]").equals("Mai 2026"));
    showPeriod("day", "1. Mai 2026");
    assertEquals(
        "",
        browser.promise(
            """
            () => import('/texts.js').then(({ default: texts }) => {
              const text = document.querySelector('[aria-labelledby=history]').innerText;
              return Object.entries(texts.en).filter(([key, english]) => key.startsWith('history.')
                  && english !== texts.de[key] && english.length > 4 && !english.includes('{')
                  && text.includes(english))
                .map(([key]) => key).join(' ');
            })
            """),
        "English on the German page");
    browser.click("button.language");
  }

  @Test
  void nothing_is_cut_and_no_english_is_on_the_german_page() throws Exception {
    browser.await(
        "flows worth a picture",
        () -> browser.has(".wire.battery:not(.idle)") && browser.has(".wire.grid:not(.idle)"));
    look("now", "a normal day");
    PageLook.picture(browser, "page-desktop", new PageLook.Way(true, "light", "en"));
    PageLook.picture(browser, "page-german-dark", new PageLook.Way(true, "dark", "de"));
    PageLook.picture(browser, "page-phone", PHONE);
    for (String name : List.of("plan", "history", "site")) {
      view(name);
      if (name.equals("plan")) {
        browser.await("charts", () -> browser.has(".chart canvas"));
        PageLook.picture(browser, "page-plan", new PageLook.Way(true, "light", "en"));
      } else if (name.equals("history")) {
        browser.await("the month", () -> browser.has("[data-test=month-gaps]"));
        browser.click("#day-list > summary");
        browser.await("decisions", () -> browser.has(".slot"));
        PageLook.picture(browser, "page-month", new PageLook.Way(false, "light", "de"));
      }
      look(name, name);
    }
  }

  /** Opens every fold, so that its contents are checked, too. */
  private static void look(String view, String state) {
    browser.script("document.querySelectorAll('details').forEach(one => { one.open = true; })");
    PageLook.check(browser, view + ", " + state);
    browser.script("document.querySelectorAll('details').forEach(one => { one.open = false; })");
  }

  @Test
  void a_failed_battery_an_order_and_requests_cut_nothing_either() throws Exception {
    unlock();
    site.plant().plant().change(plant -> plant.forceContact(true));
    browser.await(
        "the limit", () -> browser.text("[data-test=limits]").contains("the grid operator"));
    look("now", "dimmed by the grid operator");
    PageLook.picture(browser, "page-dimmed", new PageLook.Way(false, "light", "de"));
    site.plant().plant().change(plant -> plant.forceContact(false));

    assertTrue(post("page-look", 0, 3600).startsWith("200 "));
    site.plant().stop(ServerName.BATTERY);
    browser.await("the alarm", () -> browser.has("[data-alarm='battery-unknown']"));
    browser.await("the request", () -> browser.has("[data-request=limit-export]"));
    look("now", "battery failed, a request in force");
    PageLook.picture(browser, "page-failed", new PageLook.Way(true, "light", "en"));
    site.plant().restart(ServerName.BATTERY);
    browser.await("no alarm", () -> !browser.has("[data-alarm='battery-unknown']"));
    PageLook.show(browser, new PageLook.Way(false, "dark", "en"));
    browser.script("document.querySelector('#requests').scrollIntoView()");
    PageLook.picture(browser, "page-requests", new PageLook.Way(false, "dark", "en"));
  }

  /** The measure itself: what is cut, and what is English, is found. */
  @Test
  void a_long_word_an_overlap_and_an_english_text_are_found() {
    assertEquals("", PageLook.cut(browser));
    browser.script(
        "document.querySelector('[data-node=battery1] .name').textContent = 'discharges'.repeat(9)");
    String picture = PageLook.cut(browser);
    assertTrue(picture.contains("beyond the picture"), picture);
    assertTrue(picture.contains("over"), picture);
    browser.script(
        "document.querySelector('.column h2').innerHTML = '<nobr>' + 'wide '.repeat(99)");
    String card = PageLook.cut(browser);
    assertTrue(card.contains("beyond its card"), card);
    assertEquals(List.of(), PageLook.english("Batterie voll um 16:15\nNetz · Auto 80 %"));
    assertEquals(
        List.of("page.fullAt in: Battery full at 16:15"),
        PageLook.english("Battery full at 16:15").stream()
            .filter(found -> found.startsWith("page.fullAt"))
            .toList());
    browser.open(page.address());
  }

  @Test
  void the_page_has_the_prices_of_the_horizon_by_part() {
    String prices =
        browser.promise(
            """
            () => fetch('/api/ahead').then(answer => answer.json()).then(({ plan, prices }) =>
              prices.start === plan.start && prices.importParts.map(one => one.part).join(' ')
                + ' ' + Math.abs(prices.importParts[0].perKwh[1] - plan.importPerKwh[1]).toFixed(4)
                + ' ' + prices.importSource[1])
            """);
    assertEquals("energy 0.0000 tariff", prices);
    assertEquals(
        " = exchange -8.0 + taxes -1.5 + network fee 9.0 (by command)",
        browser
            .promise(
                """
                () => import('/charts.js').then(charts => charts.partsAt({
                  start: '2026-06-01T12:00:00Z', slotS: 900, importSource: ['tariff', 'command'], importParts: [
                    { part: 'exchange', perKwh: [null, -0.08] }, { part: 'energy', perKwh: [0.3, null] },
                    { part: 'taxes', perKwh: [null, -0.015] }, { part: 'network-fee', perKwh: [null, 0.09] } ] },
                  'import', Date.parse('2026-06-01T12:20:00Z') / 1000, 100, 1))
                """)
            .replace('\u2212', '-'));
  }

  @Test
  void the_page_tells_where_the_prices_are_from_and_how_old_the_answer_is() {
    String texts =
        browser.promise(
            """
            () => import('/charts.js').then(charts => {
              const of = (importSource, state) => charts.pricesFrom(
                { start: '2026-06-01T12:00:00Z', slotS: 900, importSource }, { now: '2026-06-01T12:05:00Z', ...state });
              return [of(['tariff', 'tariff']), of(['source', 'learnt']),
                of(['source', 'source', 'learnt', 'tariff'], { sourceAgeMin: { value: 12 } })].join(' | ');
            })
            """);
    assertTrue(
        texts.matches(
            " \\| Import price: from a source until \\d\\d:15, forecast\\."
                + " \\| Import price: from a source until \\d\\d:30, forecast until \\d\\d:45, tariff\\."
                + " Newest answer of each source: at most 13 min old\\."),
        texts);
  }

  @Test
  void planned_powers_add_up_in_every_slot() {
    String worst =
        browser.promise(
            """
            () => fetch('/api/ahead').then(answer => answer.json()).then(({ plan, parts }) => {
              const sums = plan.importPerKwh.map((_, k) => parts.reduce((sum, one) => sum + one.w[k], 0));
              return parts.map(one => one.kind).sort().join(' ') + ' ' + Math.max(...sums.map(Math.abs)).toFixed(1);
            })
            """);
    Matcher found = Pattern.compile("(.*) ([0-9.]+)").matcher(worst);
    assertTrue(found.matches(), worst);
    assertTrue(Double.parseDouble(found.group(2)) < 1, worst);
    for (String kind : List.of("battery", "compute", "grid", "heat-pump", "load", "pv")) {
      assertTrue(List.of(found.group(1).split(" ", -1)).contains(kind), worst);
    }
  }

  @Test
  void a_chart_shows_values_at_the_finger_and_a_line_at_the_present() {
    view("plan");
    browser.await("charts", () -> browser.has(".chart canvas"));
    assertEquals("Touch the chart for values.", browser.text("[data-test=at]"));
    browser.script(
        """
        const over = document.querySelector('.chart .u-over');
        const box = over.getBoundingClientRect();
        const finger = new Touch({ identifier: 1, target: over, clientX: box.left + box.width / 2, clientY: box.top + 20 });
        over.dispatchEvent(new TouchEvent('touchstart', { touches: [finger], bubbles: true }));
        """);
    browser.await(
        "a time", () -> browser.text("[data-test=at]").matches("\\w+,? \\d+ \\w+ \\d\\d:\\d\\d"));
    assertTrue(
        browser.text(".key").matches("(?s).*Grid -?\\d+\\.\\d\\d kW.*"), browser.text(".key"));
  }
}

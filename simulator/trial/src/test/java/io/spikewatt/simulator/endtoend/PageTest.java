package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.spikewatt.controller.history.SlotMean;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.page.SitePage;
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

  /** Where the pictures of the documentation come from. */
  private static final Path PICTURES = Path.of("target", "page");

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
    Instant gap = Instant.parse("2026-05-12T08:00:00Z");
    means.removeIf(
        mean ->
            !mean.start().isBefore(gap) && mean.start().isBefore(gap.plus(Duration.ofHours(5))));
    RecordedPast.write(directory.resolve("state"), means);
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
    browser.colours("light");
    browser.size(390, 844);
    browser.open(page.address());
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
  void a_battery_that_fails_is_shown_as_unknown_with_what_to_do_and_comes_back() {
    browser.await("a charge", () -> browser.text("[data-node=battery1] .name").contains("%"));
    site.plant().stop(ServerName.BATTERY);
    browser.await("the alarm", () -> browser.has("[data-alarm='battery-unknown']"));
    browser.await("the device", () -> browser.has("[data-device=battery1].bad"));
    assertFalse(browser.text("[data-node=battery1] .name").contains("%"), "no charge is shown");
    assertTrue(browser.text(".first").contains("state of charge ?"), browser.text(".first"));
    assertTrue(browser.text("[data-alarm='battery-unknown']").contains("What to do:"));
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
    String refused = post("page-1", 0);
    assertTrue(refused.startsWith("401 "), refused);
    browser.fill("input[name=token]", "0123456789abcdef0123456789abcdef");
    browser.click("form.token button");
    browser.await("refusal", () -> browser.text("form.token").contains("not the token"));

    unlock();
    browser.fill("select[name=command]", "limit-export");
    browser.fill("input[name=value]", "1234");
    browser.click("[data-test=send]");
    assertFalse(browser.text("[data-test=limits]").contains("1,234"), "not yet confirmed");
    browser.click("[data-test=confirm]");
    browser.await("taken", () -> browser.text("[data-test=answer]").contains("In force until"));
    browser.await("in force", () -> browser.text("[data-test=limits]").contains("1,234 W"));
    assertTrue(browser.text("[data-test=limits]").contains("set by a command"));

    browser.click("[data-test=undo]");
    browser.await("undone", () -> !browser.text("[data-test=limits]").contains("1,234 W"));
    browser.await("forgotten", () -> !browser.has("[data-test=undo]"));
  }

  @Test
  void every_command_of_the_site_has_its_form() throws Exception {
    unlock();
    assertEquals(
        "mode limit-import limit-export reserve-soc objective reload charge-now/ev1 ev/ev1"
            + " compute/compute1",
        options("command"));
    browser.fill("select[name=command]", "charge-now/ev1");
    browser.await("its words", () -> options("value").equals("on off"));
    browser.script("document.querySelector('form.command').scrollIntoView()");
    browser.picture(PICTURES.resolve("command-charge-now.png"), false);
    browser.fill("select[name=command]", "reserve-soc");
    browser.await("from when", () -> browser.has("input[name=from]"));
    browser.picture(PICTURES.resolve("command-reserve.png"), false);
    browser.fill("select[name=command]", "ev/ev1");
    browser.await("its energy", () -> browser.has("input[name=energy]"));
    browser.fill("select[name=command]", "reload");
    browser.await("nothing to enter", () -> !browser.has("[name=value]"));
    assertFalse(browser.has("select[name=holds]"), "it acts once");
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
    String refused = post("page-old", 3600);
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
  private static String post(String id, int secondsAgo) {
    Instant issued = site.now().instant().minusSeconds(secondsAgo);
    String body =
        "{\"id\":\"%s\",\"issuedAt\":\"%s\",\"validForS\":60,\"value\":2345}".formatted(id, issued);
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
    browser.click("#day-list > summary");
    browser.await("decisions", () -> browser.has(".slot"));
    browser.click(".slot > summary");
    browser.await("a decision", () -> browser.has(".decision"));
    for (String scheme : List.of("light", "dark")) {
      browser.colours(scheme);
      browser.await("charts", () -> browser.has(".chart canvas"));
      assertEquals("", browser.violations(), scheme);
    }
    browser.size(1280, 900);
    assertEquals("", browser.violations(), "wide");
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
  void a_lost_server_is_told_until_it_is_back() {
    ServiceStatus status = ServiceStatus.of("test", site.now());
    assertTrue(start(status).isEmpty(), "the port is taken, and the site goes on");
    page.close();
    browser.await("the loss", () -> browser.text("[data-test=banner]").contains("No connection"));
    page = start(status).orElseThrow();
    browser.await("connected", () -> browser.text("[data-test=banner]").isEmpty());
  }

  @Test
  void what_the_last_month_cost_is_shown_with_what_is_not_known_of_it() {
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
        browser.script("document.querySelector('[aria-labelledby=history]').scrollIntoView()");
        browser.picture(PICTURES.resolve("page-history-" + width + "-" + scheme + ".png"), false);
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
  void pictures_for_the_documentation() throws Exception {
    browser.await("charts", () -> browser.has(".chart canvas"));
    browser.await(
        "flows worth a picture",
        () -> browser.has(".wire.battery:not(.idle)") && browser.has(".wire.grid:not(.idle)"));
    browser.picture(PICTURES.resolve("page-phone.png"), false);
    browser.colours("dark");
    browser.await("charts", () -> browser.has(".chart canvas"));
    browser.picture(PICTURES.resolve("page-dark.png"), false);
    browser.colours("light");
    browser.size(1280, 900);
    browser.await("charts", () -> browser.has(".chart canvas"));
    browser.picture(PICTURES.resolve("page-desktop.png"), true);
    browser.click("button.language");
    browser.await("German", () -> browser.text("#alarms").equals("Alarme"));
    browser.size(390, 844);
    browser.await("the month", () -> browser.has("[data-test=month-gaps]"));
    browser.script("document.querySelector('[aria-labelledby=month]').scrollIntoView()");
    browser.picture(PICTURES.resolve("page-month.png"), false);
    browser.click("button.language");
    for (String name : List.of("page-phone", "page-dark", "page-desktop", "page-month")) {
      assertTrue(Files.size(PICTURES.resolve(name + ".png")) > 10_000, name);
    }
  }
}

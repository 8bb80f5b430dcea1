package io.spikewatt.simulator.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assist.AssistantPaths;
import io.spikewatt.controller.assistant.proposal.PinHash;
import io.spikewatt.controller.http.MorePaths;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.controller.page.SitePage;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.view.SiteView;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.scenario.LiveSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person sees an assistant's proposal on the page and approves it with name and PIN. */
@Timeout(120)
class AssistantPageTest {

  private static final Instant NOON = Instant.parse("2026-06-09T09:35:00Z");
  private static final String CLIENT = "0123456789abcdef0123456789abcdef";
  private static final String PIN = "kite 7391";
  private static final PageLook.Way PHONE = new PageLook.Way(false, "light", "en");
  private static final String FORM = "form[data-approve] ";

  @TempDir private Path directory = Path.of("");

  @Test
  void a_proposal_is_shown_in_both_languages_and_approved_by_its_pin_alone() throws Exception {
    int port;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
    secret("desk-token", CLIENT);
    secret("anna-pin", PinHash.make(PIN, 10_000, new Random(3)).text());
    try (LiveSite site =
            LiveSite.start(
                SiteParameters.demo(7), NOON, directory, false, yaml -> yaml + assistant(port));
        Served served = new Served(site, directory);
        Browser browser = new Browser(directory.resolve("browser"), () -> site.next())) {
      browser.open(served.page().address());
      browser.await("the plan", () -> browser.text("[data-test=mode]").contains("automatic"));
      assertEquals(1L, browser.script("return document.querySelectorAll('form.token').length"));
      CompletableFuture<HttpResponse<String>> made = propose(port);
      browser.await("the proposal", () -> browser.has("[data-proposal]"));
      assertTrue(made.get().body().contains("approvable_until"), made.get().body());
      assertFalse(browser.has(FORM + "input[name=pin]"), "an approval without the page's token");
      PageLook.check(browser, "proposal");

      String token = Files.readString(directory.resolve("state").resolve(PageToken.FILE)).strip();
      browser.fill("input[name=token]", token);
      browser.click("form.token button");
      browser.await("the form", () -> browser.has(FORM + "input[name=pin]"));
      PageLook.check(browser, "approval");
      PageLook.picture(browser, "page-proposal", PHONE);
      assertEquals("", browser.violations());

      approve(browser, "kite 7390");
      browser.await("refused", () -> answer(browser).contains("not that of anna"));
      assertTrue(browser.text(FORM + "input[name=pin]").isEmpty(), "the PIN is gone");
      approve(browser, PIN);
      browser.await("carried out", () -> said(browser).contains("carried out (anna)"));
      browser.await("in force", () -> browser.text("[data-test=limits]").contains("3.00 kW"));
      assertFalse(browser.has("[data-proposal]"), "it still waits");
      PageLook.check(browser, "carried out");

      PageLook.show(browser, PHONE);
      browser.click("[data-test=assistant-stop]");
      browser.await("stopped", () -> said(browser).contains("switched off"));
      PageLook.check(browser, "stopped");
      browser.assertNoErrors();
      assertEquals(List.of(), site.bugs());
    }
  }

  /** A page with the assistant's paths, as the daemon serves it. */
  private record Served(MorePaths paths, SitePage page) implements AutoCloseable {

    Served(LiveSite site, Path directory) {
      this(site, directory, view(site));
    }

    private Served(LiveSite site, Path directory, SiteView view) {
      this(
          view,
          site,
          AssistantPaths.of(
              site.site(),
              view,
              site.gateway()::running,
              directory.resolve("site.yaml"),
              "test",
              site.clock()));
    }

    private Served(SiteView view, LiveSite site, MorePaths paths) {
      this(paths, SitePage.start(site.site(), view, paths, site.gateway()::page).orElseThrow());
    }

    private static SiteView view(LiveSite site) {
      ServiceStatus status = ServiceStatus.of("test", site.now());
      return SitePage.view(
          site.gateway()::running, () -> site.gateway().status(site.site(), status));
    }

    @Override
    public void close() {
      page.close();
      paths.close();
    }
  }

  private static void approve(Browser browser, String pin) {
    browser.fill(FORM + "input[name=name]", "anna");
    browser.fill(FORM + "input[name=pin]", pin);
    browser.click(FORM + "[data-test=approve]");
  }

  private static String answer(Browser browser) {
    return browser.text("[data-test=approval]");
  }

  private static String said(Browser browser) {
    browser.script("document.querySelectorAll('details').forEach(one => { one.open = true; })");
    return browser.text("[data-test=proposals]");
  }

  private static String assistant(int port) {
    return """
        page: { port: %d }
        assistant:
          clients: [{ name: desk, token-file: desk-token, read: all, propose: limit-import, act: limit-import }]
          approvers: [{ name: anna, pin-file: anna-pin }]
        """
        .formatted(port);
  }

  private void secret(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
  }

  /** A control cycle judges it, so time must go on meanwhile. */
  private static CompletableFuture<HttpResponse<String>> propose(int port) {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"propose\","
            + "\"arguments\":{\"command\":\"limit-import\",\"value\":3000,\"hours\":2}}}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2025-11-25")
            .header("Authorization", "Bearer " + CLIENT)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }
}

package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditVerifier;
import io.spikewatt.controller.cli.Main;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.JavaCommand;
import io.spikewatt.testkit.OneMeterSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client asks a real daemon's tools over HTTP, within its policy, and the audit has it all. */
@Timeout(120)
class AssistantServedTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path directory = Path.of("");

  @FunctionalInterface
  private interface Visit {
    void at(int port) throws Exception;
  }

  @Test
  void a_client_reads_what_its_policy_lists_and_the_audit_has_each_attempt() throws Exception {
    serve(
        port -> {
          assertEquals(401, ask(port, Optional.empty(), "tools/list", "{}").statusCode());
          String list = ask(port, Optional.of(TOKEN), "tools/list", "{}").body();
          assertTrue(list.contains("\"what_if\"") && list.contains("\"now\""), list);
          String now = call(port, "now", "{}");
          assertTrue(now.contains("\"isError\":false") && now.contains("Grid power"), now);
          String denied = call(port, "history", "{\"period\":\"day\",\"from\":\"2026-12-01\"}");
          assertTrue(denied.contains("\"isError\":true") && denied.contains("policy"), denied);
          String smuggled = call(port, "now", "{\"limit_w\":5}");
          assertTrue(smuggled.contains("\"isError\":true"), smuggled);
          String stranger = "x".repeat(TOKEN.length());
          assertEquals(401, ask(port, Optional.of(stranger), "tools/list", "{}").statusCode());
        });
    Path audit = directory.resolve("state/assistant-audit");
    AuditVerifier.Verdict verdict =
        AuditVerifier.verify(audit, AuditFiles.Bounds.USUAL, AuditHead.NONE);
    assertEquals(Optional.empty(), verdict.misfit());
    String records = text(audit);
    for (String attempt : List.of("now: permitted", "policy", "limit_w", "token")) {
      assertTrue(records.contains(attempt), attempt + " in " + records);
    }
    assertFalse(records.contains(TOKEN), records);
  }

  @Test
  void without_an_audit_there_is_no_assistant_and_the_page_is_served() throws Exception {
    Files.createDirectories(directory.resolve("state"));
    Files.writeString(directory.resolve("state/assistant-audit"), "no directory");
    String said =
        serve(
            port -> {
              assertEquals(404, ask(port, Optional.of(TOKEN), "tools/list", "{}").statusCode());
              URI page = URI.create("http://127.0.0.1:" + port + "/");
              HttpRequest seen = HttpRequest.newBuilder(page).build();
              assertEquals(200, http.send(seen, HttpResponse.BodyHandlers.ofString()).statusCode());
            });
    assertTrue(said.contains("the page is served without the assistant: "), said);
    assertTrue(said.contains("assistant-audit"), said);
  }

  /** Runs a daemon with an assistant during a visit; returns its output. */
  private String serve(Visit visit) throws Exception {
    int port = freePort();
    Path token =
        Files.createFile(
            directory.resolve("desk-token"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(token, TOKEN);
    Path site = OneMeterSite.write(directory, "home");
    String more =
        """
        page: { port: %d }
        assistant:
          clients: [{ name: desk, token-file: desk-token, read: "now, why" }]
        """;
    Files.writeString(site, more.formatted(port), StandardOpenOption.APPEND);
    Path output = directory.resolve("output.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaCommand.of(
                    List.of("-Xmx128m"),
                    Main.class.getName(),
                    List.of("run", "--config", site.toString())))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("RUNTIME_DIRECTORY", directory.toString());
    Process daemon = builder.start();
    try {
      await(daemon, output, "the page is at");
      visit.at(port);
    } finally {
      daemon.destroy();
    }
    assertTrue(daemon.waitFor(60, TimeUnit.SECONDS), "the process ends");
    return Files.readString(output);
  }

  private String call(int port, String tool, String arguments) throws Exception {
    String params = "{\"name\":\"%s\",\"arguments\":%s}".formatted(tool, arguments);
    return ask(port, Optional.of(TOKEN), "tools/call", params).body();
  }

  private HttpResponse<String> ask(int port, Optional<String> token, String method, String params)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/mcp"))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2025-11-25");
    token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":%s}".formatted(method, params);
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String text(Path audit) throws IOException {
    StringBuilder text = new StringBuilder();
    try (var files = Files.list(audit)) {
      for (Path file : files.sorted().toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void await(Process daemon, Path output, String line)
      throws IOException, InterruptedException {
    Clock realTime = new SystemClock();
    Moment end = realTime.now().plus(Duration.ofSeconds(60));
    while (!Files.readString(output).contains(line)) {
      assertTrue(
          daemon.isAlive() && realTime.now().isBefore(end), () -> "the daemon said " + output);
      realTime.sleepUntil(realTime.now().plus(Duration.ofMillis(100)));
    }
  }
}

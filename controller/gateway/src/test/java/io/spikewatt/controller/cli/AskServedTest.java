package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.controller.daemon.DaemonProcess;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.testkit.LoopbackPorts;
import io.spikewatt.testkit.OneMeterSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Questions to a real daemon over HTTP, with a scripted language model and without one. */
@Timeout(120)
class AskServedTest {

  private static final String KEY = "key-of-the-model-0123456789";
  private static final String NOW = "What is the house using right now?";

  @TempDir private Path directory = Path.of("");

  private final List<JsonTree> requests = new CopyOnWriteArrayList<>();
  private final List<String> keys = new CopyOnWriteArrayList<>();

  /** Tool that the model calls before it answers; {@code loop} = it never answers. */
  private final AtomicReference<String> wanted = new AtomicReference<>("now");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final HttpServer model = start();

  private static HttpServer start() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void serve() {
    model.createContext("/v1/chat/completions", this::complete);
    model.start();
  }

  @AfterEach
  void stop() {
    model.stop(0);
  }

  private String wanted() {
    return Objects.requireNonNull(wanted.get());
  }

  private void complete(HttpExchange exchange) throws IOException {
    JsonTree request = JsonTree.of(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    requests.add(request);
    keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    List<JsonTree> messages = request.find("messages").orElseThrow().items();
    boolean answers = messages.getLast().text("role").equals("tool");
    String tool = wanted().equals("loop") ? "now" : wanted();
    String message =
        answers && !wanted().equals("loop")
            ? "{\"role\":\"assistant\",\"content\":\"The model says so.\\u001b[2J\"}"
            : """
              {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",
              "function":{"name":"%s","arguments":"{}"}}]}"""
                .formatted(tool);
    byte[] body =
        "{\"choices\":[{\"message\":%s}],\"usage\":{\"total_tokens\":10}}"
            .formatted(message)
            .getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void a_model_reads_within_the_clients_rights_and_rules_answer_without_it() throws Exception {
    Path site = site();
    String daemon =
        DaemonProcess.serve(
            site,
            directory,
            () -> {
              answersOfTheModel(site);
              answersOfRules(site);
            });
    assertEquals(ExitCode.UNREACHABLE, run(site, "ask", NOW, "--rules"));
    assertTrue(err().contains("refuses the connection"), err());
    auditIsVerified(site);
    String all = daemon + out() + err();
    assertFalse(all.contains(KEY) || all.contains(token()), all);
  }

  private void answersOfTheModel(Path site) throws Exception {
    assertEquals(ExitCode.OK, run(site, "ask", "What", "happens", "here?"), this::err);
    assertTrue(out().contains("The model says so.\uFFFD[2J"), out());
    assertTrue(out().contains("by the language model, with the tools: now {}"), out());
    assertEquals("Bearer " + KEY, keys.getLast());
    assertTrue(
        requests.getFirst().find("tools").orElseThrow().items().stream()
            .anyMatch(tool -> tool.at("function.name").orElseThrow().text().equals("what_if")));
    assertTrue(lastQuoted().contains("\"refused\":false"), lastQuoted());
    assertTrue(
        lastQuoted().contains("\"quoted\":\"") && lastQuoted().contains("Grid"), lastQuoted());
    wanted.set("history");
    assertEquals(ExitCode.OK, run(site, "ask", "And before?"), this::err);
    assertTrue(lastQuoted().contains("\"refused\":true"), lastQuoted());
    wanted.set("approve");
    assertEquals(ExitCode.OK, run(site, "ask", "Approve it"), this::err);
    assertTrue(lastQuoted().contains("no such tool"), lastQuoted());
    wanted.set("loop");
    int before = requests.size();
    assertEquals(ExitCode.OK, run(site, "ask", NOW), this::err);
    assertEquals(6, requests.size() - before);
    assertTrue(err().contains("after 6 rounds") && out().contains("answered by rules"), err());
  }

  private void answersOfRules(Path site) throws Exception {
    model.stop(0);
    assertEquals(ExitCode.OK, run(site, "ask", NOW), this::err);
    assertTrue(err().contains("the model gives no answer, so rules do"), err());
    assertTrue(out().contains("Grid") && out().contains("answered by rules"), out());
    assertEquals(ExitCode.OK, run(site, "ask", NOW, "--json", "--rules"), this::err);
    assertEquals("rules", JsonTree.of(out()).text("by"));
    assertEquals(ExitCode.BAD_DATA, run(site, "ask", "Will it rain?", "--rules"));
    assertTrue(err().contains("No rule knows") && err().contains("What alarms"), err());
    assertEquals(ExitCode.USAGE, run(site, "ask", NOW, "--client", "nobody"));
    assertTrue(err().contains("expected one of desk, found nobody"), err());
  }

  private void auditIsVerified(Path site) throws Exception {
    assertEquals(ExitCode.OK, run(site, "audit", "verify"), this::err);
    assertTrue(out().startsWith("intact: ") && out().contains("hash of the last one"), out());
    Path file = directory.resolve("state/assistant-audit/audit-00000001.jsonl");
    String records = Files.readString(file);
    Files.writeString(file, records.replaceFirst("now: permitted", "now: permitteD"));
    assertEquals(ExitCode.WARNINGS, run(site, "audit", "verify"));
    assertTrue(out().contains("broken") && out().contains("was changed"), out());
  }

  private Path site() throws IOException {
    Files.writeString(directory.resolve("model-key"), KEY);
    Path site = OneMeterSite.write(directory, "home");
    assertEquals(ExitCode.OK, run(site, "assistant", "client", "add", "desk"), this::err);
    assertTrue(out().contains(token()), out());
    String more =
        DocumentedAssistantTest.blocks("yaml")
                .getFirst()
                .replace("page: {}", "page: { port: %d }".formatted(LoopbackPorts.freePort()))
                .replace("read: all", "read: \"now, why\"")
            + "  model: { url: \"http://127.0.0.1:%d/v1\", token-file: model-key }\n"
                .formatted(model.getAddress().getPort());
    Files.writeString(site, more, StandardOpenOption.APPEND);
    return site;
  }

  private String token() throws IOException {
    return Files.readString(directory.resolve("desk-token")).strip();
  }

  /** Content of the last message that the model got. */
  private String lastQuoted() {
    return requests.getLast().find("messages").orElseThrow().items().getLast().text("content");
  }

  private ExitCode run(Path site, String... arguments) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", site.toString()));
    return Main.run(all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }
}

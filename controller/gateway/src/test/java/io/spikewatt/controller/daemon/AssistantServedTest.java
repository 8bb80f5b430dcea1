package io.spikewatt.controller.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assistant.audit.AuditFiles;
import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.audit.AuditVerifier;
import io.spikewatt.controller.assistant.proposal.Approval;
import io.spikewatt.controller.assistant.proposal.PinHash;
import io.spikewatt.controller.broker.BrokerConnection;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.controller.local.LocalClient;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.hal.message.Mailbox;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.LoopbackPorts;
import io.spikewatt.testkit.MosquittoServer;
import io.spikewatt.testkit.OneMeterSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client asks a real daemon's tools over HTTP, within its policy, and the audit has it all. */
@Timeout(120)
class AssistantServedTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static final String PIN = "kite 7391";
  private static final String PROPOSAL =
      "{\"command\":\"limit-import\",\"value\":3000,\"hours\":1}";

  private static final String TOPIC = "spikewatt/home/assistant/";
  private static final KeyPair BEA = keys();

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
  void a_person_approves_on_the_page_and_the_command_is_in_force_once() throws Exception {
    serve(
        port -> {
          String made = call(port, "propose", PROPOSAL);
          String shown = page(port, "GET", "/api/proposals", "", true).body();
          String id = field(shown, "id");
          String hash = field(shown, "hash");
          assertTrue(made.contains(id) && shown.contains("limit-import"), made + shown);
          String right = approval(id, hash, PIN);
          // Neither a client's token nor the page's alone, nor a page elsewhere approves.
          assertEquals(401, page(port, "POST", "/api/approve", right, false).statusCode());
          String foreign = "{\"id\":\"%s\",\"hash\":\"%s\"}".formatted(id, hash);
          assertEquals(400, page(port, "POST", "/api/approve", foreign, true).statusCode());
          assertEquals(
              403,
              send(port, "/api/approve", right, "http://198.51.100.7", pageToken()).statusCode());
          assertEquals(
              401, send(port, "/api/command?name=limit-import", "{}", "", TOKEN).statusCode());
          String wrong =
              page(port, "POST", "/api/approve", approval(id, hash, "kite 7390"), true).body();
          assertTrue(wrong.contains("not that of anna"), wrong);
          HttpResponse<String> done = page(port, "POST", "/api/approve", right, true);
          assertEquals(200, done.statusCode(), done.body());
          assertEquals(422, page(port, "POST", "/api/approve", right, true).statusCode());
          String state = page(port, "GET", "/api/proposals", "", true).body();
          assertTrue(state.contains("\"state\":\"executed\""), state);
          String limits = call(port, "limits", "{}");
          assertTrue(limits.contains("from assistant"), limits);
          String off = "{\"on\":\"false\",\"name\":\"anna\",\"pin\":\"\"}";
          assertEquals(200, page(port, "POST", "/api/assistant", off, true).statusCode());
          assertTrue(call(port, "now", "{}").contains("switched off"));
        });
    String said =
        serve(
            port -> {
              assertTrue(call(port, "now", "{}").contains("switched off"), "after a restart");
              String on = "{\"on\":\"true\",\"name\":\"anna\",\"pin\":\"%s\"}".formatted(PIN);
              assertEquals(
                  422,
                  page(port, "POST", "/api/assistant", on.replace(PIN, "kite 0000"), true)
                      .statusCode());
              assertEquals(200, page(port, "POST", "/api/assistant", on, true).statusCode());
              assertTrue(call(port, "now", "{}").contains("\"isError\":false"));
            });
    assertFalse(said.contains(PIN), "a PIN in the log");
    Path audit = directory.resolve("state/assistant-audit");
    assertEquals(
        Optional.empty(),
        AuditVerifier.verify(audit, AuditFiles.Bounds.USUAL, AuditHead.NONE).misfit());
    String records = text(audit);
    // Attacks h101 and h125 of the corpus are refused by the page itself, and named, too.
    for (String step :
        List.of(
            "giving limit-import",
            "approved by anna",
            "accepted",
            "switched",
            "POST /api/approve\",\"outcome\":\"refused: the page refused it with status 403",
            "POST /api/command\",\"outcome\":\"refused: the page refused it with status 401")) {
      assertTrue(records.contains(step), step + " in " + records);
    }
    assertFalse(records.contains(PIN), "a PIN in the audit");
  }

  @Test
  void a_signature_over_a_broker_approves_what_it_names_once_and_anybody_there_may_stop_it()
      throws Exception {
    try (MosquittoServer broker = new MosquittoServer(directory)) {
      String more =
          """
              - { name: bea, public-key-file: bea-key }
          mqtt: { broker: "tcp://127.0.0.1:%d" }
          """
              .formatted(broker.port());
      serve(port -> approvedOverBroker(port, broker.port()), more);
    }
    String records = text(directory.resolve("state/assistant-audit"));
    for (String step : List.of("not that of bea", "approved by bea", "accepted", "switched off")) {
      assertTrue(records.contains(step), step + " in " + records);
    }
    assertEquals(
        1, Pattern.compile("giving limit-import").matcher(records).results().count(), records);
  }

  private void approvedOverBroker(int port, int broker) throws Exception {
    try (MessagePort person = person(broker)) {
      Mailbox list = person.watch(Set.of(TOPIC + "proposals"));
      call(port, "propose", PROPOSAL);
      String shown = shown(list, "\"state\":\"open\"");
      String id = field(shown, "id");
      String hash = field(shown, "hash");
      PrivateKey stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
      person.publish(signed(id, hash, stranger));
      Message right = signed(id, hash, BEA.getPrivate());
      person.publish(right);
      String done = shown(list, "\"state\":\"executed\"");
      assertTrue(done.contains("\"approver\":\"bea\""), done);
      assertTrue(call(port, "limits", "{}").contains("from assistant"));
      person.publish(right);
      person.publish(new Message(TOPIC + "off", "x".getBytes(UTF_8), false));
      shown(list, "\"off\":true");
      assertTrue(call(port, "now", "{}").contains("switched off"));
    }
  }

  private static MessagePort person(int broker) {
    String yaml =
        """
        site: { name: phone, timezone: UTC }
        grid: { import-limit-w: 11000, export-limit-w: 4000 }
        tariff: { currency: EUR, import-per-kwh: 0.3 }
        storage: { directory: unused }
        mqtt: { broker: "tcp://127.0.0.1:%d" }
        devices:
          - { id: meter1, profile: mqtt-meter, connection: { mqtt: meter }, grid-meter: {} }
        """
            .formatted(broker);
    Site site = assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(yaml, "p.yaml")).site();
    MessagePort port =
        BrokerConnection.connect(
            site, ServiceStatus.of("hash", new Moment(0, Instant.parse("2026-12-02T12:00:00Z"))));
    Await.until("the person's device is connected", port::connected);
    return port;
  }

  private static Message signed(String id, String hash, PrivateKey key)
      throws GeneralSecurityException {
    Approval.Signed approval =
        Approval.Signed.sign(id, hash, "bea", new SystemClock().now().instant(), key);
    String payload =
        JsonWriter.text(
            body ->
                body.put("proposal", id)
                    .put("hash", hash)
                    .put("approver", "bea")
                    .put("signedAt", approval.signedAt().toString())
                    .put("signature", Base64.getEncoder().encodeToString(approval.signature())));
    return new Message(TOPIC + "approve", payload.getBytes(UTF_8), false);
  }

  /** The first list that contains a text. */
  private static String shown(Mailbox list, String text) {
    StringBuilder newest = new StringBuilder();
    Await.until(
        text,
        () -> {
          list.poll()
              .ifPresent(it -> newest.replace(0, newest.length(), new String(it.payload(), UTF_8)));
          return newest.indexOf(text) >= 0;
        });
    return newest.toString();
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
        .formatted(Base64.getEncoder().encodeToString(key.getEncoded()));
  }

  private static String approval(String id, String hash, String pin) {
    return "{\"id\":\"%s\",\"hash\":\"%s\",\"name\":\"anna\",\"pin\":\"%s\"}"
        .formatted(id, hash, pin);
  }

  private static String field(String document, String name) {
    Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(document);
    assertTrue(value.find(), () -> name + " in " + document);
    return value.group(1);
  }

  private String pageToken() throws IOException {
    return Files.readString(directory.resolve("state/page-token")).strip();
  }

  private HttpResponse<String> page(
      int port, String method, String path, String body, boolean token) throws Exception {
    if (method.equals("POST")) {
      return send(port, path, body, "http://127.0.0.1:" + port, token ? pageToken() : "");
    }
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + pageToken())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(int port, String path, String body, String origin, String token)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json");
    if (!origin.isEmpty()) {
      request.header("Origin", origin);
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(
        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_flood_of_any_method_is_refused_once_the_rate_is_used_up() throws Exception {
    serve(
        port -> {
          for (int request = 0; request < 30; request++) {
            assertEquals(200, ask(port, Optional.of(TOKEN), "tools/list", "{}").statusCode());
          }
          for (String method : List.of("tools/list", "initialize", "ping", "no/such")) {
            HttpResponse<String> refused = ask(port, Optional.of(TOKEN), method, "{}");
            assertEquals(429, refused.statusCode(), method + refused.body());
            assertTrue(refused.body().contains("too many requests in a minute"), refused.body());
            assertTrue(refused.body().contains("\"id\":1"), refused.body());
          }
        });
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
              Await.until(
                  "the alarm",
                  () -> status().contains("alarm     the assistant does not answer: "));
              String status = status();
              assertTrue(status.contains("\"assistant\":{\"served\":false"), status);
              assertTrue(status.contains("assistant the assistant does not answer: "), status);
            });
    assertTrue(said.contains("the page is served without the assistant: "), said);
    assertTrue(said.contains("assistant-audit"), said);
  }

  /** Attacks h141, h142, h152 and h199 of the corpus, at the page's port itself. */
  @Test
  void hostile_connections_are_ended_and_the_page_goes_on() throws Exception {
    serve(
        port -> {
          twoLengths(port);
          bodyWithoutEnd(port);
          slowAndNeverRead(port);
          assertEquals(200, page(port));
          // The client that flooded is refused for a minute.
          assertTrue(call(port, "now", "{}").contains("too many requests"));
        });
    Path audit = directory.resolve("state/assistant-audit");
    assertEquals(
        Optional.empty(),
        AuditVerifier.verify(audit, AuditFiles.Bounds.USUAL, AuditHead.NONE).misfit());
  }

  private static String head(int port, String... headers) {
    return "POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
            .formatted(port)
        + "Authorization: Bearer "
        + TOKEN
        + "\r\n"
        + String.join("\r\n", headers)
        + "\r\n\r\n";
  }

  private static void twoLengths(int port) throws IOException {
    try (HostileConnection one = HostileConnection.open(port)) {
      String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
      String chunks = "%x\r\n%s\r\n0\r\n\r\n".formatted(list.length(), list);
      one.write(head(port, "Content-Length: 10", "Transfer-Encoding: chunked") + chunks);
      String answer = untilEnded(one);
      assertFalse(answer.contains("200 OK") || answer.contains("tools"), answer);
    }
  }

  private static void bodyWithoutEnd(int port) throws IOException {
    try (HostileConnection one = HostileConnection.open(port)) {
      one.write(head(port, "Content-Length: 1073741824"));
      byte[] spaces = " ".repeat(65_536).getBytes(UTF_8);
      AtomicLong sent = new AtomicLong();
      StringBuilder answer = new StringBuilder();
      Await.until(
          "the end of a gigabyte",
          () -> {
            sent.addAndGet(one.write(spaces));
            answer.append(one.read());
            return one.isEnded();
          });
      assertTrue(
          answer.isEmpty() || answer.toString().startsWith("HTTP/1.1 413"), answer::toString);
      assertTrue(sent.get() < 64 << 20, () -> sent + " bytes were taken");
    }
  }

  /** A hundred connections send a byte a second; a hundred ask and never read an answer. */
  private void slowAndNeverRead(int port) throws Exception {
    String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    byte[] asked =
        (head(port, "Content-Length: " + body.length()) + body).repeat(200).getBytes(UTF_8);
    List<HostileConnection> slow = connections(port);
    List<HostileConnection> deaf = connections(port);
    try {
      slow.forEach(one -> one.write(head(port, "Content-Length: 1000")));
      assertEquals(200, page(port));
      AtomicLong second = new AtomicLong();
      Await.within(
          Duration.ofSeconds(60),
          "the end of requests that are slow, or whose answers nobody reads",
          () -> {
            long now = System.nanoTime() / 1_000_000_000;
            if (second.getAndSet(now) != now) {
              slow.forEach(one -> one.write(" "));
            }
            slow.forEach(HostileConnection::read);
            deaf.forEach(one -> one.write(asked));
            return Stream.concat(slow.stream(), deaf.stream()).allMatch(HostileConnection::isEnded);
          });
    } finally {
      close(slow);
      close(deaf);
    }
  }

  private static List<HostileConnection> connections(int port) throws IOException {
    List<HostileConnection> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(HostileConnection.open(port));
    }
    return all;
  }

  private static void close(List<HostileConnection> all) throws IOException {
    for (HostileConnection one : all) {
      one.close();
    }
  }

  private static String untilEnded(HostileConnection one) {
    StringBuilder answer = new StringBuilder();
    Await.until(
        "the end of a connection",
        () -> {
          answer.append(one.read());
          return one.isEnded();
        });
    return answer.toString();
  }

  private int page(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(Duration.ofSeconds(10))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  /** Runs a daemon with an assistant during a visit; returns its output. */
  private String serve(Visit visit) throws Exception {
    return serve(visit, "");
  }

  /** {@code more}: approvers and sections of its configuration. */
  private String serve(Visit visit, String more) throws Exception {
    int port = LoopbackPorts.freePort();
    secret("desk-token", TOKEN);
    secret("anna-pin", PinHash.make(PIN, 10_000, new Random(3)).text());
    secret("bea-key", pem(BEA.getPublic()));
    Path site = OneMeterSite.write(directory, "home");
    String assistant =
        """
        page: { port: %d }
        assistant:
          clients: [{ name: desk, token-file: desk-token, read: "now, why, limits", propose: limit-import, act: limit-import }]
          approvers:
            - { name: anna, pin-file: anna-pin }
        """
            .formatted(port);
    Files.writeString(site, assistant + more, StandardOpenOption.APPEND);
    return DaemonProcess.serve(site, directory, () -> visit.at(port));
  }

  private void secret(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text);
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

  /** What {@code spikewatt status} shows. */
  private String status() {
    try {
      Path socket = directory.resolve("spikewatt-home.sock");
      return LocalClient.ask(socket, "status", Duration.ofSeconds(10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
}

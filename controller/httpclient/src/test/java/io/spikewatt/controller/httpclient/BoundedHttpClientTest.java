package io.spikewatt.controller.httpclient;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real servers on loopback, well-behaved ones and others. */
@Timeout(60)
class BoundedHttpClientTest {

  private static final byte[] BODY = "{\"a\":1}".getBytes(UTF_8);
  private static final HttpLimits LIMITS =
      new HttpLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(20), 10_000);

  /** The whole is so short that a test can wait for it. */
  private static final HttpLimits SHORT =
      new HttpLimits(
          Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMillis(500), 10_000);

  private final BoundedHttpClient client = new BoundedHttpClient(LIMITS, Optional.empty());
  private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private Optional<HttpServer> server = Optional.empty();
  private Optional<ServerSocket> raw = Optional.empty();

  private record Seen(String method, String path, Map<String, List<String>> headers, byte[] body) {

    static Seen of(HttpExchange exchange) throws IOException {
      return new Seen(
          exchange.getRequestMethod(),
          exchange.getRequestURI().toString(),
          Map.copyOf(exchange.getRequestHeaders()),
          exchange.getRequestBody().readAllBytes());
    }
  }

  @AfterEach
  void stop() throws IOException {
    over.countDown();
    server.ifPresent(it -> it.stop(0));
    if (raw.isPresent()) {
      raw.get().close();
    }
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private URI serve(HttpHandler handler) throws IOException {
    return serve(HttpServer.create(anyPort(), 0), "http://127.0.0.1:", handler);
  }

  private URI serve(HttpServer created, String address, HttpHandler handler) {
    created.createContext(
        "/",
        exchange -> {
          seen.add(Seen.of(exchange));
          handler.handle(exchange);
          exchange.close();
        });
    created.start();
    server = Optional.of(created);
    return URI.create(address + created.getAddress().getPort() + "/");
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
    if (exchange.getRequestURI().getPath().equals("/")) {
      exchange.getResponseHeaders().set("Location", to);
      answer(exchange, status, new byte[0]);
    } else {
      answer(exchange, 200, "there".getBytes(UTF_8));
    }
  }

  /** A fake server that handles each connection by a script. */
  private URI misbehave(String scheme, Behaviour behaviour) throws IOException {
    ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    raw = Optional.of(listening);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                  behaviour.with(socket.getOutputStream());
                } catch (IOException | InterruptedException e) {
                  // The client has gone, or the test is over.
                }
              }
            });
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort() + "/");
  }

  @FunctionalInterface
  private interface Behaviour {
    void with(OutputStream out) throws IOException, InterruptedException;
  }

  /** One byte now and then, so that no single wait is long. */
  private void trickle(OutputStream out, byte[] bytes) throws IOException, InterruptedException {
    for (int i = 0; !over.await(20, TimeUnit.MILLISECONDS); i++) {
      out.write(bytes[i % bytes.length]);
      out.flush();
    }
  }

  private static String failure(BoundedHttpClient client, HttpCall call) {
    return String.valueOf(assertThrows(IOException.class, () -> client.send(call)).getMessage());
  }

  @Test
  void a_document_arrives_with_its_header_and_the_answer_comes_back() throws Exception {
    URI address = serve(exchange -> answer(exchange, 201, "taken".getBytes(UTF_8)));
    HttpCall call = HttpCall.post(address, BODY).withHeader("Authorization", "Bearer abc");
    HttpAnswer answer = client.send(call);
    assertEquals(201, answer.status());
    assertEquals("taken", answer.text());
    assertTrue(answer.isSuccess());
    Seen request = seen.take();
    assertEquals("POST", request.method);
    assertEquals(new String(BODY, UTF_8), new String(request.body, UTF_8));
    assertEquals(List.of("Bearer abc"), request.headers.get("Authorization"));
    assertEquals(List.of("application/json"), request.headers.get("Content-type"));
    assertEquals(List.of("Spikewatt"), request.headers.get("User-agent"));
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 400, 401, 403, 404, 413, 429, 500, 503})
  void any_status_is_an_answer_and_nothing_is_sent_twice(int status) throws Exception {
    URI address = serve(exchange -> answer(exchange, status, new byte[0]));
    assertEquals(status, client.send(HttpCall.post(address, BODY)).status());
    assertEquals(1, seen.size());
  }

  @Test
  void a_redirect_on_the_same_host_is_followed() throws Exception {
    URI address = serve(exchange -> redirect(exchange, 307, "/other"));
    HttpCall call = HttpCall.post(address, BODY).withHeader("X-Token", "abc");
    assertEquals("there", client.send(call).text());
    Seen first = seen.take();
    Seen second = seen.take();
    assertEquals("/", first.path);
    assertEquals("/other", second.path);
    assertEquals(List.of("abc"), second.headers.get("X-token"));
    assertEquals(new String(BODY, UTF_8), new String(second.body, UTF_8));
  }

  @Test
  void a_get_follows_every_redirect_on_its_host() throws Exception {
    URI address = serve(exchange -> redirect(exchange, 302, "/other"));
    assertEquals("there", client.send(HttpCall.get(address)).text());
  }

  @Test
  void a_redirect_to_another_host_or_port_is_not_followed_and_takes_no_token_along()
      throws Exception {
    BlockingQueue<String> elsewhere = new LinkedBlockingQueue<>();
    HttpServer other = HttpServer.create(anyPort(), 0);
    other.createContext(
        "/",
        exchange -> {
          elsewhere.add("visited");
          answer(exchange, 200, new byte[0]);
          exchange.close();
        });
    other.start();
    int port = other.getAddress().getPort();
    try {
      for (String to :
          List.of(
              "http://127.0.0.1:" + port + "/x",
              "http://localhost:" + port + "/x",
              "//localhost:" + port + "/x",
              "https://127.0.0.1/x",
              "file:///etc/passwd",
              "http://a:b@127.0.0.1/")) {
        URI address = serve(exchange -> redirect(exchange, 307, to));
        HttpCall call = HttpCall.post(address, BODY).withHeader("X-Token", "abc");
        String failure = failure(client, call);
        assertTrue(failure.contains("another host or port"), to + ": " + failure);
        server.orElseThrow().stop(0);
      }
      assertEquals(0, elsewhere.size());
    } finally {
      other.stop(0);
    }
  }

  @Test
  void a_message_is_not_turned_into_a_get_and_a_circle_ends() throws Exception {
    URI dropping = serve(exchange -> redirect(exchange, 302, "/other"));
    assertTrue(failure(client, HttpCall.post(dropping, BODY)).contains("drop the message"));
    server.orElseThrow().stop(0);
    URI circle = serve(exchange -> redirect(exchange, 307, "/"));
    assertTrue(failure(client, HttpCall.post(circle, BODY)).contains("more than 3 redirects"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\r\nX-Evil: 1",
        "a\nb",
        "a\rb",
        "a\u0000b",
        "a\u0085b",
        "a\u2028b",
        "ä",
        "",
        " abc"
      })
  void a_header_that_could_end_its_line_is_refused(String value) {
    HttpCall call = HttpCall.get(URI.create("http://127.0.0.1/"));
    String said =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> call.withHeader("X-Token", value))
                .getMessage());
    assertTrue(value.isBlank() || !said.contains(value), "a value may be secret");
    assertThrows(IllegalArgumentException.class, () -> call.withHeader("X-Token:", "a"));
    assertThrows(IllegalArgumentException.class, () -> call.withHeader("X\r\nY", "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/", "/x"})
  void other_addresses_are_refused(String address) {
    assertThrows(IllegalArgumentException.class, () -> HttpCall.get(URI.create(address)));
  }

  @Test
  void an_answer_that_is_too_large_or_compressed_is_refused() throws Exception {
    URI large = serve(exchange -> answer(exchange, 200, new byte[LIMITS.mostBytes() + 1]));
    assertTrue(failure(client, HttpCall.get(large)).contains("more than 10000 bytes"));
    server.orElseThrow().stop(0);

    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
      zip.write(new byte[1_000_000]);
    }
    URI zipped =
        serve(
            exchange -> {
              exchange.getResponseHeaders().set("Content-Encoding", "gzip");
              answer(exchange, 200, bomb.toByteArray());
            });
    assertTrue(failure(client, HttpCall.get(zipped)).contains("compressed"));
    List<String> accepted =
        seen.stream().skip(1).findFirst().orElseThrow().headers.get("Accept-encoding");
    assertEquals(List.of("identity"), accepted);
  }

  /** Else the next request may meet a connection that its server is just closing. */
  @Test
  void a_connection_is_closed_after_its_answer_and_used_for_no_other_request() throws Exception {
    BlockingQueue<Integer> after = new LinkedBlockingQueue<>();
    byte[] answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
    ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    raw = Optional.of(listening);
    Thread server =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try (Socket socket = listening.accept()) {
                    socket.setSoTimeout(2_000);
                    InputStream in = socket.getInputStream();
                    String request = "";
                    while (!request.endsWith(new String(BODY, UTF_8))) {
                      request += (char) in.read();
                    }
                    socket.getOutputStream().write(answer);
                    after.add(in.read());
                  } catch (IOException e) {
                    after.add(Integer.MAX_VALUE);
                  }
                });
    URI address = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/");
    assertEquals(200, client.send(HttpCall.post(address, BODY)).status());
    assertTrue(server.join(Duration.ofSeconds(10)));
    assertEquals(-1, after.take(), "the end of the stream");
  }

  @Test
  void a_body_without_an_end_is_given_up() throws Exception {
    byte[] head = "HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1);
    URI endless =
        misbehave(
            "http",
            out -> {
              out.write(head);
              while (true) {
                out.write(new byte[1000]);
              }
            });
    assertTrue(failure(client, HttpCall.get(endless)).contains("more than 10000 bytes"));
  }

  @Test
  void a_server_that_trickles_keeps_no_caller_longer_than_the_deadline() throws Exception {
    BoundedHttpClient impatient = new BoundedHttpClient(SHORT, Optional.empty());
    List<String> begins =
        List.of("HTTP/1.1 200 OK\r\nX-A: ", "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n");
    for (String begin : begins) {
      URI slow =
          misbehave(
              "http",
              out -> {
                out.write(begin.getBytes(ISO_8859_1));
                trickle(out, "a".getBytes(ISO_8859_1));
              });
      assertTrue(failure(impatient, HttpCall.get(slow)).contains("no whole answer within"), begin);
      raw.orElseThrow().close();
    }
    // The head of a TLS record that announces 16,000 bytes of a handshake.
    byte[] record = {22, 3, 3, 0x3e, (byte) 0x80, 2, 0};
    URI handshake = misbehave("https", out -> trickle(out, record));
    assertTrue(failure(impatient, HttpCall.get(handshake)).contains("no whole answer within"));
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("http"))
            .allMatch(BoundedHttpClientTest::ends),
        "its thread ends, too");
  }

  @Test
  void a_connection_that_is_only_being_opened_at_the_deadline_is_closed_later() throws Exception {
    CountDownLatch closed = new CountDownLatch(2);
    CountDownLatch ended = new CountDownLatch(1);
    assertThrows(
        IOException.class,
        () ->
            TimedExchange.run(
                "opening",
                Duration.ofMillis(50),
                within -> {
                  within.closes(closed::countDown);
                  try {
                    closed.await();
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                  ended.countDown();
                  return "late";
                }));
    assertTrue(ended.await(20, TimeUnit.SECONDS));
  }

  private static boolean ends(Thread thread) {
    try {
      return thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void garbage_silence_and_absence_are_reported_in_words() throws Exception {
    URI garbage = misbehave("http", out -> out.write("SSH-2.0-x\r\n\r\n".getBytes(ISO_8859_1)));
    assertTrue(failure(client, HttpCall.post(garbage, BODY)).contains("127.0.0.1:"));
    raw.orElseThrow().close();
    URI closes = misbehave("http", out -> {});
    assertTrue(failure(client, HttpCall.get(closes)).contains("127.0.0.1:"));
    raw.orElseThrow().close();
    assertTrue(failure(client, HttpCall.get(closes)).contains("refuses the connection"));
    assertTrue(
        failure(client, HttpCall.get(URI.create("http://no-such-host.invalid/")))
            .contains("no such host"));
  }

  @Test
  void a_self_made_certificate_counts_only_where_it_is_named_and_only_for_its_host(
      @TempDir Path directory) throws Exception {
    KeyStore own = selfMade(directory);
    URI address =
        serve(encrypted(own), "https://localhost:", exchange -> answer(exchange, 200, new byte[0]));
    assertTrue(failure(client, HttpCall.get(address)).contains("certificate is not trusted"));

    BoundedHttpClient trusting = new BoundedHttpClient(LIMITS, Optional.of(trusting(own)));
    assertEquals(200, trusting.send(HttpCall.get(address)).status());
    URI otherName = URI.create(address.toString().replace("localhost", "127.0.0.1"));
    assertTrue(failure(trusting, HttpCall.get(otherName)).contains("certificate is not trusted"));
    assertFalse(seen.isEmpty());
  }

  @Test
  void a_redirect_to_a_named_host_is_followed_by_tls_without_token_and_without_a_message(
      @TempDir Path directory) throws Exception {
    KeyStore own = selfMade(directory);
    URI other =
        serve(encrypted(own), "https://localhost:", exchange -> answer(exchange, 200, BODY));
    HttpServer named = server.orElseThrow();
    try {
      URI first = serve(exchange -> redirect(exchange, 302, other + "prices?a=1"));
      BoundedHttpClient trusting = new BoundedHttpClient(LIMITS, Optional.of(trusting(own)));
      HttpCall call =
          HttpCall.get(first)
              .withHeader("Authorization", "Bearer secret")
              .withHeader("X-Key", "secret")
              .withHeader("Accept", "application/json");
      Set<String> allowed = Set.of(other.getAuthority());
      assertEquals("{\"a\":1}", trusting.send(call, allowed).text());
      seen.take();
      Seen there = seen.take();
      assertEquals("/prices?a=1", there.path());
      assertEquals(List.of("application/json"), there.headers().get("Accept"));
      assertFalse(there.headers().toString().contains("secret"), there.headers().toString());
      for (Set<String> others :
          List.of(Set.<String>of(), Set.of("localhost"), Set.of("api.example:443"))) {
        IOException refused = assertThrows(IOException.class, () -> trusting.send(call, others));
        assertTrue(String.valueOf(refused.getMessage()).contains("redirects to another host"));
      }
      IOException dropped =
          assertThrows(IOException.class, () -> trusting.send(HttpCall.post(first, BODY), allowed));
      assertTrue(String.valueOf(dropped.getMessage()).contains("would drop the message"));
    } finally {
      named.stop(0);
    }
  }

  private static HttpsServer encrypted(KeyStore own) throws Exception {
    SSLContext served = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, "secret".toCharArray());
    served.init(keys.getKeyManagers(), null, null);
    HttpsServer https = HttpsServer.create(anyPort(), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(served));
    return https;
  }

  /** For {@code localhost}, by the JDK's own tool. */
  private static KeyStore selfMade(Path directory) throws Exception {
    Path file = directory.resolve("own.p12");
    Process made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "own",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(made.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, made.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, "secret".toCharArray());
    }
    return store;
  }

  private static SSLSocketFactory trusting(KeyStore own) throws Exception {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    authorities.setCertificateEntry("own", own.getCertificate("own"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(authorities);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context.getSocketFactory();
  }
}

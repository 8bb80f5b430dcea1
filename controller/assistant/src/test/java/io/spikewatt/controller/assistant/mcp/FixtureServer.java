package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a handler with the fixtures on loopback, for clients that we did not write. */
final class FixtureServer implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final McpHandler handler;
  private final boolean addsToken;
  private final SystemClock clock = new SystemClock();

  /** {@code addsToken}: for clients that cannot send one, such as the conformance suite. */
  private FixtureServer(int port, boolean addsToken) throws IOException {
    this.addsToken = addsToken;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
    String hash = Sha256.of(TestClient.TOKEN.getBytes(UTF_8));
    handler =
        ProtocolFixture.handler(
            new McpAccess(
                new OriginCheck(Set.of(), "http"),
                new ClientTokens(List.of(new ClientToken("suite", hash)))));
  }

  /** Starts serving; port 0 = any free one. */
  static FixtureServer start(int port, boolean addsToken) throws IOException {
    FixtureServer fixture = new FixtureServer(port, addsToken);
    fixture.server.setExecutor(fixture.threads);
    fixture.server.createContext("/mcp", fixture::answer);
    fixture.server.start();
    return fixture;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, List<String>> headers = new LinkedHashMap<>(exchange.getRequestHeaders());
      if (addsToken) {
        headers.put("Authorization", List.of("Bearer " + TestClient.TOKEN));
      }
      McpAnswer answer =
          handler.answer(
              new McpRequest(
                  exchange.getRequestMethod(),
                  headers,
                  exchange.getRequestBody().readNBytes(McpRequest.MOST_BYTES + 1),
                  exchange.getLocalAddress().getAddress(),
                  clock.now()));
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  /** Serves at the port, 0 = any free one, which it prints, until its input ends. */
  public static void main(String[] port) throws IOException {
    try (FixtureServer fixture = start(Integer.parseInt(port[0]), true)) {
      System.out.println("serving " + fixture.port());
      while (System.in.read() >= 0) {
        // A notification needs no answer.
      }
    }
  }
}

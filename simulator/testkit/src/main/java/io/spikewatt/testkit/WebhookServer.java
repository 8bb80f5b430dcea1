package io.spikewatt.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.ToIntFunction;

/** A web server on loopback that records the body of each request and replies with a status. */
public final class WebhookServer implements AutoCloseable {

  private final HttpServer server;
  private final ToIntFunction<String> status;
  private final BlockingQueue<String> bodies = new LinkedBlockingQueue<>();

  /**
   * @param status of the reply, by the path of the request
   */
  public WebhookServer(ToIntFunction<String> status) throws IOException {
    this.status = status;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::reply);
    server.start();
  }

  private void reply(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    exchange.sendResponseHeaders(status.applyAsInt(path), -1);
    exchange.close();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Bodies that the test has not removed yet, the oldest first. */
  public BlockingQueue<String> bodies() {
    return bodies;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

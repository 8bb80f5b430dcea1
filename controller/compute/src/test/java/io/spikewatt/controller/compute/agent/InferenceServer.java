package io.spikewatt.controller.compute.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for an inference server: takes a share of its queue at {@code /admission}, and counts
 * tokens at {@code /metrics}, a thousand more at each look.
 */
final class InferenceServer implements AutoCloseable {

  private static final Pattern PERCENT = Pattern.compile("\\{\"percent\": (\\d+)}");

  private final HttpServer server;
  private final IntConsumer admission;
  private final AtomicInteger tokens = new AtomicInteger();

  /**
   * @param admission takes each share, 0 to 100 %
   */
  InferenceServer(IntConsumer admission) throws IOException {
    this.admission = admission;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/admission", this::admit);
    server.createContext("/metrics", this::count);
    server.start();
  }

  private void admit(HttpExchange exchange) throws IOException {
    Matcher body = PERCENT.matcher(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
    boolean right = body.matches();
    if (right) {
      admission.accept(Integer.parseInt(body.group(1)));
    }
    exchange.sendResponseHeaders(right ? 204 : 400, -1);
    exchange.close();
  }

  private void count(HttpExchange exchange) throws IOException {
    byte[] text =
        "# TYPE tokens_total counter\ntokens_total{model=\"a\"} %d\n"
            .formatted(tokens.addAndGet(1000))
            .getBytes(UTF_8);
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.report.JsonWriter;
import io.spikewatt.controller.report.Payloads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.tinylog.Logger;

/** Answers the page's requests. Each path and method is listed; everything else is refused. */
final class PageHandler implements HttpHandler {

  /** Largest body, bytes; as for commands over the broker. */
  static final int MOST_BODY_BYTES = 4096;

  private static final Pattern COMMAND = Pattern.compile("[a-z][a-z0-9-]*(/[A-Za-z0-9._-]{1,64})?");

  /** A command is judged in the next cycle. */
  private static final long PATIENCE_S = 15;

  private static final Set<String> READING = Set.of("GET", "HEAD");

  private static final Map<String, Set<String>> METHODS =
      Map.of(
          "/events", Set.of("GET"),
          "/healthz", READING,
          "/metrics", READING,
          "/api/ahead", READING,
          "/api/day", READING,
          "/api/month", READING,
          "/api/why", READING,
          "/api/session", Set.of("GET", "POST", "DELETE"),
          "/api/command", Set.of("POST"));

  private final SiteView site;
  private final EventHub events;
  private final RequestOrigin origin;
  private final PageAccess access;
  private final boolean freeReading;
  private final StaticFiles files = new StaticFiles();

  /**
   * @param freeReading whether the site may be seen without the token
   */
  PageHandler(
      SiteView site,
      EventHub events,
      RequestOrigin origin,
      PageAccess access,
      boolean freeReading) {
    this.site = site;
    this.events = events;
    this.origin = origin;
    this.access = access;
    this.freeReading = freeReading;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<PageAnswer> refused = refusal(exchange);
      if (refused.isPresent()) {
        refused.get().send(exchange);
      } else if (exchange.getRequestURI().getPath().equals("/events")) {
        stream(exchange);
      } else {
        answer(exchange).send(exchange);
      }
    } catch (RuntimeException bug) {
      Logger.error(bug, "the page met a bug at {}", exchange.getRequestURI().getPath());
      throw bug;
    }
  }

  /** Why a request is not answered; empty = it is. */
  private Optional<PageAnswer> refusal(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!origin.isOurs(exchange)) {
      return Optional.of(PageAnswer.error(421, "this page is not served under that name"));
    }
    Optional<PageAnswer> file = files.answer(path, exchange.getRequestHeaders());
    Set<String> methods = file.isPresent() ? READING : METHODS.getOrDefault(path, Set.of());
    if (methods.isEmpty()) {
      return Optional.of(PageAnswer.error(404, "there is no such page"));
    }
    if (!methods.contains(exchange.getRequestMethod())) {
      return Optional.of(
          PageAnswer.error(405, "expected " + String.join(" or ", methods))
              .with("Allow", String.join(", ", methods)));
    }
    boolean fromAnywhere = file.isPresent() || path.equals("/healthz");
    if (!fromAnywhere && origin.isForeign(exchange)) {
      return Optional.of(PageAnswer.error(403, "another site may not ask this"));
    }
    boolean needsToken =
        exchange.getRequestMethod().equals("POST") || !(fromAnywhere || isOpen(path));
    return needsToken ? unproven(exchange) : Optional.empty();
  }

  private boolean isOpen(String path) {
    return freeReading || path.equals("/api/session");
  }

  /** Why a request that needs the token is refused; empty = it shows it. */
  private Optional<PageAnswer> unproven(HttpExchange exchange) {
    return switch (access.proof(exchange)) {
      case SHOWN -> {
        boolean strange =
            exchange.getRequestMethod().equals("POST")
                && PageAccess.reliesOnCookie(exchange)
                && !origin.isOwnPage(exchange);
        yield strange
            ? Optional.of(PageAnswer.error(403, "a command by cookie must come from this page"))
            : Optional.empty();
      }
      case ABSENT -> Optional.of(unauthorised("the token is needed"));
      case WRONG -> Optional.of(unauthorised("this is not the token"));
      case TOO_MANY_ATTEMPTS ->
          Optional.of(PageAnswer.error(429, "too many attempts at once").with("Retry-After", "1"));
    };
  }

  private static PageAnswer unauthorised(String why) {
    return PageAnswer.error(401, why).with("WWW-Authenticate", "Bearer");
  }

  private PageAnswer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    return switch (path) {
      case "/healthz" -> health();
      case "/metrics" -> PageAnswer.of(200, OpenMetrics.TYPE, OpenMetrics.of(site.reading()));
      case "/api/ahead" -> PageAnswer.json(site.ahead());
      case "/api/day" -> PageAnswer.json(site.lastDay());
      case "/api/month" -> PageAnswer.json(site.lastMonth());
      case "/api/why" -> PageAnswer.json(site.why(parameter(exchange, "time").orElse("")));
      case "/api/session" -> session(exchange);
      case "/api/command" -> command(exchange);
      default -> files.answer(path, exchange.getRequestHeaders()).orElseThrow();
    };
  }

  private PageAnswer health() {
    SiteReading reading = site.reading();
    byte[] body = JsonWriter.object(writer -> writer.put("health", reading.daemon().health()));
    return PageAnswer.of(reading.controls() ? 200 : 503, PageAnswer.JSON, body);
  }

  private PageAnswer session(HttpExchange exchange) {
    return switch (exchange.getRequestMethod()) {
      // It has shown the token already.
      case "POST" ->
          PageAnswer.json("{\"mayCommand\":true}").with("Set-Cookie", access.openSession());
      case "DELETE" ->
          PageAnswer.json("{\"mayCommand\":false}").with("Set-Cookie", access.endSession());
      default -> {
        boolean may = access.proof(exchange) == PageAccess.Proof.SHOWN;
        yield PageAnswer.json(
            "{\"mayCommand\":%s,\"maySee\":%s}".formatted(may, may || freeReading));
      }
    };
  }

  private PageAnswer command(HttpExchange exchange) throws IOException {
    Optional<String> name =
        parameter(exchange, "name").filter(given -> COMMAND.matcher(given).matches());
    if (name.isEmpty()) {
      return PageAnswer.error(400, "expected name=, for example name=limit-import");
    }
    String type = RequestOrigin.only(exchange.getRequestHeaders(), "Content-Type").orElse("");
    if (!type.startsWith("application/json")) {
      return PageAnswer.error(415, "expected application/json");
    }
    Optional<byte[]> body = body(exchange);
    return body.isPresent()
        ? judged(name.get(), body.get())
        : PageAnswer.error(413, "at most " + MOST_BODY_BYTES + " bytes");
  }

  private PageAnswer judged(String name, byte[] payload) {
    try {
      CommandResult result = site.submit(name, payload).get(PATIENCE_S, TimeUnit.SECONDS);
      return PageAnswer.of(
          result.accepted() ? 200 : 422,
          PageAnswer.JSON,
          Payloads.result(result, site.reading().now()));
    } catch (TimeoutException | ExecutionException e) {
      return PageAnswer.error(503, "no control cycle has judged it; whether it holds is not known");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return PageAnswer.error(503, "the page is ending");
    }
  }

  /** The request's body; empty if it is too large. */
  private static Optional<byte[]> body(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] body = in.readNBytes(MOST_BODY_BYTES + 1);
    return body.length <= MOST_BODY_BYTES ? Optional.of(body) : Optional.empty();
  }

  /** A parameter of the address that is there once. */
  private static Optional<String> parameter(HttpExchange exchange, String name) {
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    String found = "";
    for (String pair : query.split("&", -1)) {
      if (pair.startsWith(name + "=")) {
        found = pair.substring(name.length() + 1);
      }
    }
    try {
      return Optional.of(URLDecoder.decode(found, UTF_8)).filter(value -> !value.isEmpty());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    Optional<EventStream> opened = events.open();
    if (opened.isEmpty()) {
      PageAnswer.error(503, "too many pages are open").with("Retry-After", "10").send(exchange);
      return;
    }
    EventStream stream = opened.get();
    try {
      PageAnswer.of(200, "text/event-stream; charset=utf-8", new byte[0]).prepare(exchange);
      exchange.sendResponseHeaders(200, 0);
      stream.writeTo(exchange.getResponseBody());
    } finally {
      events.remove(stream);
    }
  }
}

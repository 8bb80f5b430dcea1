package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tinylog.Logger;

/** Answers a page's requests. Each path and method is listed; everything else is refused. */
final class PageHandler implements HttpHandler {

  private static final String EVENTS = "/events";
  private static final String SESSION = "/api/session";

  private static final Map<String, Set<String>> OWN =
      Map.of(EVENTS, Set.of("GET"), SESSION, Set.of("GET", "POST"));

  private final PageContent content;
  private final Map<String, PageRoute> routes;
  private final EventHub events;
  private final RequestOrigin origin;
  private final PageAccess access;
  private final boolean freeReading;
  private final StaticFiles files;
  private final AnswerSending sending;

  /** {@code freeReading}: whether the page may be seen without the token. */
  PageHandler(
      PageContent content,
      EventHub events,
      RequestOrigin origin,
      PageAccess access,
      AnswerSending sending,
      boolean freeReading) {
    this.content = content;
    routes = Map.copyOf(content.routes());
    files = new StaticFiles(content.files());
    this.events = events;
    this.origin = origin;
    this.access = access;
    this.sending = sending;
    this.freeReading = freeReading;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    if (exchange.getRequestHeaders().containsKey("Transfer-Encoding")) {
      refuseChunks(exchange);
      return;
    }
    try (exchange) {
      Optional<PageAnswer> refused = refusal(exchange);
      if (refused.isPresent()) {
        content.refused(exchange, refused.get());
        sending.send(refused.get(), exchange);
      } else if (exchange.getRequestURI().getPath().equals(EVENTS)) {
        stream(exchange);
      } else {
        PageAnswer answer = answer(exchange);
        boolean inMemoryAnyway = answer.headers().containsKey("Content-Encoding");
        if (inMemoryAnyway || access.isShown(exchange)) {
          sending.send(answer, exchange);
        } else {
          sending.sendInTurn(answer, exchange);
        }
      }
    } catch (RuntimeException bug) {
      Logger.error(bug, "the page met a bug at {}", exchange.getRequestURI().getPath());
      throw bug;
    }
  }

  /** The server's own reader of chunks meets a bug at lengths that are none, even to skip them. */
  private static void refuseChunks(HttpExchange exchange) throws IOException {
    PageAnswer.error(411, "expected Content-Length, found chunks")
        .with("Connection", "close")
        .send(exchange);
    try {
      exchange.close();
    } catch (RuntimeException nonsense) {
      // The server closes the connection then.
      throw new IOException("a body in chunks that are none", nonsense);
    }
  }

  /** Why a request is not answered; empty = it is. */
  private Optional<PageAnswer> refusal(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (!origin.isOurs(exchange)) {
      return Optional.of(PageAnswer.error(421, "this page is not served under that name"));
    }
    Optional<PageAnswer> file = files.answer(path, exchange.getRequestHeaders());
    Optional<PageRoute> route = Optional.ofNullable(routes.get(path));
    Set<String> methods =
        file.isPresent()
            ? PageRoute.READING
            : route.map(PageRoute::methods).orElse(OWN.getOrDefault(path, Set.of()));
    if (methods.isEmpty()) {
      return Optional.of(PageAnswer.error(404, "there is no such page"));
    }
    if (!methods.contains(exchange.getRequestMethod())) {
      return Optional.of(
          PageAnswer.error(405, "expected " + String.join(" or ", methods))
              .with("Allow", String.join(", ", methods)));
    }
    PageRoute.Access who =
        file.isPresent()
            ? PageRoute.Access.ANYBODY
            : route.map(PageRoute::access).orElse(PageRoute.Access.PAGE);
    if (who == PageRoute.Access.OWN_PROOF) {
      return Optional.empty();
    }
    boolean fromAnywhere = who == PageRoute.Access.ANYBODY;
    if (!fromAnywhere && origin.isForeign(exchange)) {
      return Optional.of(PageAnswer.error(403, "another site may not ask this"));
    }
    boolean needsToken =
        exchange.getRequestMethod().equals("POST") || !(fromAnywhere || isOpen(path));
    return needsToken ? unproven(exchange) : Optional.empty();
  }

  private boolean isOpen(String path) {
    return freeReading || path.equals(SESSION);
  }

  /** Why a request that needs the token is refused; empty = it shows it. */
  private Optional<PageAnswer> unproven(HttpExchange exchange) {
    return switch (access.proof(exchange)) {
      case SHOWN -> Optional.empty();
      case ABSENT -> Optional.of(unauthorised("the token is needed"));
      case WRONG -> Optional.of(unauthorised("this is not the token"));
    };
  }

  private static PageAnswer unauthorised(String why) {
    return PageAnswer.error(401, why).with("WWW-Authenticate", "Bearer");
  }

  private PageAnswer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (path.equals(SESSION)) {
      return session(exchange);
    }
    PageRoute route = routes.get(path);
    return route != null
        ? route.responder().answer(exchange)
        : files.answer(path, exchange.getRequestHeaders()).orElseThrow();
  }

  private PageAnswer session(HttpExchange exchange) {
    if (exchange.getRequestMethod().equals("POST")) {
      // It has shown the token already.
      return PageAnswer.json(
          "{\"mayCommand\":true,\"session\":\"%s\"}".formatted(access.session()));
    }
    boolean may = access.proof(exchange) == PageAccess.Proof.SHOWN;
    PageAnswer answer =
        PageAnswer.json("{\"mayCommand\":%s,\"maySee\":%s}".formatted(may, may || freeReading));
    return access.endOldSession(exchange).map(end -> answer.with("Set-Cookie", end)).orElse(answer);
  }

  private void stream(HttpExchange exchange) throws IOException {
    Optional<EventStream> opened = events.open();
    if (opened.isEmpty()) {
      PageAnswer refused = PageAnswer.error(503, "too many pages are open");
      sending.send(refused.with("Retry-After", "10"), exchange);
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

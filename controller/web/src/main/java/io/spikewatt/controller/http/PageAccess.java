package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who may see the site, and who may command it.
 *
 * @param port that the page is served at
 */
record PageAccess(PageToken token, Clock clock, int port) {

  /** Whether a request shows the token, or the session that it opened. */
  enum Proof {
    SHOWN,
    /** Nothing is presented. */
    ABSENT,
    WRONG
  }

  /** Name of the cookie, with the port behind it, in which releases before kept a session. */
  private static final String COOKIE = "spikewatt-";

  /**
   * Slows guessing: a wrong guess is answered late, so that each connection makes few of them. The
   * right secret never waits, however many guess meanwhile.
   */
  private static final Duration DELAY = Duration.ofSeconds(1);

  private static final Pattern BEARER = Pattern.compile("Bearer +([\\x21-\\x7E]{1,512})");

  /**
   * Judges what a request presents in its header; a wrong one is judged slowly. A cookie is none: a
   * browser sends it by itself, and to every port of the host.
   */
  Proof proof(HttpExchange exchange) {
    Optional<String> header = RequestOrigin.only(exchange.getRequestHeaders(), "Authorization");
    if (header.isEmpty()) {
      return Proof.ABSENT;
    }
    if (isShown(header.get())) {
      return Proof.SHOWN;
    }
    delay();
    return Proof.WRONG;
  }

  /** Whether a request shows the token, where nothing depends on it that could be guessed for. */
  boolean isShown(HttpExchange exchange) {
    return RequestOrigin.only(exchange.getRequestHeaders(), "Authorization")
        .filter(this::isShown)
        .isPresent();
  }

  private boolean isShown(String header) {
    Matcher bearer = BEARER.matcher(header);
    return bearer.matches() && token.isProof(bearer.group(1));
  }

  /** Proves the token from now on. */
  String session() {
    return token.session();
  }

  /** Header that makes a browser forget a session of an older release; empty if it sends none. */
  Optional<String> endOldSession(HttpExchange exchange) {
    String cookie = COOKIE + port;
    return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
            .anyMatch(cookies -> cookies.contains(cookie + "="))
        ? Optional.of(cookie + "=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
        : Optional.empty();
  }

  private void delay() {
    try {
      clock.sleepUntil(clock.now().plus(DELAY));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

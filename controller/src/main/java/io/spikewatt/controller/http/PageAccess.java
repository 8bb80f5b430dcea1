package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import io.spikewatt.hal.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may see the site, and who may command it. */
final class PageAccess {

  /** Whether a request shows the token, in a header or by the session that it opened. */
  enum Proof {
    SHOWN,
    /** Nothing is presented. */
    ABSENT,
    WRONG,
    TOO_MANY_ATTEMPTS
  }

  /** Browsers keep one for all ports of a host, so its name has the port. */
  private static final String COOKIE = "spikewatt-";

  private static final Pattern BEARER = Pattern.compile("Bearer +([\\x21-\\x7E]{1,512})");

  /** A quarter of a year. */
  private static final long COOKIE_S = 90L * 24 * 3600;

  private final PageToken token;
  private final AttemptLimit attempts;
  private final String cookie;
  private final boolean encrypted;

  /**
   * @param port that the page is served at
   * @param encrypted whether it is served over TLS
   */
  PageAccess(PageToken token, Clock clock, int port, boolean encrypted) {
    this.token = token;
    this.attempts = new AttemptLimit(clock);
    this.cookie = COOKIE + port;
    this.encrypted = encrypted;
  }

  /** Judges what a request presents; a wrong one is judged slowly. */
  Proof proof(HttpExchange exchange) {
    Optional<String> header = RequestOrigin.only(exchange.getRequestHeaders(), "Authorization");
    if (header.isPresent()) {
      Matcher bearer = BEARER.matcher(header.get());
      return judged(() -> bearer.matches() && token.matches(bearer.group(1)));
    }
    Optional<String> session = session(exchange);
    return session.isPresent() ? judged(() -> token.matchesSession(session.get())) : Proof.ABSENT;
  }

  private Proof judged(BooleanSupplier right) {
    return switch (attempts.judge(right)) {
      case RIGHT -> Proof.SHOWN;
      case WRONG -> Proof.WRONG;
      case TOO_MANY -> Proof.TOO_MANY_ATTEMPTS;
    };
  }

  /** Whether the request relies on a cookie, which a browser sends by itself. */
  static boolean reliesOnCookie(HttpExchange exchange) {
    return !exchange.getRequestHeaders().containsKey("Authorization");
  }

  private Optional<String> session(HttpExchange exchange) {
    Matcher value =
        Pattern.compile("(?:^|; ?)" + cookie + "=([0-9a-f]{64})(?:;|$)")
            .matcher(RequestOrigin.only(exchange.getRequestHeaders(), "Cookie").orElse(""));
    return value.find() ? Optional.of(value.group(1)) : Optional.empty();
  }

  /** Header that lets a browser prove the token from now on. */
  String openSession() {
    return attributes(token.session(), COOKIE_S);
  }

  /** Header that makes a browser forget. */
  String endSession() {
    return attributes("", 0);
  }

  private String attributes(String value, long seconds) {
    return "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
        .formatted(cookie, value, seconds, encrypted ? "; Secure" : "");
  }
}

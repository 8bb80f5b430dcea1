package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Set;

/** Methods of a path, who may ask it, and its responder. */
public record PageRoute(Set<String> methods, Access access, Responder responder) {

  /** Permission to ask a path. */
  public enum Access {
    /** Those who show the page's token, or may see the page. */
    PAGE,
    /** Anybody, pages of other sites too. */
    ANYBODY,
    /** Those whom its responder lets in, by a proof of its own. */
    OWN_PROOF
  }

  /** Methods of a path that only shows something. */
  public static final Set<String> READING = Set.of("GET", "HEAD");

  public PageRoute {
    methods = Set.copyOf(methods);
  }

  /** Answers a request that may be answered; called by many threads. */
  @FunctionalInterface
  public interface Responder {
    PageAnswer answer(HttpExchange exchange) throws IOException;
  }

  /** A path that shows something to those who may see the page. */
  public static PageRoute reading(Responder responder) {
    return new PageRoute(READING, Access.PAGE, responder);
  }
}

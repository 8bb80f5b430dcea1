package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Set;

/** Methods of a path, whether it is open to other sites without token, and its responder. */
public record PageRoute(Set<String> methods, boolean fromAnywhere, Responder responder) {

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
    return new PageRoute(READING, false, responder);
  }
}

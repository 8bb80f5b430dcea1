package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Further paths of a page's server. */
@FunctionalInterface
public interface MorePaths extends AutoCloseable {

  /** None. */
  MorePaths NONE = (_, _) -> Map.of();

  /**
   * Routes by path.
   *
   * @param names under which the page may be addressed, in lower case
   * @param scheme {@code http} or {@code https}
   * @throws IOException with a sentence for people; then the page is served without them
   */
  Map<String, PageRoute> of(Set<String> names, String scheme) throws IOException;

  /** Hears of a request, on any path, that the page refused before its responder saw it. */
  default void refused(HttpExchange exchange, PageAnswer answer) {}

  /** Ends what answers, after the server has ended. */
  @Override
  default void close() {}
}

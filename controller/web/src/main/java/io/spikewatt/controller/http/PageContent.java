package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpExchange;
import java.util.List;
import java.util.Map;

/** Content of a page beside its session. Safe for use by many threads. */
public interface PageContent {

  /** Everything that a browser loads for the page. */
  List<StaticFile> files();

  /** The whole state as one JSON object; its names are plain words or names of the product. */
  byte[] state();

  /** Further paths and how they are answered. */
  Map<String, PageRoute> routes();

  /** Hears of a request that was refused before a responder saw it. */
  default void refused(HttpExchange exchange, PageAnswer answer) {}
}

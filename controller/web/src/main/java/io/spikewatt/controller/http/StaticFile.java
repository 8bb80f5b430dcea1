package io.spikewatt.controller.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** A bundled file of a page: path in the address, class and resource name, media type. */
public record StaticFile(String path, Class<?> beside, String resource, String type) {

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** Draws: htm and preact. */
  public static final StaticFile PREACT =
      shared("/lib/preact.js", "lib/htm-preact-standalone.module.js", SCRIPT);

  /** Follows the event stream, and keeps the session. */
  public static final StaticFile LIVE = shared("/live.js", "live.js", SCRIPT);

  /** Asks for the token; its words are those of the page's {@code /words.js}. */
  public static final StaticFile TOKEN = shared("/token.js", "token.js", SCRIPT);

  /** Language, numbers and times. */
  public static final StaticFile LANGUAGE = shared("/language.js", "language.js", SCRIPT);

  /** Colours, cards, tables and forms. */
  public static final StaticFile BASE_STYLE = shared("/base.css", "base.css", STYLE);

  /** The product's sign. */
  public static final StaticFile ICON = shared("/icon.svg", "icon.svg", "image/svg+xml");

  private static StaticFile shared(String path, String resource, String type) {
    return new StaticFile(path, StaticFile.class, resource, type);
  }

  /** The page itself. */
  public static StaticFile page(Class<?> beside, String resource) {
    return new StaticFile("/", beside, resource, "text/html; charset=utf-8");
  }

  public static StaticFile script(String path, Class<?> beside, String resource) {
    return new StaticFile(path, beside, resource, SCRIPT);
  }

  public static StaticFile style(String path, Class<?> beside, String resource) {
    return new StaticFile(path, beside, resource, STYLE);
  }

  /** Content of the file. */
  public byte[] read() {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}

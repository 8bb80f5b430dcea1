package io.spikewatt.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A bundled file of a page: path in the address, media type, and supplier of its bytes. */
public record StaticFile(String path, String type, Supplier<byte[]> content) {

  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /** Comments that begin and end with their lines; those of licences begin otherwise. */
  private static final Pattern COMMENT =
      Pattern.compile("(?m)^[ \\t]*(?://.*|/\\*\\*(?s:.*?)\\*/)[ \\t]*$");

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

  public static final StaticFile ICON = shared("/icon.svg", "icon.svg", "image/svg+xml");

  private static StaticFile shared(String path, String resource, String type) {
    return beside(path, StaticFile.class, resource, type);
  }

  public static StaticFile page(Class<?> beside, String resource) {
    return beside("/", beside, resource, "text/html; charset=utf-8");
  }

  /** A script of our own, without the comments that have lines of their own. */
  public static StaticFile script(String path, Class<?> beside, String resource) {
    return new StaticFile(
        path,
        SCRIPT,
        () -> withoutComments(new String(resource(beside, resource), UTF_8)).getBytes(UTF_8));
  }

  /** Lines keep their numbers, so that a browser's report of an error is found in the source. */
  static String withoutComments(String script) {
    return COMMENT
        .matcher(script)
        .replaceAll(comment -> "\n".repeat((int) comment.group().lines().count() - 1));
  }

  public static StaticFile style(String path, Class<?> beside, String resource) {
    return beside(path, beside, resource, STYLE);
  }

  /**
   * The page's texts: a module whose default export maps language and key to a text.
   *
   * @param prefix of the page's keys in the words files
   */
  public static StaticFile texts(List<Language> languages, String prefix) {
    return new StaticFile("/texts.js", SCRIPT, () -> script(languages, prefix));
  }

  private static byte[] script(List<Language> languages, String prefix) {
    String texts =
        JsonWriter.text(
            all ->
                languages.forEach(
                    one -> all.in(one.tag(), item -> one.under(prefix).forEach(item::put))));
    return ("export default " + texts + ";\n").getBytes(UTF_8);
  }

  public byte[] read() {
    return content.get();
  }

  private static StaticFile beside(String path, Class<?> beside, String resource, String type) {
    return new StaticFile(path, type, () -> resource(beside, resource));
  }

  private static byte[] resource(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}

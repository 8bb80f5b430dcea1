package io.spikewatt.controller.page;

import com.sun.net.httpserver.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The page's own files, from a fixed list in the program; nothing of the disk is served. */
final class StaticFiles {

  /**
   * @param path in the address
   * @param resource beside this class
   */
  record Entry(String path, String resource, String type) {}

  private static final String SCRIPT = "text/javascript; charset=utf-8";
  private static final String STYLE = "text/css; charset=utf-8";

  /** Everything that a browser loads for the page. */
  static final List<Entry> ALL =
      List.of(
          new Entry("/", "index.html", "text/html; charset=utf-8"),
          new Entry("/app.css", "app.css", STYLE),
          new Entry("/app.js", "app.js", SCRIPT),
          new Entry("/live.js", "live.js", SCRIPT),
          new Entry("/words.js", "words.js", SCRIPT),
          new Entry("/flow.js", "flow.js", SCRIPT),
          new Entry("/charts.js", "charts.js", SCRIPT),
          new Entry("/commands.js", "commands.js", SCRIPT),
          new Entry("/details.js", "details.js", SCRIPT),
          new Entry("/icon.svg", "icon.svg", "image/svg+xml"),
          new Entry("/lib/preact.js", "lib/htm-preact-standalone.module.js", SCRIPT),
          new Entry("/lib/uplot.js", "lib/uPlot.iife.min.js", SCRIPT),
          new Entry("/lib/uplot.css", "lib/uPlot.min.css", STYLE));

  /** A file, kept compressed. */
  private record Kept(String type, byte[] gzip, String tag) {}

  private final Map<String, Kept> byPath = new HashMap<>();

  StaticFiles() {
    for (Entry entry : ALL) {
      byte[] plain = read(entry.resource);
      byPath.put(entry.path, new Kept(entry.type, gzip(plain), tag(plain)));
    }
  }

  /** The file of a path; empty if there is none. */
  Optional<PageAnswer> answer(String path, Headers request) {
    return Optional.ofNullable(byPath.get(path)).map(file -> answer(file, request));
  }

  private static PageAnswer answer(Kept file, Headers request) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", file.tag);
    headers.put("Cache-Control", "no-cache");
    headers.put("Vary", "Accept-Encoding");
    if (file.tag.equals(request.getFirst("If-None-Match"))) {
      return new PageAnswer(304, headers, new byte[0]);
    }
    headers.put("Content-Type", file.type);
    String accepted = String.valueOf(request.getFirst("Accept-Encoding"));
    if (accepted.matches(".*\\bgzip\\b(?!;q=0(?:\\.0*)?(?:,|$)).*")) {
      headers.put("Content-Encoding", "gzip");
      return new PageAnswer(200, headers, file.gzip);
    }
    return new PageAnswer(200, headers, gunzip(file.gzip));
  }

  /** Content of a file beside this class. */
  static byte[] read(String resource) {
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static String tag(byte[] plain) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(plain);
      return "\"" + HexFormat.of().formatHex(digest, 0, 8) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static byte[] gunzip(byte[] gzip) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }
}

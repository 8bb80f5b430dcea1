package io.spikewatt.controller.http;

import com.sun.net.httpserver.Headers;
import io.spikewatt.hal.store.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A page's own files, kept compressed; nothing of the disk is served. */
final class StaticFiles {

  /** A file, kept compressed. */
  private record Kept(String type, byte[] gzip, String tag) {}

  private final Map<String, Kept> byPath = new HashMap<>();

  StaticFiles(List<StaticFile> files) {
    for (StaticFile file : files) {
      byte[] plain = file.read();
      String tag = '"' + Sha256.of(plain).substring(0, 16) + '"';
      byPath.put(file.path(), new Kept(file.type(), gzip(plain), tag));
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

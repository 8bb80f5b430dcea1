package io.spikewatt.controller.update;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.spikewatt.controller.report.JsonTree;
import io.spikewatt.controller.report.JsonWriter;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * Requests of hawkBit's Direct Device Integration interface (DDI v1,
 * https://eclipse.dev/hawkbit/rest-api/ddi/). Answers are bounded, and redirects are not followed:
 * where they lead the server's operator has not said. Uses java.base alone; the daemon's runtime
 * has no other HTTP client.
 */
public final class DdiClient {

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int LARGEST_DOCUMENT = 1 << 20;
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

  private final UpdateServer server;
  private final SSLSocketFactory tls;

  /**
   * @param tls verifies the server's certificate; its name is verified beside
   */
  public DdiClient(UpdateServer server, SSLSocketFactory tls) {
    this.server = server;
    this.tls = tls;
  }

  /** What there is to do. */
  PollAnswer poll() throws IOException {
    return PollAnswer.of(get(server.base()));
  }

  OfferedAction action(URI link) throws IOException {
    return OfferedAction.of(get(link));
  }

  CancelRequest cancelRequest(URI link) throws IOException {
    return CancelRequest.of(get(link));
  }

  /** Sends attributes of this gateway. */
  void describe(URI link, Map<String, String> attributes) throws IOException {
    byte[] body =
        JsonWriter.object(
            document ->
                document.put("mode", "merge").in("data", data -> attributes.forEach(data::put)));
    send("PUT", link, body);
  }

  /** Says how far an action is. */
  void report(String action, ActionFeedback feedback, Instant now) throws IOException {
    send(
        "POST",
        server.resource("deploymentBase/" + action + "/feedback"),
        feedback.json(action, now));
  }

  /** Answers a request to end an action. */
  void answer(CancelRequest request, ActionFeedback feedback, Instant now) throws IOException {
    send(
        "POST",
        server.resource("cancelAction/" + request.id() + "/feedback"),
        feedback.json(request.id(), now));
  }

  /**
   * Appends what is missing of a file.
   *
   * @param part what an earlier download has left; may be missing
   * @throws IOException if the connection ends before the file does; what has come stays, so that
   *     the next download goes on from there
   */
  void download(OfferedPackage offered, Path part) throws IOException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    if (have > offered.bytes()) {
      Files.delete(part);
      have = 0;
    }
    if (have == offered.bytes()) {
      return;
    }
    HttpURLConnection connection = open("GET", offered.link());
    if (have > 0) {
      connection.setRequestProperty("Range", "bytes=" + have + "-");
    }
    try {
      int status = status(connection, offered.link());
      boolean continues = have > 0 && status == HttpURLConnection.HTTP_PARTIAL;
      if (continues && !begins(connection, have)) {
        Files.delete(part);
        throw new IOException("the server sent another part of the file than asked for");
      }
      if (!continues && status != HttpURLConnection.HTTP_OK) {
        // A part that the server cannot continue would be refused each time.
        Files.deleteIfExists(part);
        throw refused("GET", offered.link(), status);
      }
      try (InputStream in = connection.getInputStream();
          FileChannel out =
              PrivateFiles.open(
                  part,
                  continues ? Set.of(WRITE, APPEND) : Set.of(WRITE, CREATE, TRUNCATE_EXISTING))) {
        copy(in, out, offered.bytes() - (continues ? have : 0));
        out.force(true);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static boolean begins(HttpURLConnection connection, long at) {
    Matcher range =
        CONTENT_RANGE.matcher(String.valueOf(connection.getHeaderField("Content-Range")));
    return range.matches() && range.group(1).equals(String.valueOf(at));
  }

  private static void copy(InputStream in, FileChannel file, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long left = bytes;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("the download ended " + left + " bytes before the file does");
      }
      ByteBuffer some = ByteBuffer.wrap(buffer, 0, read);
      while (some.hasRemaining()) {
        file.write(some);
      }
      left -= read;
    }
  }

  private JsonTree get(URI link) throws IOException {
    HttpURLConnection connection = open("GET", link);
    connection.setRequestProperty("Accept", "application/hal+json, application/json");
    try {
      int status = status(connection, link);
      if (status != HttpURLConnection.HTTP_OK) {
        throw refused("GET", link, status);
      }
      try (InputStream in = connection.getInputStream()) {
        byte[] bytes = in.readNBytes(LARGEST_DOCUMENT + 1);
        if (bytes.length > LARGEST_DOCUMENT) {
          throw new IOException(link + ": expected at most " + LARGEST_DOCUMENT + " bytes");
        }
        return JsonTree.of(new String(bytes, UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }

  private void send(String method, URI link, byte[] body) throws IOException {
    HttpURLConnection connection = open(method, link);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    // Without a known length a request would be sent a second time after a lost connection.
    connection.setFixedLengthStreamingMode(body.length);
    try {
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body);
      } catch (IOException e) {
        throw unanswered(link, e);
      }
      int status = status(connection, link);
      if (status / 100 != 2) {
        throw refused(method, link, status);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static int status(HttpURLConnection connection, URI link) throws IOException {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw unanswered(link, e);
    }
  }

  /** Java's own words for a name that does not resolve are that name. */
  private static IOException unanswered(URI link, IOException cause) {
    return new IOException("no answer from %s: %s".formatted(link, cause), cause);
  }

  private HttpURLConnection open(String method, URI link) throws IOException {
    if (!UpdateServer.isProtected(link)) {
      throw new ProtocolException("expected a link https://, found " + link);
    }
    if (!(link.toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new ProtocolException("expected a link https://, found " + link);
    }
    if (connection instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(tls);
    }
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) CONNECT.toMillis());
    connection.setReadTimeout((int) SILENCE.toMillis());
    connection.setUseCaches(false);
    if (server.owns(link)) {
      connection.setRequestProperty("Authorization", server.authorization());
    }
    return connection;
  }

  private static RefusedRequest refused(String method, URI link, int status) {
    String hint =
        switch (status) {
          case 401, 403 -> ": does the token belong to this name and tenant?";
          case 301, 302, 303, 307, 308 -> ": redirects are not followed";
          default -> "";
        };
    return new RefusedRequest(
        status, "%s %s was answered with status %d%s".formatted(method, link, status, hint));
  }
}

package io.spikewatt.controller.update;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * hawkBit as a gateway sees it, after its documentation: one tenant, one gateway, at most one
 * action. It answers in the shape of the documentation's examples and keeps all requests.
 */
public final class DdiStub implements AutoCloseable {

  /** A request: method, path below the gateway's root resource, body. */
  public record Asked(String method, String path, String body, String authorization) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static final String ROOT = "/DEFAULT/controller/v1/home17";
  private static final Pattern CLOSED = Pattern.compile("\"execution\":\"closed\"");

  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  /** What the server's operator has set; tests change it between two polls. */
  public String sleep = "00:10:00";

  public boolean wantsAttributes = true;
  public Optional<String> action = Optional.empty();
  public boolean cancels;
  public String handling = "\"download\":\"forced\",\"update\":\"forced\"";
  public String version = "0.3.0";
  public String filename = "spikewatt_0.3.0_amd64.deb";
  public byte[] content = {};
  public Optional<String> sha256 = Optional.empty();
  public Optional<String> size = Optional.empty();
  public Optional<String> download = Optional.empty();

  /** A signature beside the package. */
  public Optional<String> signature = Optional.empty();

  /** Status of every answer; 0: as it is. */
  public int fault;

  /** Status of answers to feedback; 0: as it is. */
  public int feedbackFault;

  /** Bytes after which the next download is cut off; negative: none is. */
  public int cutAfter = -1;

  /** Runs before the answer to a download. */
  public Runnable duringDownload = () -> {};

  public DdiStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** All requests since the last call. */
  public List<Asked> asked() {
    List<Asked> all = new ArrayList<>(asked);
    asked.clear();
    return all;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      String shown = path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      String range = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse("");
      asked.add(
          new Asked(
              exchange.getRequestMethod(),
              range.isEmpty() ? shown : shown + " " + range,
              body,
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                  .orElse("")));
      answer(exchange, shown, body, range);
    }
  }

  private void answer(HttpExchange exchange, String path, String body, String range)
      throws IOException {
    if (fault != 0) {
      send(exchange, fault, "");
    } else if (path.endsWith("/feedback")) {
      if (feedbackFault == 0 && CLOSED.matcher(body).find()) {
        action = Optional.empty();
        cancels = false;
      }
      send(exchange, feedbackFault == 0 ? 200 : feedbackFault, "");
    } else if (path.isEmpty()) {
      send(exchange, 200, base());
    } else if (path.equals("/configData")) {
      wantsAttributes = false;
      send(exchange, 200, "");
    } else if (path.startsWith("/deploymentBase/")) {
      send(exchange, 200, deployment());
    } else if (path.startsWith("/cancelAction/")) {
      String id = action.orElseThrow();
      send(exchange, 200, "{\"id\":\"%s\",\"cancelAction\":{\"stopId\":\"%s\"}}".formatted(id, id));
    } else if (path.endsWith(".asc")) {
      send(exchange, 200, signature.orElseThrow());
    } else if (path.startsWith("/softwaremodules/")) {
      duringDownload.run();
      file(exchange, range);
    } else {
      send(exchange, 404, "");
    }
  }

  private String base() {
    List<String> links = new ArrayList<>();
    String root = address() + ROOT;
    if (action.isPresent()) {
      links.add(
          cancels
              ? link("cancelAction", root + "/cancelAction/" + action.get())
              : link(
                  "deploymentBase", root + "/deploymentBase/" + action.get() + "?c=-2127183556"));
    }
    if (wantsAttributes) {
      links.add(link("configData", root + "/configData"));
    }
    return "{\"config\":{\"polling\":{\"sleep\":\"%s\"}},\"_links\":{%s}}"
        .formatted(sleep, String.join(",", links));
  }

  private static String link(String name, String target) {
    return "\"%s\":{\"href\":\"%s\"}".formatted(name, target);
  }

  private String deployment() {
    String target = download.orElse(address() + ROOT + "/softwaremodules/23/artifacts/" + filename);
    return """
    {"id":"%s","deployment":{%s,"chunks":[{"part":"bApp","version":"%s","name":"spikewatt",
    "artifacts":[{"filename":"notes.txt","hashes":{"sha1":"00","md5":"00","sha256":"00"},
    "size":1,"_links":{}},{"filename":"%s","hashes":{"sha1":"00","md5":"00","sha256":"%s"},
    "size":%s,"_links":{"download":{"href":"%s"},"md5sum":{"href":"%s.MD5SUM"}}}%s]}]}}\
    """
        .formatted(
            action.orElseThrow(),
            handling,
            version,
            filename,
            sha256.orElse(hash(content)),
            size.orElse(String.valueOf(content.length)),
            target,
            target,
            signature.map(text -> signature(text, target)).orElse(""));
  }

  private String signature(String text, String target) {
    return """
    ,{"filename":"%s.asc","hashes":{"sha256":"%s"},"size":%d,
    "_links":{"download":{"href":"%s.asc"}}}\
    """
        .formatted(filename, hash(text.getBytes(UTF_8)), text.length(), target);
  }

  private void file(HttpExchange exchange, String range) throws IOException {
    int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    int to = cutAfter < 0 ? content.length : Math.min(content.length, from + cutAfter);
    cutAfter = -1;
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
    OutputStream out = exchange.getResponseBody();
    out.write(content, from, to - from);
    out.flush();
    // Closing the exchange before all announced bytes are written ends the connection.
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/hal+json;charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

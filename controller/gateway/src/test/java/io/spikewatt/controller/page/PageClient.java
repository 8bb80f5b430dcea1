package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * One HTTP exchange over a plain socket: unlike a client library it sends any Host, Origin or
 * cookie, and shows the bytes as they come.
 */
public record PageClient(int port, SocketFactory sockets) {

  /** One without encryption. */
  public PageClient(int port) {
    this(port, SocketFactory.getDefault());
  }

  /**
   * @param headers by name in lower case
   */
  public record Response(int status, Map<String, String> headers, byte[] body) {
    public String text() {
      return new String(body, UTF_8);
    }
  }

  public Response get(String path, String... headers) throws IOException {
    return send("GET", path, "", headers);
  }

  public Response post(String path, String body, String... headers) throws IOException {
    return send("POST", path, body, headers);
  }

  /** Without a Host among the headers, the right one is sent. */
  public Response send(String method, String path, String body, String... headers)
      throws IOException {
    try (Socket socket = open(method, path, body, headers)) {
      return read(socket.getInputStream());
    }
  }

  /** Sends a request and leaves the answer to the caller. */
  Socket open(String method, String path, String body, String... headers) throws IOException {
    Socket socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    if (List.of(headers).stream().noneMatch(header -> header.startsWith("Host:"))) {
      request.append("Host: localhost:").append(port).append("\r\n");
    }
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    byte[] bytes = body.getBytes(UTF_8);
    if (!method.equals("GET")) {
      request.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(UTF_8));
    socket.getOutputStream().write(bytes);
    return socket;
  }

  static Response read(InputStream in) throws IOException {
    String first = line(in);
    int status = Integer.parseInt(first.split(" ", -1)[1]);
    Map<String, String> headers = headers(in);
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Response(status, headers, in.readNBytes(length));
  }

  static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the connection ended after \"" + line + "\"");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The next event of a chunked stream: its name and its data. */
  static Map.Entry<String, String> event(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String frame = "";
    while (!frame.endsWith("\n\n")) {
      bytes.write(in.readNBytes(Integer.parseInt(line(in), 16)));
      line(in);
      frame = bytes.toString(UTF_8);
    }
    String[] lines = frame.split("\n", -1);
    return Map.entry(lines[0].substring("event: ".length()), lines[1].substring("data: ".length()));
  }
}

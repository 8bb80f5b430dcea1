package io.spikewatt.controller.httpclient;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to web servers that are not trusted to behave: every answer is bounded in time and
 * size, and compressed ones are refused. Redirects are followed on the same host, and without any
 * token to hosts that the caller names. Proxies of the environment are not used. Safe for use by
 * many threads.
 */
public final class BoundedHttpClient {

  private static final int MOST_REDIRECTS = 3;
  private static final int TLS_PORT = 443;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Redirects that keep method and body. */
  private static final Set<Integer> KEEPING = Set.of(307, 308);

  static {
    // Java would reuse a connection that both sides have announced to close. No other part of the
    // product uses Java's client.
    System.setProperty("http.keepAlive", "false");
  }

  private final HttpLimits limits;
  private final Optional<SSLSocketFactory> trust;

  /**
   * @param trust accepts certificates; empty = the authorities that Java trusts
   */
  public BoundedHttpClient(HttpLimits limits, Optional<SSLSocketFactory> trust) {
    this.limits = limits;
    this.trust = trust;
  }

  /**
   * The answer to a request, of whatever status.
   *
   * @throws IOException without a whole answer; a sentence for people, which names the host
   */
  public HttpAnswer send(HttpCall call) throws IOException, InterruptedException {
    return send(call, Set.of());
  }

  /**
   * As {@link #send(HttpCall)}, and follows redirects of a GET to other hosts, too: by TLS, and
   * without the request's headers except {@code Accept}.
   *
   * @param otherHosts {@code host} or {@code host:port} in lower case
   */
  public HttpAnswer send(HttpCall call, Set<String> otherHosts)
      throws IOException, InterruptedException {
    try {
      return TimedExchange.run("http", limits.whole(), within -> follow(call, otherHosts, within));
    } catch (IOException e) {
      throw new IOException(call.host() + ": " + reason(e), e);
    }
  }

  private HttpAnswer follow(HttpCall call, Set<String> otherHosts, TimedExchange within)
      throws IOException {
    HttpCall next = call;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpAnswer answer = once(next, within);
      Optional<HttpCall> target = redirect(next, otherHosts, answer);
      if (target.isEmpty()) {
        return answer;
      }
      next = target.get();
    }
    throw new IOException("more than " + MOST_REDIRECTS + " redirects");
  }

  private static Optional<HttpCall> redirect(
      HttpCall call, Set<String> otherHosts, HttpAnswer answer) throws IOException {
    Optional<String> location = answer.header("Location");
    if (!REDIRECTS.contains(answer.status()) || location.isEmpty()) {
      return Optional.empty();
    }
    if (call.body().isPresent() && !KEEPING.contains(answer.status())) {
      throw new IOException(
          "redirects with %d, which would drop the message".formatted(answer.status()));
    }
    try {
      URI target = call.address().resolve(location.get());
      if (target.getRawUserInfo() == null && origin(target).equals(origin(call.address()))) {
        return Optional.of(call.to(target));
      }
      if (target.getRawUserInfo() == null && isAllowed(call, target, otherHosts)) {
        return Optional.of(call.withoutSecrets(target));
      }
      throw new IOException("redirects to another host or port, which is not followed");
    } catch (IllegalArgumentException e) {
      throw new IOException("redirects to something that is no address", e);
    }
  }

  private static boolean isAllowed(HttpCall call, URI target, Set<String> otherHosts) {
    Origin other = origin(target);
    return call.body().isEmpty()
        && other.scheme.equals("https")
        && (otherHosts.contains(other.host + ":" + other.port)
            || (other.port == TLS_PORT && otherHosts.contains(other.host)));
  }

  private record Origin(String scheme, String host, int port) {}

  private static Origin origin(URI address) {
    String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    int usual = scheme.equals("https") ? TLS_PORT : 80;
    return new Origin(
        scheme,
        String.valueOf(address.getHost()).toLowerCase(Locale.ROOT),
        address.getPort() < 0 ? usual : address.getPort());
  }

  private HttpAnswer once(HttpCall call, TimedExchange within) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) call.address().toURL().openConnection(Proxy.NO_PROXY);
    if (connection instanceof HttpsURLConnection encrypted) {
      trust.ifPresent(encrypted::setSSLSocketFactory);
    }
    connection.setConnectTimeout((int) limits.connect().toMillis());
    connection.setReadTimeout((int) limits.silence().toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    call.headers().forEach(connection::setRequestProperty);
    connection.setRequestProperty("User-Agent", "Spikewatt");
    connection.setRequestProperty("Accept-Encoding", "identity");
    connection.setRequestProperty("Connection", "close");
    within.closes(connection::disconnect);
    try {
      int status = status(call, connection);
      // From here on each part is waited for by itself: closing would wait for the reader.
      within.closes(() -> {});
      Map<String, String> headers = headers(connection);
      byte[] body = body(stream(status, connection), headers, within);
      return new HttpAnswer(status, headers, body);
    } finally {
      connection.disconnect();
    }
  }

  private static int status(HttpCall call, HttpURLConnection connection) throws IOException {
    try {
      if (call.body().isPresent()) {
        connection.setDoOutput(true);
        // A streamed body is never sent a second time by itself.
        connection.setFixedLengthStreamingMode(call.body().get().length);
        try (OutputStream out = connection.getOutputStream()) {
          out.write(call.body().get());
        }
      }
      int status = connection.getResponseCode();
      if (status < 100 || status > 599) {
        throw new IOException("answered something that is no HTTP");
      }
      return status;
    } catch (HttpRetryException e) {
      return e.responseCode();
    }
  }

  private static Map<String, String> headers(HttpURLConnection connection) {
    Map<String, String> headers = new LinkedHashMap<>();
    connection
        .getHeaderFields()
        .forEach(
            (@Nullable String name, List<String> values) -> {
              if (name != null && !values.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst());
              }
            });
    return headers;
  }

  private static InputStream stream(int status, HttpURLConnection connection) throws IOException {
    InputStream failed = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    return failed == null ? InputStream.nullInputStream() : failed;
  }

  private byte[] body(InputStream stream, Map<String, String> headers, TimedExchange within)
      throws IOException {
    String encoding = headers.getOrDefault("content-encoding", "identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new IOException("answered in a compressed form that was not requested");
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    for (int read = stream.read(part); read >= 0; read = stream.read(part)) {
      if (within.isOver()) {
        throw new IOException("no whole answer in time");
      }
      if (body.size() + read > limits.mostBytes()) {
        throw new IOException("answered more than " + limits.mostBytes() + " bytes");
      }
      body.write(part, 0, read);
    }
    return body.toByteArray();
  }

  /** Reason of a failure, without words that a server chose. */
  public static String reason(IOException e) {
    return switch (e) {
      case UnknownHostException _ -> "no such host";
      case SocketTimeoutException _ -> "no answer in time";
      case ConnectException _ -> "refuses the connection";
      case NoRouteToHostException _ -> "no route to it";
      case SSLException _ ->
          "its certificate is not trusted, or it does not speak TLS (" + cause(e) + ")";
      default ->
          e.getMessage() == null
              ? "the connection failed"
              : e.getMessage().replaceAll("\\p{Cntrl}", " ");
    };
  }

  private static String cause(Throwable e) {
    Throwable last = e;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return String.valueOf(last.getMessage()).replaceAll("\\p{Cntrl}", " ");
  }
}

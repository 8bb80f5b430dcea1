package io.spikewatt.controller.http;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Serves the page with the JDK's server and a virtual thread a request. Nothing waits for it. */
public final class PageServer implements AutoCloseable {

  /** Open streams at once; more are refused. */
  public static final int MOST_STREAMS = EventHub.MOST_STREAMS;

  /**
   * Bounds of the JDK's server, which reads them once: connections in all and idle ones, seconds
   * until an idle one is closed, seconds in which a request must be complete, and its headers. Its
   * bound for answers would end streams of events, see {@link AnswerSending}.
   */
  private static final Map<String, String> BOUNDS =
      Map.of(
          "jdk.httpserver.maxConnections", "256",
          "sun.net.httpserver.maxIdleConnections", "48",
          "sun.net.httpserver.idleInterval", "20",
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxReqHeaders", "64",
          "sun.net.httpserver.maxReqHeaderSize", "16384");

  /** Connections that wait to be accepted; one beyond it waits for seconds to try again. */
  private static final int BACKLOG = 256;

  private final HttpServer server;
  private final EventHub events;
  private final ExecutorService threads;
  private final String address;

  private PageServer(HttpServer server, EventHub events, ExecutorService threads, String address) {
    this.server = server;
    this.events = events;
    this.threads = threads;
    this.address = address;
  }

  /**
   * Starts serving.
   *
   * @throws IOException if the port is taken, for example
   */
  public static PageServer start(PageSettings settings, PageContent content) throws IOException {
    BOUNDS.forEach(PageServer::unlessSet);
    HttpServer server = bind(settings);
    boolean encrypted = settings.tls().isPresent();
    int port = server.getAddress().getPort();
    EventHub events = new EventHub(content::state, settings.clock(), settings.pace());
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("page").factory());
    server.setExecutor(threads);
    server.createContext(
        "/",
        new PageHandler(
            content,
            events,
            new RequestOrigin(settings.names(), encrypted ? "https" : "http"),
            new PageAccess(settings.token(), settings.clock(), port),
            new AnswerSending(settings.clock()),
            settings.freeReading()));
    server.start();
    return new PageServer(server, events, threads, url(server.getAddress(), encrypted));
  }

  /** What an operator sets on the command line counts. */
  private static void unlessSet(String bound, String value) {
    if (System.getProperty(bound) == null) {
      System.setProperty(bound, value);
    }
  }

  private static HttpServer bind(PageSettings settings) throws IOException {
    try {
      if (settings.tls().isEmpty()) {
        return HttpServer.create(settings.address(), BACKLOG);
      }
      HttpsServer server = HttpsServer.create(settings.address(), BACKLOG);
      server.setHttpsConfigurator(new Modern(settings.tls().get()));
      return server;
    } catch (IOException e) {
      throw new IOException(settings.address() + ": " + e.getMessage(), e);
    }
  }

  private static final class Modern extends HttpsConfigurator {
    Modern(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters modern = getSSLContext().getDefaultSSLParameters();
      modern.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setSSLParameters(modern);
    }
  }

  private static String url(InetSocketAddress bound, boolean encrypted) {
    String host =
        bound.getAddress().isLoopbackAddress() || bound.getAddress().isAnyLocalAddress()
            ? "localhost"
            : bound.getHostString();
    return "%s://%s:%d/".formatted(encrypted ? "https" : "http", host, bound.getPort());
  }

  public String address() {
    return address;
  }

  public int streams() {
    return events.size();
  }

  /** Ends serving at once; open tabs connect again later. */
  @Override
  public void close() {
    events.close();
    server.stop(0);
    threads.shutdownNow();
  }
}

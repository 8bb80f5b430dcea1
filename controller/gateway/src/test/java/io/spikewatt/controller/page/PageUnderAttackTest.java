package io.spikewatt.controller.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.http.PageServer;
import io.spikewatt.controller.http.PageSettings;
import io.spikewatt.controller.http.PageToken;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page over real sockets while others hold on to it: it answers whom it must. */
@Timeout(180)
class PageUnderAttackTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";
  private static final String BEARER = "Authorization: Bearer " + TOKEN;
  private static final int READERS = 100;
  private static final int WRITERS = 100;
  private static final int GUESSERS = 12;

  /** Longer than any deadline of the server. */
  private static final Duration ATTACK = Duration.ofSeconds(12);

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(10);

  @TempDir private Path directory;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(READERS + WRITERS);
  private final AtomicInteger guesses = new AtomicInteger();

  /** Total delay of an idle thread, ns: the time in which the machine had no processor free. */
  private final AtomicLong lateness = new AtomicLong();

  private PageServer served() throws IOException {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    PageSettings settings =
        new PageSettings(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Set.of(),
            Optional.empty(),
            PageToken.of(Optional.of(file), directory),
            true,
            new SystemClock(),
            Duration.ofSeconds(1));
    return PageServer.start(settings, new SiteContent(new FakeSite()));
  }

  @Test
  void health_and_the_right_token_are_answered_within_two_seconds() throws Exception {
    try (ExecutorService attackers = Executors.newCachedThreadPool();
        PageServer server = served()) {
      int port = URI.create(server.address()).getPort();
      repeat(attackers, READERS, () -> readNothing(port));
      repeat(attackers, WRITERS, () -> writeSlowly(port));
      repeat(attackers, GUESSERS, () -> guess(port));
      held.await();
      attackers.execute(this::watchLateness);
      try {
        probe(port);
      } finally {
        over.countDown();
      }
      assertTrue(guesses.get() > GUESSERS, guesses + " guesses");
    }
  }

  private void watchLateness() {
    long from = System.nanoTime();
    try {
      while (!isOver(PAUSE)) {
        long now = System.nanoTime();
        lateness.addAndGet(Math.max(0, now - from - PAUSE.toNanos()));
        from = now;
      }
    } catch (IOException interrupted) {
      throw new UncheckedIOException(interrupted);
    }
  }

  private void probe(int port) throws IOException {
    List<String> late = new ArrayList<>();
    PageClient client = new PageClient(port);
    long end = System.nanoTime() + ATTACK.toNanos();
    int probes = 0;
    while (System.nanoTime() - end < 0 && !isOver(PAUSE)) {
      for (String path : List.of("/healthz", "/metrics", "/api/session", "/app.js")) {
        long from = System.nanoTime();
        long lateBefore = lateness.get();
        PageClient.Response answer;
        try {
          answer = client.get(path, BEARER);
        } catch (IOException e) {
          throw new IOException("probe " + probes + " of " + path, e);
        }
        // Delays by other work on the machine do not count.
        long machine = lateness.get() - lateBefore;
        Duration took = Duration.ofNanos(System.nanoTime() - from - machine);
        assertEquals(200, answer.status(), path);
        assertTrue(
            !path.endsWith("session") || answer.text().contains("\"mayCommand\":true"), path);
        if (took.compareTo(PATIENCE) > 0) {
          late.add(probes + " " + path + " " + took);
        }
        probes++;
      }
    }
    assertEquals(List.of(), late, "of " + probes);
  }

  /** One attacker's turn; it comes again until the attack is over. */
  private interface Turn {
    void run() throws IOException;
  }

  private void repeat(ExecutorService attackers, int number, Turn turn) {
    for (int i = 0; i < number; i++) {
      attackers.execute(
          () -> {
            while (over.getCount() > 0) {
              try {
                turn.run();
              } catch (IOException closed) {
                // The server has ended it; the next turn begins.
              }
            }
          });
    }
  }

  /** Asks for more than the system keeps for a connection, and holds it without reading. */
  private void readNothing(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      String request = "GET /lib/uplot.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
      held.countDown();
      // More than the system keeps for a connection waits for a reader.
      socket.getOutputStream().write(request.repeat(100).getBytes(UTF_8));
      while (!isOver(Duration.ofSeconds(1))) {
        // Fails once the server has closed the connection.
        socket.getOutputStream().write('G');
      }
    }
  }

  private boolean isOver(Duration patience) throws IOException {
    try {
      return over.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void writeSlowly(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      held.countDown();
      for (byte each : ("GET / HTTP/1.1\r\nX: " + "y".repeat(1000)).getBytes(UTF_8)) {
        socket.getOutputStream().write(each);
        socket.setSoTimeout(200);
        try {
          if (over.getCount() == 0 || socket.getInputStream().read() < 0) {
            return;
          }
        } catch (SocketTimeoutException stillOpen) {
          // The next byte follows.
        }
      }
    }
  }

  private void guess(int port) throws IOException {
    new PageClient(port)
        .post("/api/session", "", "Authorization: Bearer " + "f".repeat(31) + guesses.get() % 10);
    guesses.incrementAndGet();
  }
}

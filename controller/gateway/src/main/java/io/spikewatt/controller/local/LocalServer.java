package io.spikewatt.controller.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.json.JsonWriter;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.tinylog.Logger;

/**
 * Answers programs on the same machine: one line {@code NAME ARGUMENTS} in, one JSON document out,
 * then the connection closes. A client that is silent or does not read is dropped after a deadline
 * and never delays control; at most {@value #CLIENTS} are served at once, others wait.
 */
public final class LocalServer implements AutoCloseable {

  /** Longest request with its line break, bytes. */
  static final int MOST_REQUEST_BYTES = 1024;

  static final int CLIENTS = 4;

  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Executor THREADS = Thread.ofPlatform().name("local").daemon()::start;

  private final Path socket;
  private final ServerSocketChannel server;
  private final Map<String, UnaryOperator<String>> answers;
  private final Duration deadline;
  private final Semaphore places = new Semaphore(CLIENTS);

  private LocalServer(
      Path socket,
      ServerSocketChannel server,
      Map<String, UnaryOperator<String>> answers,
      Duration deadline) {
    this.socket = socket;
    this.server = server;
    this.answers = answers;
    this.deadline = deadline;
  }

  /**
   * Starts serving. The owner and the group may connect. A socket that an earlier daemon left there
   * is replaced, so the caller must be the site's only daemon.
   *
   * @param socket whose directory exists
   * @param answers by name, arguments to one JSON document; called in any thread, several at once
   * @throws IOException if there can be no such socket; its path may be too long, for example
   */
  public static LocalServer start(Path socket, Map<String, UnaryOperator<String>> answers)
      throws IOException {
    return start(socket, answers, DEADLINE);
  }

  /**
   * @param deadline for a request to arrive, and for an answer to be read
   */
  static LocalServer start(
      Path socket, Map<String, UnaryOperator<String>> answers, Duration deadline)
      throws IOException {
    LocalServer started = new LocalServer(socket, bind(socket), answers, deadline);
    THREADS.execute(started::accept);
    return started;
  }

  /** The rename puts it in place with its mode, whatever was there before. */
  private static ServerSocketChannel bind(Path socket) throws IOException {
    Path beside = socket.resolveSibling(socket.getFileName() + ".new");
    Files.deleteIfExists(beside);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(beside));
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-rw----"));
      Files.move(beside, socket, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException(socket + ": " + e.getMessage(), e);
    }
  }

  private void accept() {
    while (true) {
      try {
        places.acquire();
        SocketChannel client = server.accept();
        Thread.ofVirtual().name("local client").start(() -> serve(client));
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException e) {
        Logger.error("no local access, tried again in {}: {}", deadline, e.getMessage());
        places.release();
        CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS, THREADS)
            .execute(this::accept);
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      String request = within(client, () -> read(client));
      ByteBuffer answer = ByteBuffer.wrap((answer(request) + "\n").getBytes(UTF_8));
      within(
          client,
          () -> {
            while (answer.hasRemaining()) {
              client.write(answer);
            }
            return answer;
          });
    } catch (IOException e) {
      Logger.debug("a local client was dropped: {}", e);
    } finally {
      places.release();
    }
  }

  private interface Exchange<T> {
    T run() throws IOException;
  }

  /** Closes the channel at the deadline, which ends the exchange with an exception. */
  private <T> T within(SocketChannel client, Exchange<T> exchange) throws IOException {
    CompletableFuture<Void> done = new CompletableFuture<>();
    var _ =
        done.orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((_, late) -> dropIf(late != null, client));
    try {
      return exchange.run();
    } finally {
      done.complete(null);
    }
  }

  private static void dropIf(boolean late, SocketChannel client) {
    try {
      if (late) {
        client.close();
      }
    } catch (IOException e) {
      Logger.debug("closing a local client: {}", e);
    }
  }

  /**
   * @return the request without its line break, or what a client sent before it stopped sending
   */
  private static String read(SocketChannel client) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MOST_REQUEST_BYTES);
    while (bytes.hasRemaining() && client.read(bytes) >= 0) {
      int end = new String(bytes.array(), 0, bytes.position(), UTF_8).indexOf('\n');
      if (end >= 0) {
        return new String(bytes.array(), 0, bytes.position(), UTF_8).substring(0, end).strip();
      }
    }
    throw new IOException(
        "expected one line of at most %d bytes, found %d bytes without a line break"
            .formatted(MOST_REQUEST_BYTES, bytes.position()));
  }

  private String answer(String request) {
    String[] words = request.split(" ", 2);
    UnaryOperator<String> known = answers.get(words[0]);
    if (known == null) {
      return JsonWriter.error(
          "expected one of %s, found \"%s\"".formatted(new TreeSet<>(answers.keySet()), words[0]));
    }
    try {
      return known.apply(words.length > 1 ? words[1].strip() : "");
    } catch (RuntimeException bug) {
      Logger.error(bug, "the local request \"{}\" met a bug", words[0]);
      return JsonWriter.error("a bug, see the daemon's log: " + bug);
    }
  }

  /** Ends serving; clients that are being answered get their answers. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(socket);
      server.close();
    } catch (IOException e) {
      Logger.warn("closing local access: {}", e.getMessage());
    }
  }
}

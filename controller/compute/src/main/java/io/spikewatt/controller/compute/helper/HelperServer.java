package io.spikewatt.controller.compute.helper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.tinylog.Logger;

/**
 * Serves the agent on a Unix socket: at most {@value #CONNECTIONS} connections, {@value
 * #MOST_BYTES} bytes a line, {@value #LINES_A_SECOND} lines a second. A connection that sends
 * anything else, too much, or nothing for 10 s is closed, and its settings become safe.
 */
final class HelperServer implements AutoCloseable {

  static final int CONNECTIONS = 2;
  static final int MOST_BYTES = 64;
  static final int LINES_A_SECOND = 200;
  private static final int CONNECTIONS_A_SECOND = 20;

  private static final Duration SILENCE = Duration.ofSeconds(10);
  private static final Duration TICK = Duration.ofMillis(500);

  /** Wait after a connection that was refused: a flood of them costs next to nothing. */
  private static final Duration REFUSED = Duration.ofMillis(50);

  private final Path socket;
  private final ServerSocketChannel server;
  private final HeldSettings settings;
  private final Clock clock;
  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final ArrivalRate accepted = new ArrivalRate(CONNECTIONS_A_SECOND);
  private final List<Thread> threads;
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /** A connection, and when it last sent a whole line. */
  private static final class Connection {
    private final SocketChannel channel;
    private final ArrivalRate rate = new ArrivalRate(LINES_A_SECOND);
    private volatile Moment heardAt;

    private Connection(SocketChannel channel, Moment now) {
      this.channel = channel;
      this.heardAt = now;
    }
  }

  private HelperServer(
      Path socket, ServerSocketChannel server, HeldSettings settings, Clock clock) {
    this.socket = socket;
    this.server = server;
    this.settings = settings;
    this.clock = clock;
    this.threads =
        List.of(
            Thread.ofPlatform().name("helper socket").daemon().unstarted(guarded(this::accept)),
            Thread.ofPlatform().name("helper lease").daemon().unstarted(guarded(this::tick)));
  }

  /**
   * Starts serving. A socket of an earlier helper is replaced.
   *
   * @param socket whose directory exists
   * @param group that may connect; empty = the group of this process
   * @throws IOException if there can be no such socket, or there is no such group
   */
  static HelperServer start(Path socket, Optional<String> group, HeldSettings settings, Clock clock)
      throws IOException {
    HelperServer started = new HelperServer(socket, bind(socket, group), settings, clock);
    started.threads.forEach(Thread::start);
    return started;
  }

  /** The rename puts it in place with its rights, whatever was there before. */
  private static ServerSocketChannel bind(Path socket, Optional<String> group) throws IOException {
    Path beside = socket.resolveSibling(socket.getFileName() + ".new");
    Files.deleteIfExists(beside);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(beside), CONNECTIONS);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
      if (group.isPresent()) {
        GroupPrincipal known =
            beside
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByGroupName(group.get());
        Files.getFileAttributeView(beside, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setGroup(known);
      }
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-rw----"));
      Files.move(beside, socket, StandardCopyOption.ATOMIC_MOVE);
      return server;
    } catch (IOException e) {
      server.close();
      throw new IOException(
          socket + group.map(name -> " for group " + name).orElse("") + ": " + e.getMessage(), e);
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException bug) {
        failure.completeExceptionally(bug);
      }
    };
  }

  /** Waits for a bug of its threads, which has to end the process; for ever without one. */
  void await() throws InterruptedException {
    try {
      failure.get();
    } catch (ExecutionException bug) {
      throw new IllegalStateException(bug.getCause());
    }
  }

  private void accept() {
    try {
      while (true) {
        try {
          SocketChannel channel = server.accept();
          if (connections.size() >= CONNECTIONS || !accepted.allows(clock.now())) {
            channel.close();
            clock.sleepUntil(clock.now().plus(REFUSED));
            continue;
          }
          Connection connection = new Connection(channel, clock.now());
          connections.add(connection);
          Thread.ofPlatform()
              .name("helper client")
              .daemon()
              .start(guarded(() -> serve(connection)));
        } catch (ClosedChannelException closed) {
          return;
        } catch (IOException e) {
          Logger.error("no access for the agent: {}", e.getMessage());
          clock.sleepUntil(clock.now().plus(TICK));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      while (server.isOpen()) {
        Moment now = clock.now();
        settings.tick(now);
        for (Connection connection : connections) {
          if (!now.isBefore(connection.heardAt.plus(SILENCE))) {
            close(connection);
          }
        }
        clock.sleepUntil(now.plus(TICK));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Connection connection) {
    try (SocketChannel channel = connection.channel) {
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES);
      while (channel.read(bytes) >= 0) {
        bytes.flip();
        for (Optional<String> line = line(bytes); line.isPresent(); line = line(bytes)) {
          answer(connection, line.get());
        }
        bytes.compact();
        if (!bytes.hasRemaining()) {
          throw new IOException("a line of more than %d bytes".formatted(MOST_BYTES));
        }
      }
    } catch (ClosedChannelException closed) {
      Logger.debug("a connection was closed");
    } catch (IOException e) {
      Logger.warn("a connection is closed: {}", e.getMessage());
    } finally {
      settings.ended(connection);
      connections.remove(connection);
    }
  }

  /** Takes the next whole line out of the bytes, without its end. */
  private static Optional<String> line(ByteBuffer bytes) {
    for (int i = bytes.position(); i < bytes.limit(); i++) {
      if (bytes.get(i) == '\n') {
        byte[] text = new byte[i - bytes.position()];
        bytes.get(text);
        bytes.get();
        return Optional.of(new String(text, ISO_8859_1));
      }
    }
    return Optional.empty();
  }

  private void answer(Connection connection, String line) throws IOException {
    Moment now = clock.now();
    if (!connection.rate.allows(now)) {
      throw new IOException("more than %d lines a second".formatted(LINES_A_SECOND));
    }
    HelperRequest request =
        HelperRequest.parse(line)
            .orElseThrow(() -> new IOException("expected two or three whole numbers"));
    connection.heardAt = now;
    String answer = settings.answer(request, connection, now).line() + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(ISO_8859_1));
    while (bytes.hasRemaining()) {
      connection.channel.write(bytes);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.channel.close();
    } catch (IOException e) {
      Logger.debug("closing a connection: {}", e.getMessage());
    }
  }

  /** Ends serving, and sets all safe values. */
  @Override
  public void close() {
    try {
      Files.deleteIfExists(socket);
      server.close();
    } catch (IOException e) {
      Logger.warn("closing {}: {}", socket, e.getMessage());
    }
    threads.forEach(Thread::interrupt);
    connections.forEach(HelperServer::close);
    settings.makeSafe();
  }
}

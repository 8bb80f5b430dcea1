package io.spikewatt.controller.compute.helper;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The agent's connection to the root helper, opened again when it was lost. Each request waits for
 * its answer, {@value #WAIT_MS} ms at most. Safe for use by many threads.
 */
public final class HelperConnection implements AutoCloseable {

  static final int WAIT_MS = 700;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

  private final Path socket;
  private final Clock clock;
  private final Backoff backoff = new Backoff(LONGEST_WAIT);
  private @Nullable SocketChannel open;
  private String failure = "";

  /**
   * @param socket of the helper, which need not be there yet
   */
  public HelperConnection(Path socket, Clock clock) {
    this.socket = socket;
    this.clock = clock;
  }

  /**
   * The helper's answer.
   *
   * @throws IOException without one, in a sentence; the next tries wait a little
   */
  synchronized HelperAnswer ask(HelperRequest request) throws IOException {
    Moment now = clock.now();
    if (open == null && !backoff.ready(now)) {
      throw new IOException(backoff.why(failure, now));
    }
    try {
      SocketChannel channel = connected();
      channel.write(ByteBuffer.wrap((request.line() + "\n").getBytes(ISO_8859_1)));
      String line = line(channel);
      HelperAnswer answer =
          HelperAnswer.parse(line)
              .orElseThrow(() -> new IOException("the helper answers \"" + line + "\""));
      backoff.succeeded();
      return answer;
    } catch (IOException e) {
      close();
      failure = "root helper at " + socket + ": " + e.getMessage();
      backoff.failed(now);
      throw new IOException(failure, e);
    }
  }

  private SocketChannel connected() throws IOException {
    SocketChannel channel = open;
    if (channel == null) {
      if (!Files.exists(socket)) {
        throw new IOException("it is not there or may not be seen");
      }
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      open = channel;
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        throw new IOException("too many others are connected");
      }
    }
    return channel;
  }

  /** One line. Its few bytes arrive at once or, after a hang of the helper, not at all. */
  private static String line(SocketChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HelperServer.MOST_BYTES);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      for (int parts = 0; parts < 2; parts++) {
        if (selector.select(WAIT_MS / 2) == 0) {
          continue;
        }
        selector.selectedKeys().clear();
        if (channel.read(bytes) < 0) {
          throw new IOException("it closed the connection");
        }
        String text = new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
        if (text.endsWith("\n")) {
          return text.strip();
        }
      }
    }
    throw new IOException("it does not answer within %d ms".formatted(WAIT_MS));
  }

  /** Ends the connection, upon which the helper sets its safe values. */
  @Override
  public synchronized void close() {
    SocketChannel channel = open;
    open = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It is over in any case.
      }
    }
  }
}

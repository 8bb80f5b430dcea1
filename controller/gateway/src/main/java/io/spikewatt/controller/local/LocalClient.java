package io.spikewatt.controller.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the daemon that listens on a socket. */
public final class LocalClient {

  /** Far more than any answer. */
  private static final int MOST_BYTES = 1 << 24;

  private LocalClient() {}

  /**
   * Asks the first daemon that answers.
   *
   * @param sockets where it may listen
   * @throws IOException if none answers; says why, of each socket
   */
  public static String ask(List<Path> sockets, String request, Duration patience)
      throws IOException {
    List<String> problems = new ArrayList<>();
    for (Path socket : sockets) {
      try {
        if (Files.exists(socket)) {
          return ask(socket, request, patience);
        }
        problems.add(socket + " is not there or may not be seen");
      } catch (IOException e) {
        problems.add(e.getMessage());
      }
    }
    throw new IOException(String.join("; ", problems));
  }

  /**
   * Asks one question.
   *
   * @param request one line, {@code NAME ARGUMENTS}, at most 1 KiB
   * @param patience longest wait for the whole answer
   * @return one JSON document; {@code {"error": "…"}} if the daemon refuses the request
   * @throws IOException without an answer in that time
   */
  public static String ask(Path socket, String request, Duration patience) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      // A virtual thread would ask with root's rights where the caller has laid them down.
      Thread.ofPlatform()
          .daemon()
          .name("local request")
          .start(() -> exchange(channel, socket, request, answer));
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("%s does not answer within %s".formatted(socket, patience), e);
    } catch (ExecutionException e) {
      throw new IOException(socket + ": " + Objects.requireNonNull(e.getCause()).getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw new IOException(socket + ": " + e.getMessage(), e);
    }
  }

  private static void exchange(
      SocketChannel channel, Path socket, String request, CompletableFuture<String> answer) {
    try {
      // Waits while too many others wait before it.
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer line = ByteBuffer.wrap((request + "\n").getBytes(UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
      byte[] bytes = Channels.newInputStream(channel).readNBytes(MOST_BYTES);
      if (bytes.length == 0) {
        throw new IOException("expected an answer, found a closed connection");
      }
      answer.complete(new String(bytes, UTF_8).strip());
    } catch (IOException | RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}

package io.spikewatt.controller.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventHubTest {

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final AtomicInteger encoded = new AtomicInteger();
  private final EventHub hub =
      new EventHub(
          () -> ("{\"n\":" + encoded.incrementAndGet() + ",\"same\":1}").getBytes(UTF_8),
          clock,
          Duration.ofSeconds(1));

  /** Time passes until something holds; the test's deadline interrupts it. */
  private void passUntil(BooleanSupplier holds) throws InterruptedException {
    while (!holds.getAsBoolean()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("it did not come to hold");
      }
      clock.advance(Duration.ofMillis(100));
      Thread.onSpinWait();
    }
  }

  /** Time passes until the state was encoded that often. */
  private void passUntil(int times) throws InterruptedException {
    passUntil(() -> encoded.get() >= times);
  }

  @Test
  void a_reader_that_stops_reading_is_dropped_and_its_thread_ends() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (SocketChannel reader = SocketChannel.open(server.getLocalAddress());
          SocketChannel writer = server.accept()) {
        EventStream stream = hub.open().orElseThrow();
        CompletableFuture<Void> end = new CompletableFuture<>();
        byte[] filler = new byte[1 << 20];
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    // Every frame is followed by far more than the connection holds.
                    OutputStream out = Channels.newOutputStream(writer);
                    stream.writeTo(new Padded(out, filler));
                    end.complete(null);
                  } catch (IOException e) {
                    end.completeExceptionally(e);
                  }
                });
        passUntil(() -> hub.size() == 0);
        Throwable why =
            assertThrows(ExecutionException.class, () -> end.get(20, TimeUnit.SECONDS)).getCause();
        assertInstanceOf(ClosedByInterruptException.class, why);
        assertFalse(writer.isOpen());
        assertTrue(reader.isOpen());
      }
    }
  }

  /** Writes filler after each frame. */
  private static final class Padded extends OutputStream {
    private final OutputStream out;
    private final byte[] filler;

    Padded(OutputStream out, byte[] filler) {
      this.out = out;
      this.filler = filler;
    }

    @Override
    public void write(int one) throws IOException {
      out.write(one);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      for (int i = 0; i < 16; i++) {
        out.write(filler);
      }
    }
  }

  @Test
  void nothing_is_encoded_while_nobody_looks() throws InterruptedException {
    assertEquals(0, encoded.get());
    EventStream stream = hub.open().orElseThrow();
    passUntil(4);
    hub.remove(stream);
    // The thread sees that nobody is left, at the next turn at the latest.
    EventStream another = hub.open().orElseThrow();
    hub.remove(another);
    int before = encoded.get();
    for (int i = 0; i < 100; i++) {
      clock.advance(Duration.ofSeconds(1));
    }
    assertTrue(encoded.get() <= before + 1, () -> encoded.get() + " after " + before);
  }

  @Test
  void all_tabs_share_one_encoding() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      assertTrue(hub.open().isPresent());
    }
    int before = encoded.get();
    passUntil(before + 2);
    assertTrue(encoded.get() <= before + 3);
    hub.close();
    assertEquals(0, hub.size());
    assertTrue(hub.open().isEmpty());
  }
}

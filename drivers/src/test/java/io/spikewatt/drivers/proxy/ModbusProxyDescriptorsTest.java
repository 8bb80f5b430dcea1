package io.spikewatt.drivers.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;

/** A process that has no file descriptors left. */
final class ModbusProxyDescriptorsTest {

  private final List<Long> tries = new CopyOnWriteArrayList<>();
  private volatile boolean fewDescriptors = true;

  private final ServerSocketFactory sockets =
      new ServerSocketFactory() {
        @Override
        public ServerSocket createServerSocket() throws IOException {
          return new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
              if (fewDescriptors) {
                tries.add(System.nanoTime());
                throw new SocketException("Too many open files");
              }
              return super.accept();
            }
          };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
          throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
          throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress at) {
          throw new UnsupportedOperationException();
        }
      };

  @Test
  void waitsBeforeItTriesAgainAndServesOnceThereAreSome() throws IOException {
    try (ModbusProxy proxy =
        new ModbusProxy(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            unit -> {
              throw new IllegalArgumentException("unit " + unit);
            },
            unit -> false,
            new SystemClock(),
            sockets)) {
      proxy.start();
      Await.until("a second try", () -> tries.size() > 1);
      long millis = (tries.get(1) - tries.get(0)) / 1_000_000;
      assertTrue(millis > 500, () -> "tried again after " + millis + " ms");
      fewDescriptors = false;
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        client.setSoTimeout(10_000);
        client.getOutputStream().write(new byte[] {0, 1, 0, 0, 0, 2, 1, 99});
        assertEquals(0, client.getInputStream().read());
      }
    }
  }
}

package io.spikewatt.drivers.modbus;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends one byte of an endless answer at a time, each soon enough for a naive time-out. */
final class DrippingServer implements AutoCloseable {

  private final ServerSocket server;
  private final CountDownLatch closed = new CountDownLatch(1);

  DrippingServer(Duration pause) throws IOException {
    server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket client = server.accept()) {
                OutputStream out = client.getOutputStream();
                // Right header first, so that only the deadline can end it.
                byte[] frame = {0, 1, 0, 0, 0, 11, 1, 3, 8, 0, 0, 0, 0, 0, 0, 0, 0};
                for (byte each : frame) {
                  out.write(each);
                  out.flush();
                  if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                  }
                }
              } catch (IOException | InterruptedException gone) {
                // The client gave up, as it should.
              }
            });
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }
}

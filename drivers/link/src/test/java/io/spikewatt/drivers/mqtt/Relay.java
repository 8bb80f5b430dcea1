package io.spikewatt.drivers.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes TCP connections on until it is cut. */
final class Relay implements AutoCloseable {

  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private final ServerSocket server;

  private Relay(ServerSocket server) {
    this.server = server;
  }

  static Relay to(int target) throws IOException {
    Relay relay = new Relay(new ServerSocket(0, 4, InetAddress.getLoopbackAddress()));
    Thread.ofPlatform().daemon().name("relay").start(() -> relay.accept(target));
    return relay;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Takes no more connections, then ends those there are. */
  void cut() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }

  private void accept(int target) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(broker);
        pump(client, broker);
        pump(broker, client);
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    Thread.ofPlatform()
        .daemon()
        .name("relay-pump")
        .start(
            () -> {
              try (InputStream in = from.getInputStream();
                  OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
              } catch (IOException cut) {
                // The test cut the connection.
              }
            });
  }
}

package io.spikewatt.simulator.drill;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Listens on loopback, answers each connection as told, and notes when clients connected. */
final class LoopbackServer implements AutoCloseable {

  /** Answers one connection as a broker that misbehaves. */
  @FunctionalInterface
  interface Answer {
    void to(Socket client) throws IOException, InterruptedException;
  }

  static final Answer DROPS = Socket::close;

  /** Says nothing and keeps the connection. */
  static final Answer SILENT =
      client -> client.getInputStream().transferTo(OutputStream.nullOutputStream());

  static final Answer REFUSES = client -> say(client, 0x20, 2, 0, 5);

  /** A packet that announces 268,435,455 bytes. */
  static final Answer BOASTS = client -> say(client, 0x20, 0xFF, 0xFF, 0xFF, 0x7F);

  private final ServerSocket listener;
  private final List<Double> connections = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  LoopbackServer(Answer answer) throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(() -> accept(answer));
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Times of the connections, s. */
  List<Double> connections() {
    return List.copyOf(connections);
  }

  private void accept(Answer answer) {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connections.add(MeasuredWait.now());
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client, answer));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void serve(Socket client, Answer answer) {
    try {
      client.setSoTimeout(60_000);
      answer.to(client);
    } catch (IOException | InterruptedException gone) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(Socket client, int... bytes) throws IOException {
    byte[] connect = new byte[1_024];
    client.getInputStream().read(connect);
    for (int b : bytes) {
      client.getOutputStream().write(b);
    }
    client.getOutputStream().flush();
    client.getInputStream().read(connect);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}

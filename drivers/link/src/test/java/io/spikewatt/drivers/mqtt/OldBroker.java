package io.spikewatt.drivers.mqtt;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Speaks just enough of MQTT 3.1.1 for a client to stay connected, and refuses MQTT 5; for tests.
 */
final class OldBroker implements AutoCloseable {

  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int SUBSCRIBE = 8;
  private static final int PROTOCOL_LEVEL = 6;

  private final ServerSocket server;
  private final byte[] refusal;
  private final List<Integer> levels = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /**
   * @param refusal answer to MQTT 5, before the connection ends; may be empty
   */
  OldBroker(byte... refusal) throws IOException {
    this.refusal = refusal;
    this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("old-broker").start(this::accept);
  }

  String url() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  /** The protocol levels of the CONNECT packets so far: 5, or 4 for 3.1.1. */
  List<Integer> levels() {
    return levels;
  }

  /** Ends all connections. */
  void drop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    drop();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofPlatform().daemon().name("old-broker-client").start(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      while (true) {
        int first = in.readUnsignedByte();
        byte[] body = in.readNBytes(length(in));
        if (first >> 4 == CONNECT) {
          levels.add((int) body[PROTOCOL_LEVEL]);
          if (body[PROTOCOL_LEVEL] == 5) {
            out.write(refusal);
            return;
          }
        }
        out.write(answer(first, body));
      }
    } catch (IOException left) {
      // The client has left, or the test has ended.
    }
  }

  private static byte[] answer(int first, byte[] body) {
    return switch (first >> 4) {
      case CONNECT -> new byte[] {0x20, 2, 0, 0};
      case SUBSCRIBE -> new byte[] {(byte) 0x90, 3, body[0], body[1], 1};
      case PUBLISH -> {
        int topic = ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
        yield (first & 2) == 0
            ? new byte[0]
            : new byte[] {0x40, 2, body[2 + topic], body[3 + topic]};
      }
      default -> new byte[0];
    };
  }

  private static int length(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      int b = in.readUnsignedByte();
      length |= (b & 127) << shift;
      if (b < 128) {
        break;
      }
    }
    return length;
  }
}

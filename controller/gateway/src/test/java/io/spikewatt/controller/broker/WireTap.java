package io.spikewatt.controller.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes MQTT connections on to a broker and keeps what the client sent; can cut them. */
final class WireTap implements AutoCloseable {

  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int SUBSCRIBE = 8;
  static final int DISCONNECT = 14;

  private static final int SESSION_EXPIRY = 0x11;

  /** Of the properties of a CONNECT that are numbers. */
  private static final Map<Integer, Integer> PROPERTY_BYTES =
      Map.of(SESSION_EXPIRY, 4, 0x21, 2, 0x27, 4, 0x22, 2, 0x19, 1, 0x17, 1);

  /** Where a CONNECT says which version of MQTT it speaks. */
  private static final int LEVEL = 6;

  /**
   * One packet that the client sent.
   *
   * @param connection 0 = the first
   * @param flags low four bits of its first byte
   * @param body what follows its length
   * @param five whether its connection speaks MQTT 5, whose packets have properties
   */
  record Packet(int connection, int type, int flags, byte[] body, boolean five) {

    /** Of a PUBLISH. */
    String topic() {
      return new String(body, 2, length(0), StandardCharsets.UTF_8);
    }

    int qos() {
      return (flags >> 1) & 3;
    }

    boolean retained() {
      return (flags & 1) != 0;
    }

    /** Of a PUBLISH. */
    byte[] payload() {
      int at = 2 + length(0) + (qos() > 0 ? 2 : 0);
      return Arrays.copyOfRange(body, afterProperties(at), body.length);
    }

    /** Of a CONNECT. */
    int connectFlags() {
      return body[7] & 0xFF;
    }

    /**
     * Of a CONNECT with MQTT 5: for how long the broker keeps the session after the connection, s.
     */
    long sessionExpiryS() {
      int at = 11;
      while (at < afterProperties(10)) {
        int property = body[at++];
        if (property == SESSION_EXPIRY) {
          return ByteBuffer.wrap(body).getInt(at) & 0xFFFF_FFFFL;
        }
        at += Objects.requireNonNull(PROPERTY_BYTES.get(property));
      }
      return 0;
    }

    /** Of a CONNECT: client id, will topic, will message. */
    List<byte[]> connectFields() {
      List<byte[]> fields = new ArrayList<>();
      int at = afterProperties(10);
      while (at < body.length) {
        fields.add(Arrays.copyOfRange(body, at + 2, at + 2 + length(at)));
        at += 2 + length(at);
        // The will has properties of its own, after the client's id.
        at = fields.size() == 1 && at < body.length ? afterProperties(at) : at;
      }
      return fields;
    }

    /** Of a SUBSCRIBE: filter and quality of service. */
    List<String> subscriptions() {
      List<String> filters = new ArrayList<>();
      for (int at = afterProperties(2); at < body.length; at += 3 + length(at)) {
        int length = length(at);
        int quality = body[at + 2 + length] & 3;
        filters.add(new String(body, at + 2, length, StandardCharsets.UTF_8) + " " + quality);
      }
      return filters;
    }

    /** Properties of this size fit a length of one byte. */
    private int afterProperties(int at) {
      if (!five) {
        return at;
      }
      if (body[at] < 0) {
        throw new IllegalStateException("properties of more than 127 bytes");
      }
      return at + 1 + body[at];
    }

    private int length(int at) {
      return (body[at] & 0xFF) << 8 | (body[at + 1] & 0xFF);
    }
  }

  private final ServerSocket server;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<ByteArrayOutputStream> sent = new CopyOnWriteArrayList<>();

  WireTap(int target) throws IOException {
    this(0, target);
  }

  /**
   * @param port where it listens; 0 = any
   * @param target the broker's port
   */
  WireTap(int port, int target) throws IOException {
    this.server = new ServerSocket(port, 4, InetAddress.getLoopbackAddress());
    this.target = target;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Whole packets so far, in their order. */
  List<Packet> packets() {
    List<Packet> packets = new ArrayList<>();
    for (int connection = 0; connection < sent.size(); connection++) {
      byte[] bytes;
      synchronized (sent.get(connection)) {
        bytes = sent.get(connection).toByteArray();
      }
      read(connection, bytes, packets);
    }
    return packets;
  }

  private static void read(int connection, byte[] bytes, List<Packet> packets) {
    int at = 0;
    boolean five = false;
    while (at < bytes.length) {
      int length = 0;
      int from = at + 1;
      for (int shift = 0; from < bytes.length; shift += 7) {
        length |= (bytes[from] & 127) << shift;
        if (bytes[from++] >= 0) {
          break;
        }
      }
      if (from + length > bytes.length) {
        return;
      }
      int first = bytes[at] & 0xFF;
      byte[] body = Arrays.copyOfRange(bytes, from, from + length);
      five = first >> 4 == CONNECT ? body[LEVEL] == 5 : five;
      packets.add(new Packet(connection, first >> 4, first & 15, body, five));
      at = from + length;
    }
  }

  /** Ends the connections there are, without a word to the broker; new ones are let through. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        sockets.add(client);
        sockets.add(broker);
        sent.add(kept);
        Thread.ofVirtual().start(() -> pump(client, broker, kept));
        Thread.ofVirtual().start(() -> pump(broker, client, new ByteArrayOutputStream()));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void pump(Socket from, Socket to, ByteArrayOutputStream kept) {
    byte[] buffer = new byte[4096];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (kept) {
          kept.write(buffer, 0, count);
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException cut) {
      // Both ends are closed.
    }
  }
}

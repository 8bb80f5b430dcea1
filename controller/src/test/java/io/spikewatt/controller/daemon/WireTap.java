package io.spikewatt.controller.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes MQTT 3.1.1 connections on to a broker and keeps what the client sent; can cut them. */
final class WireTap implements AutoCloseable {

  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int SUBSCRIBE = 8;
  static final int DISCONNECT = 14;

  /**
   * One packet that the client sent.
   *
   * @param connection 0 = the first
   * @param flags low four bits of its first byte
   * @param body what follows its length
   */
  record Packet(int connection, int type, int flags, byte[] body) {

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
      return Arrays.copyOfRange(body, 2 + length(0) + (qos() > 0 ? 2 : 0), body.length);
    }

    /** Of a CONNECT: protocol level 4, then the flags. */
    int connectFlags() {
      return body[7] & 0xFF;
    }

    /** Of a CONNECT: client id, will topic, will message. */
    List<byte[]> connectFields() {
      List<byte[]> fields = new ArrayList<>();
      for (int at = 10; at < body.length; at += 2 + length(at)) {
        fields.add(Arrays.copyOfRange(body, at + 2, at + 2 + length(at)));
      }
      return fields;
    }

    /** Of a SUBSCRIBE: filter and quality of service. */
    List<String> subscriptions() {
      List<String> filters = new ArrayList<>();
      for (int at = 2; at < body.length; at += 3 + length(at)) {
        int length = length(at);
        filters.add(
            new String(body, at + 2, length, StandardCharsets.UTF_8) + " " + body[at + 2 + length]);
      }
      return filters;
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
    this.server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
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
      packets.add(
          new Packet(
              connection, first >> 4, first & 15, Arrays.copyOfRange(bytes, from, from + length)));
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

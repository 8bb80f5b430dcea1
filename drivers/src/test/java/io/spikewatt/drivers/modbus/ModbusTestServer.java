package io.spikewatt.drivers.modbus;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A Modbus server on loopback that can be cut off and taught to lie. Written from the protocol's
 * description without the product's code, so that the two check each other.
 */
public final class ModbusTestServer implements AutoCloseable {

  /** How frames are wrapped. */
  public enum Frames {
    MBAP,
    RTU
  }

  /** What the server does with its clients. */
  @FunctionalInterface
  public interface Conduct {
    Conduct HONEST = (truth, client) -> client.getOutputStream().write(truth);

    /** Answers a request; {@code truth} is the frame that an honest server sends. */
    void answer(byte[] truth, Socket client) throws IOException;

    /** A client has connected. */
    default void accepted(Socket client) throws IOException {}
  }

  /** The registers of one unit. */
  public static final class Unit {
    public final int[] holding = new int[65_536];
    public final int[] input = new int[65_536];

    /** Addresses that do not exist. */
    public final BitSet absent = new BitSet();

    /** What is stored when a value is written. */
    public volatile WriteRule rule = (address, value) -> value;

    /** Value that a read shows, from the register's address and its stored value. */
    public volatile IntBinaryOperator shown = (address, stored) -> stored;
  }

  /** Turns a written value into the stored one. */
  @FunctionalInterface
  public interface WriteRule {
    int stored(int address, int value);
  }

  private final Frames frames;
  private final Map<Integer, Unit> units = new ConcurrentHashMap<>();
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger connections = new AtomicInteger();
  private final int port;
  private ServerSocket server;
  private Thread acceptor = Thread.currentThread();

  private volatile Conduct conduct = Conduct.HONEST;
  private volatile boolean unitIgnored;

  public ModbusTestServer(Frames frames) {
    this.frames = frames;
    this.server = listen(0);
    this.port = server.getLocalPort();
  }

  public int port() {
    return port;
  }

  public Unit unit(int id) {
    return units.computeIfAbsent(id, u -> new Unit());
  }

  /** Changes the outgoing frames; an empty one is silence. */
  public void lie(UnaryOperator<byte[]> change) {
    conduct = (truth, client) -> client.getOutputStream().write(change.apply(truth));
  }

  public void behave(Conduct next) {
    conduct = next;
  }

  /**
   * From now on it answers for every unit as unit 1, as many devices with a socket of theirs do.
   */
  public void ignoreUnit() {
    unitIgnored = true;
  }

  public int requests() {
    return requests.get();
  }

  public int connections() {
    return connections.get();
  }

  /** Stops listening and drops every client. */
  public void cut() {
    try {
      server.close();
      acceptor.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    dropClients();
  }

  /** Drops every client, but goes on listening. */
  public void dropClients() {
    try {
      for (Socket client : clients) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void restore() {
    server = listen(port);
  }

  @Override
  public void close() {
    cut();
  }

  private ServerSocket listen(int at) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at));
      acceptor = Thread.ofVirtual().start(() -> accept(socket));
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        clients.add(client);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      conduct.accepted(client);
      DataInputStream in = new DataInputStream(client.getInputStream());
      while (true) {
        byte[] truth = frames == Frames.MBAP ? mbap(in) : rtu(in);
        requests.incrementAndGet();
        conduct.answer(truth, client);
      }
    } catch (IOException gone) {
      // The client, or the test, has closed the connection.
    } finally {
      clients.remove(client);
    }
  }

  private byte[] mbap(DataInputStream in) throws IOException {
    int transaction = in.readUnsignedShort();
    int protocol = in.readUnsignedShort();
    int length = in.readUnsignedShort();
    int unit = in.readUnsignedByte();
    byte[] answer = answer(unit, readNow(in, length - 1));
    return ByteBuffer.allocate(7 + answer.length)
        .putShort((short) transaction)
        .putShort((short) protocol)
        .putShort((short) (answer.length + 1))
        .put((byte) unit)
        .put(answer)
        .array();
  }

  private byte[] rtu(DataInputStream in) throws IOException {
    byte[] head = readNow(in, 7);
    int rest = head[1] == 16 ? Byte.toUnsignedInt(head[6]) + 2 : 1;
    byte[] frame = Arrays.copyOf(head, 7 + rest);
    System.arraycopy(readNow(in, rest), 0, frame, 7, rest);
    if (crc(frame, frame.length) != 0) {
      throw new IOException("request with a bad checksum");
    }
    byte[] answer = answer(frame[0] & 0xFF, Arrays.copyOfRange(frame, 1, frame.length - 2));
    byte[] out = new byte[answer.length + 3];
    out[0] = frame[0];
    System.arraycopy(answer, 0, out, 1, answer.length);
    return withCrc(out);
  }

  private static byte[] readNow(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("end of stream");
    }
    return bytes;
  }

  private byte[] answer(int id, byte[] pdu) {
    Unit unit = unit(unitIgnored ? 1 : id);
    ByteBuffer request = ByteBuffer.wrap(pdu);
    int function = request.get();
    int address = Short.toUnsignedInt(request.getShort());
    int count = Short.toUnsignedInt(request.getShort());
    int bad = unit.absent.nextSetBit(address);
    if (bad >= 0 && bad < address + count) {
      return new byte[] {(byte) (function | 0x80), 2};
    }
    return switch (function) {
      case 3 -> read(function, unit, unit.holding, address, count);
      case 4 -> read(function, unit, unit.input, address, count);
      case 16 -> {
        request.get();
        for (int i = 0; i < count; i++) {
          int value = Short.toUnsignedInt(request.getShort());
          unit.holding[address + i] = unit.rule.stored(address + i, value);
        }
        yield Arrays.copyOf(pdu, 5);
      }
      default -> new byte[] {(byte) (function | 0x80), 1};
    };
  }

  private static byte[] read(int function, Unit unit, int[] registers, int address, int count) {
    ByteBuffer answer = ByteBuffer.allocate(2 + 2 * count);
    answer.put((byte) function).put((byte) (2 * count));
    for (int i = 0; i < count; i++) {
      answer.putShort((short) unit.shown.applyAsInt(address + i, registers[address + i]));
    }
    return answer.array();
  }

  /** The frame with its last two bytes made the right checksum of the others. */
  public static byte[] withCrc(byte[] frame) {
    int crc = crc(frame, frame.length - 2);
    frame[frame.length - 2] = (byte) crc;
    frame[frame.length - 1] = (byte) (crc >> 8);
    return frame;
  }

  private static int crc(byte[] bytes, int length) {
    int crc = 0xFFFF;
    for (int i = 0; i < length; i++) {
      crc ^= bytes[i] & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
      }
    }
    return crc;
  }
}

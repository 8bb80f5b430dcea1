package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.tinylog.Logger;

/** A TCP connection. */
final class SocketLine implements ByteLine {

  private static final int MAX_DRAIN = 4096;

  /** A frame and more: one call fetches what one packet brought. */
  private static final int BUFFER = 512;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] arrived = new byte[BUFFER];
  private int from;
  private int to;

  private SocketLine(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  /** Connects, with name resolution included in the deadline. */
  static ByteLine open(String host, int port, Deadline deadline) throws IOException {
    InetAddress address = resolve(host, deadline);
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(new InetSocketAddress(address, port), deadline.millisLeft());
      return new SocketLine(socket);
    } catch (IOException e) {
      closeQuietly(socket);
      throw e;
    }
  }

  private static InetAddress resolve(String host, Deadline deadline) throws IOException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException aName) {
      // The resolver's own time-outs are far longer than a cycle.
      return BoundedCall.call("resolve " + host, () -> InetAddress.getByName(host), deadline);
    }
  }

  /** A request fits the empty send buffer of a live connection, so this does not block. */
  @Override
  public void write(byte[] bytes, Deadline deadline) throws IOException {
    out.write(bytes);
  }

  @Override
  public void readFully(byte[] into, int offset, int length, Deadline deadline) throws IOException {
    for (int done = 0; done < length; ) {
      if (from == to) {
        fetch(deadline);
      }
      int part = Math.min(length - done, to - from);
      System.arraycopy(arrived, from, into, offset + done, part);
      from += part;
      done += part;
    }
  }

  private void fetch(Deadline deadline) throws IOException {
    socket.setSoTimeout(deadline.millisLeft());
    int got = in.read(arrived);
    if (got < 0) {
      throw new EOFException("connection closed by the device");
    }
    from = 0;
    to = got;
  }

  @Override
  public void discardBuffered() {
    from = to;
  }

  @Override
  public int drain() throws IOException {
    int dropped = to - from;
    discardBuffered();
    while (in.available() > 0) {
      int got = in.read(new byte[Math.min(in.available(), MAX_DRAIN)]);
      if (got < 0) {
        return dropped;
      }
      dropped += got;
      if (dropped >= MAX_DRAIN) {
        throw new BadFrameException("data without end");
      }
    }
    return dropped;
  }

  @Override
  public boolean survivesErrors() {
    return false;
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      Logger.debug("closing {}: {}", socket, e.getMessage());
    }
  }
}

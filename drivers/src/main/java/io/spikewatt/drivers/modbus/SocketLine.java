package io.spikewatt.drivers.modbus;

import io.spikewatt.drivers.timing.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.tinylog.Logger;

/** A TCP connection. Its channel does not block, so that many can be awaited by one thread. */
final class SocketLine implements ByteLine, ByteLine.Awaitable {

  private static final int MAX_DRAIN = 4096;

  /** More than a frame: one call fetches a whole packet. */
  private static final int BUFFER = 512;

  private final SocketChannel channel;

  /** Awaits this channel alone. */
  private final Selector selector;

  /** Fetched and not yet read, between position and limit. */
  private final ByteBuffer fetched = ByteBuffer.allocate(BUFFER).flip();

  private SocketLine(SocketChannel channel, Selector selector) {
    this.channel = channel;
    this.selector = selector;
  }

  /** Connects, with name resolution included in the deadline. */
  static ByteLine open(String host, int port, Deadline deadline) throws IOException {
    InetAddress address = resolve(host, deadline);
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.socket().connect(new InetSocketAddress(address, port), deadline.millisLeft());
      channel.configureBlocking(false);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return new SocketLine(channel, selector);
    } catch (IOException e) {
      closeQuietly(channel);
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

  @Override
  public void write(byte[] bytes, Deadline deadline) throws IOException {
    ByteBuffer request = ByteBuffer.wrap(bytes);
    channel.write(request);
    if (request.hasRemaining()) {
      // A request fits the empty send buffer of a live connection.
      throw new IOException("the device takes no requests");
    }
  }

  @Override
  public void readFully(byte[] into, int offset, int length, Deadline deadline) throws IOException {
    for (int done = 0; done < length; ) {
      if (!fetched.hasRemaining()) {
        await(deadline);
        fetch();
      }
      int part = Math.min(length - done, fetched.remaining());
      fetched.get(into, offset + done, part);
      done += part;
    }
  }

  private void await(Deadline deadline) throws IOException {
    if (selector.select(key -> {}, deadline.millisLeft()) == 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      throw new SocketTimeoutException("Read timed out");
    }
  }

  /** Fetches arrived bytes, if there are any. */
  private void fetch() throws IOException {
    fetched.compact();
    try {
      if (channel.read(fetched) < 0) {
        throw new EOFException("connection closed by the device");
      }
    } finally {
      fetched.flip();
    }
  }

  @Override
  public Optional<Awaitable> awaitable() {
    return Optional.of(this);
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public ByteBuffer arrived() throws IOException {
    fetch();
    return fetched;
  }

  @Override
  public void discardBuffered() {
    fetched.position(fetched.limit());
  }

  @Override
  public int drain() throws IOException {
    int dropped = 0;
    do {
      dropped += fetched.remaining();
      if (dropped >= MAX_DRAIN) {
        throw new BadFrameException("data without end");
      }
      discardBuffered();
      fetch();
    } while (fetched.hasRemaining());
    return dropped;
  }

  @Override
  public boolean survivesErrors() {
    return false;
  }

  @Override
  public void close() {
    closeQuietly(channel);
    closeQuietly(selector);
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      Logger.debug("closing {}: {}", resource, e.getMessage());
    }
  }
}

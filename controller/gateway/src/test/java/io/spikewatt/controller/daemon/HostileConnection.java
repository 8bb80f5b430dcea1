package io.spikewatt.controller.daemon;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A connection to a page's port that writes any bytes, without waiting. */
final class HostileConnection implements AutoCloseable {

  private static final int SMALL_BUFFER = 4096;

  private final SocketChannel channel;
  private boolean ended;

  private HostileConnection(SocketChannel channel) {
    this.channel = channel;
  }

  static HostileConnection open(int port) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
    return new HostileConnection(channel);
  }

  /** Writes as much as fits; bytes written, 0 once the server has closed. */
  int write(byte[] bytes) {
    try {
      return ended ? 0 : channel.write(ByteBuffer.wrap(bytes));
    } catch (IOException closed) {
      ended = true;
      return 0;
    }
  }

  int write(String text) {
    return write(text.getBytes(US_ASCII));
  }

  /** Bytes that have arrived, as text; may be empty. */
  String read() {
    ByteBuffer bytes = ByteBuffer.allocate(SMALL_BUFFER);
    try {
      ended = ended || channel.read(bytes) < 0;
    } catch (IOException closed) {
      ended = true;
    }
    return new String(bytes.array(), 0, bytes.position(), US_ASCII);
  }

  /** True once the server has closed and everything that it sent was read. */
  boolean isEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

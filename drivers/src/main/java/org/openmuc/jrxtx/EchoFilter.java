package org.openmuc.jrxtx;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Removes the echo of sent bytes from the received ones, because optical heads echo. Bounds the
 * bytes that one request or one listening period may receive. Without an echo everything passes.
 *
 * <p>Unambiguous in IEC 62056-21, where no answer begins like its request. Confined to one thread.
 */
final class EchoFilter extends InputStream {

  /** Largest accepted answer, bytes; a full readout of a big meter has about 10,000. */
  private static final int MAX_ANSWER = 64 * 1024;

  /** Bytes from the line; throws at the end of the stream. */
  interface Source {
    int read() throws IOException;

    int available() throws IOException;
  }

  private final Source in;
  private byte[] sent = new byte[0];

  /** Bytes of {@link #sent} that came back so far. */
  private int matched;

  /** Bytes that looked like an echo but were none, to be delivered from {@link #sent}. */
  private int replay;

  private int replayed;
  private int pushedBack = -1;
  private boolean watching;
  private int received;

  EchoFilter(Source in) {
    this.in = in;
  }

  /** The line's output, observed by this filter. */
  OutputStream watching(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        note(bytes, offset, length);
        out.write(bytes, offset, length);
      }

      @Override
      public void write(int b) throws IOException {
        note(new byte[] {(byte) b}, 0, 1);
        out.write(b);
      }
    };
  }

  @Override
  public int read() throws IOException {
    while (watching && matched < sent.length) {
      compare();
    }
    watching = false;
    if (replayed < replay) {
      return sent[replayed++] & 0xFF;
    }
    if (pushedBack >= 0) {
      int b = pushedBack;
      pushedBack = -1;
      return b;
    }
    return next();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    bytes[offset] = (byte) read();
    int count = 1;
    while (count < length && available() > 0) {
      bytes[offset + count++] = (byte) read();
    }
    return count;
  }

  /** Bytes that can be read without waiting, without a received echo. */
  @Override
  public int available() throws IOException {
    while (watching && matched < sent.length && in.available() > 0) {
      compare();
    }
    return replay - replayed + (pushedBack >= 0 ? 1 : 0) + in.available();
  }

  /** Takes one byte, which continues the echo or ends it. */
  private void compare() throws IOException {
    int b = next();
    if (b == (sent[matched] & 0xFF)) {
      matched++;
    } else {
      watching = false;
      replay = matched;
      pushedBack = b;
    }
  }

  private int next() throws IOException {
    int b = in.read();
    if (++received > MAX_ANSWER) {
      throw new IOException("the answer does not end");
    }
    return b;
  }

  /** Several writes form one request until the first read. */
  private void note(byte[] bytes, int offset, int length) {
    int kept = watching && matched == 0 ? sent.length : 0;
    byte[] request = new byte[kept + length];
    System.arraycopy(sent, 0, request, 0, kept);
    System.arraycopy(bytes, offset, request, kept, length);
    sent = request;
    matched = 0;
    replay = 0;
    replayed = 0;
    pushedBack = -1;
    received = 0;
    watching = true;
  }
}

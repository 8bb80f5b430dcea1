package io.spikewatt.fleet.broker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/**
 * Follows the MQTT packets that a client sends, and ends its connection at a CONNECT whose client
 * id is not the name of its certificate. The broker would close the connection that already has
 * that id. Confined to the thread of the connection.
 */
final class ConnectGuard {

  private static final int CONNECT = 1;

  /** Of a CONNECT: the id of a gateway ends well before. */
  private static final int PREFIX = 128;

  private static final int MOST_LENGTH_BYTES = 4;

  private final Supplier<Optional<String>> certified;
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();

  /** Where in a packet the next byte is. */
  private enum Part {
    TYPE,
    LENGTH,
    BODY
  }

  private Part part = Part.TYPE;
  private boolean connecting;
  private int lengthBytes;
  private long left;
  private int wanted;

  /**
   * @param certified common name of the client's certificate, once it has shown one
   */
  ConnectGuard(Supplier<Optional<String>> certified) {
    this.certified = certified;
  }

  /**
   * Takes the next bytes of the client; their position does not change.
   *
   * @throws SSLException at a CONNECT with another client id, or without a readable one
   */
  void take(ByteBuffer plain) throws SSLException {
    ByteBuffer bytes = plain.duplicate();
    while (bytes.hasRemaining()) {
      switch (part) {
        case TYPE -> {
          connecting = (bytes.get() & 0xff) >> 4 == CONNECT;
          lengthBytes = 0;
          left = 0;
          part = Part.LENGTH;
        }
        case LENGTH -> length(bytes.get() & 0xff);
        case BODY -> body(bytes);
      }
    }
  }

  /** The length of a packet comes in groups of seven bits, the lowest first. */
  private void length(int octet) throws SSLException {
    left |= (long) (octet & 0x7f) << (7 * lengthBytes);
    lengthBytes++;
    if (octet < 0x80) {
      part = left == 0 ? Part.TYPE : Part.BODY;
      wanted = (int) Math.min(left, PREFIX);
      start.reset();
    } else if (lengthBytes == MOST_LENGTH_BYTES) {
      throw new SSLException("the length of an MQTT packet expected");
    }
  }

  private void body(ByteBuffer bytes) throws SSLException {
    int taken = (int) Math.min(bytes.remaining(), left);
    if (connecting && start.size() < wanted) {
      taken = Math.min(taken, wanted - start.size());
      byte[] more = new byte[taken];
      bytes.get(more);
      start.writeBytes(more);
      if (start.size() == wanted) {
        require(ByteBuffer.wrap(start.toByteArray()));
      }
    } else {
      bytes.position(bytes.position() + taken);
    }
    left -= taken;
    if (left == 0) {
      part = Part.TYPE;
    }
  }

  private void require(ByteBuffer body) throws SSLException {
    Optional<String> name = certified.get();
    Optional<String> id =
        text(body)
            .filter(_ -> body.remaining() >= 4)
            .flatMap(
                _ -> {
                  // Protocol level, flags and the interval of pings.
                  body.position(body.position() + 4);
                  return text(body);
                });
    if (id.isEmpty() || !id.equals(name)) {
      throw new SSLException(
          "the client id %s expected, as the certificate says, found %s"
              .formatted(name.orElse("of a certificate"), id.orElse("none")));
    }
  }

  private static Optional<String> text(ByteBuffer body) {
    if (body.remaining() < Short.BYTES) {
      return Optional.empty();
    }
    int length = body.getShort() & 0xffff;
    if (length > body.remaining()) {
      return Optional.empty();
    }
    byte[] text = new byte[length];
    body.get(text);
    return Optional.of(new String(text, StandardCharsets.UTF_8));
  }
}

package io.spikewatt.drivers.modbus;

import java.io.IOException;

/** An answer that breaks the protocol's rules; the stream it came from is not trusted further. */
final class BadFrameException extends IOException {
  BadFrameException(String message) {
    super(message);
  }
}

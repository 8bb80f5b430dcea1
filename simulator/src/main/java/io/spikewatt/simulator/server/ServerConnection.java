package io.spikewatt.simulator.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** One open connection: a TCP socket or a serial line. */
interface ServerConnection {

  /**
   * Bytes from the other side. A read that takes longer than the set time throws {@link
   * java.io.InterruptedIOException}.
   */
  InputStream in();

  OutputStream out();

  /** Longest wait of a read; the default is half a second. */
  void setReadTimeout(int millis) throws IOException;

  /** Whether the server wants this connection to go on. */
  boolean open();

  /** The first byte of the next request, however long it takes; -1 at the connection's end. */
  default int awaitByte() throws IOException {
    while (open()) {
      try {
        return in().read();
      } catch (InterruptedIOException _) {
        // Looks whether to go on, and waits again.
      }
    }
    return -1;
  }
}

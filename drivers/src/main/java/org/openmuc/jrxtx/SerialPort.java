package org.openmuc.jrxtx;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An open serial line of one thread; any thread may close it, which ends a blocked read. */
public interface SerialPort extends Closeable {

  /** Reads end with {@link SerialPortTimeoutException} after the timeout, if there is one. */
  InputStream getInputStream();

  OutputStream getOutputStream();

  /** Bits a second. */
  int getBaudRate();

  /** Bits a second; has no effect on a line behind a TCP converter. */
  void setBaudRate(int baudRate) throws IOException;

  /** Longest wait for one read, ms; 0 = until a byte comes or the port is closed. */
  void setSerialPortTimeout(int millis) throws IOException;

  boolean isClosed();

  @Override
  void close() throws IOException;
}

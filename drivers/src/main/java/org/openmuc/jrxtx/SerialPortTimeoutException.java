package org.openmuc.jrxtx;

import java.io.InterruptedIOException;

/** No byte came within the port's timeout. */
public class SerialPortTimeoutException extends InterruptedIOException {

  public SerialPortTimeoutException(String message) {
    super(message);
  }
}

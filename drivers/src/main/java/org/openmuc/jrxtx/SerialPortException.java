package org.openmuc.jrxtx;

import java.io.IOException;

/** The line itself failed: missing, in use or closed. */
public class SerialPortException extends IOException {

  public SerialPortException(String message) {
    super(message);
  }

  public SerialPortException(String message, Throwable cause) {
    super(message, cause);
  }
}

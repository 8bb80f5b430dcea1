package org.openmuc.jrxtx;

import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** A serial device of this host through jSerialComm. */
final class LocalPort implements SerialPort {

  /** An unlimited wait consists of such turns, because a blocked read cannot be closed. */
  private static final int TURN_MILLIS = 1_000;

  /** jSerialComm's close can hang when a USB adapter was unplugged. */
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(2);

  private final com.fazecast.jSerialComm.SerialPort port;
  private final InputStream in;
  private final OutputStream out;
  private volatile boolean closed;
  private volatile boolean patient;

  private LocalPort(com.fazecast.jSerialComm.SerialPort port) {
    this.port = port;
    EchoFilter echo = new EchoFilter(new TimedInput());
    this.in = echo;
    this.out = echo.watching(port.getOutputStream());
  }

  /** Any speed that every port knows. */
  private static final int DETOUR = 9600;

  static SerialPort open(
      String name, int baudRate, DataBits dataBits, Parity parity, StopBits stopBits)
      throws IOException {
    try {
      com.fazecast.jSerialComm.SerialPort port =
          com.fazecast.jSerialComm.SerialPort.getCommPort(name);
      port.setComPortParameters(baudRate, dataBits.bits(), code(stopBits), code(parity));
      if (!port.openPort() && !openAnother(port, baudRate)) {
        throw new SerialPortException(
            "cannot open " + name + ", system error " + port.getLastErrorCode());
      }
      return new LocalPort(port);
    } catch (SerialPortInvalidPortException e) {
      throw new SerialPortException("no serial device " + name, e);
    }
  }

  /**
   * Opens the port at another speed first: a pseudo terminal has no 7E1, and its setup fails
   * without a change, such as on reopening at its present speed.
   */
  private static boolean openAnother(com.fazecast.jSerialComm.SerialPort port, int baudRate) {
    port.setBaudRate(baudRate == DETOUR ? 2 * DETOUR : DETOUR);
    if (!port.openPort()) {
      return false;
    }
    port.setBaudRate(baudRate);
    return true;
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public int getBaudRate() {
    return port.getBaudRate();
  }

  @Override
  public void setBaudRate(int baudRate) throws IOException {
    if (!port.setBaudRate(baudRate)) {
      throw new SerialPortException("cannot set " + baudRate + " baud");
    }
  }

  @Override
  public void setSerialPortTimeout(int millis) {
    // The result shows whether the driver confirmed all line parameters, which pseudo terminals
    // never do. The timeout works anyway, and the readout has its own deadline.
    patient = millis == 0;
    port.setComPortTimeouts(
        com.fazecast.jSerialComm.SerialPort.TIMEOUT_READ_SEMI_BLOCKING,
        patient ? TURN_MILLIS : millis,
        0);
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Thread closer = Thread.ofPlatform().daemon().name("serial-close").start(port::closePort);
    try {
      if (!closer.join(CLOSE_BOUND)) {
        throw new SerialPortException("closing hangs and was abandoned");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int code(Parity parity) {
    return switch (parity) {
      case NONE -> com.fazecast.jSerialComm.SerialPort.NO_PARITY;
      case ODD -> com.fazecast.jSerialComm.SerialPort.ODD_PARITY;
      case EVEN -> com.fazecast.jSerialComm.SerialPort.EVEN_PARITY;
      case MARK -> com.fazecast.jSerialComm.SerialPort.MARK_PARITY;
      case SPACE -> com.fazecast.jSerialComm.SerialPort.SPACE_PARITY;
    };
  }

  private static int code(StopBits stopBits) {
    return switch (stopBits) {
      case STOPBITS_1 -> com.fazecast.jSerialComm.SerialPort.ONE_STOP_BIT;
      case STOPBITS_1_5 -> com.fazecast.jSerialComm.SerialPort.ONE_POINT_FIVE_STOP_BITS;
      case STOPBITS_2 -> com.fazecast.jSerialComm.SerialPort.TWO_STOP_BITS;
    };
  }

  /** Names jSerialComm's faults as those of a serial line. */
  private final class TimedInput implements EchoFilter.Source {
    private final InputStream serial = port.getInputStream();

    @Override
    public int read() throws IOException {
      while (true) {
        try {
          return readOnce();
        } catch (SerialPortTimeoutException e) {
          if (!patient) {
            throw e;
          }
        }
      }
    }

    private int readOnce() throws IOException {
      try {
        int b = serial.read();
        if (b < 0 || closed) {
          throw new SerialPortException("the port was closed");
        }
        return b;
      } catch (com.fazecast.jSerialComm.SerialPortTimeoutException e) {
        throw new SerialPortTimeoutException("no answer");
      } catch (SerialPortException e) {
        throw e;
      } catch (IOException e) {
        throw new SerialPortException("line lost: " + e.getMessage(), e);
      }
    }

    @Override
    public int available() throws IOException {
      return serial.available();
    }
  }
}

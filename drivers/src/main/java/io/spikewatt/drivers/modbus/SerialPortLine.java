package io.spikewatt.drivers.modbus;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.spikewatt.config.site.Connection.SerialLine;
import io.spikewatt.drivers.timing.Deadline;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.tinylog.Logger;

/** A serial port through jSerialComm. */
final class SerialPortLine implements ByteLine {

  /** Closing has hung after a USB adapter was unplugged; then the port is left behind. */
  private static final Duration CLOSE_TIME = Duration.ofSeconds(1);

  private static final int MAX_DRAIN = 4096;

  private final SerialPort port;
  private final Deadline opened;

  private SerialPortLine(SerialPort port, Deadline opened) {
    this.port = port;
    this.opened = opened;
  }

  /** Opens a device's path; links such as those in /dev/serial/by-id are followed. */
  static ByteLine open(String device, SerialLine line, Deadline deadline) throws IOException {
    SerialPort port = find(device);
    int parity =
        switch (line.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        };
    int stopBits = line.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
    port.setComPortParameters(line.baud(), line.dataBits(), stopBits, parity);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, deadline.millisLeft(), 0);
    if (!port.openPort(0)) {
      throw new IOException("cannot open " + device + " (error " + port.getLastErrorCode() + ")");
    }
    return new SerialPortLine(port, deadline);
  }

  private static SerialPort find(String device) throws IOException {
    try {
      return SerialPort.getCommPort(Path.of(device).toRealPath().toString());
    } catch (SerialPortInvalidPortException | NoSuchFileException e) {
      throw new IOException("no serial port " + device, e);
    }
  }

  @Override
  public void write(byte[] bytes, Deadline deadline) throws IOException {
    if (port.writeBytes(bytes, bytes.length) != bytes.length) {
      throw new IOException("serial port does not take data");
    }
  }

  @Override
  public void readFully(byte[] into, int offset, int length, Deadline deadline) throws IOException {
    int done = 0;
    while (done < length) {
      int left = deadline.millisLeft();
      port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, left, 0);
      int got = port.readBytes(into, length - done, offset + done);
      if (got < 0) {
        throw new IOException("serial port is gone");
      }
      done += got;
    }
  }

  @Override
  public int drain() throws IOException {
    int dropped = 0;
    while (dropped < MAX_DRAIN) {
      int waiting = port.bytesAvailable();
      if (waiting < 0) {
        throw new IOException("serial port is gone");
      }
      if (waiting == 0) {
        return dropped;
      }
      int got = port.readBytes(new byte[waiting], waiting);
      if (got <= 0) {
        throw new IOException("serial port is gone");
      }
      dropped += got;
    }
    throw new BadFrameException("noise without end");
  }

  @Override
  public boolean survivesErrors() {
    return true;
  }

  @Override
  public void close() {
    try {
      Deadline bound = Deadline.after(opened.clock(), CLOSE_TIME);
      boolean closed = BoundedCall.call("close serial port", port::closePort, bound);
      if (!closed) {
        Logger.debug("{} was closed already", port.getSystemPortPath());
      }
    } catch (SocketTimeoutException hangs) {
      Logger.warn("{} does not close; left behind", port.getSystemPortPath());
    } catch (IOException e) {
      Logger.warn("{}: {}", port.getSystemPortPath(), e.getMessage());
    }
  }
}

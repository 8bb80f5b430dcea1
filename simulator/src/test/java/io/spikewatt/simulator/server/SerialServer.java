package io.spikewatt.simulator.server;

import com.fazecast.jSerialComm.SerialPort;
import io.spikewatt.config.site.Connection.Parity;
import io.spikewatt.config.site.Connection.SerialLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** Serves a serial device, such as one end of a pty pair. */
final class SerialServer implements PlantServer {

  private static final Duration SERIAL_REACTION = Duration.ofMillis(250);

  private final String device;
  private final SerialLine settings;
  private final ProtocolHandler protocolHandler;
  private @Nullable PortLine line;
  private @Nullable Thread thread;

  /**
   * @param device for example {@code /dev/pts/4}
   */
  private SerialServer(String device, SerialLine settings, ProtocolHandler protocolHandler) {
    this.device = device;
    this.settings = settings;
    this.protocolHandler = protocolHandler;
  }

  /** The grid meter on a serial device, 9600 8N1. */
  static SerialServer gridMeter(SharedPlant plant, String device) {
    SerialLine line = new SerialLine(9_600, 8, Parity.NONE, 1);
    return new SerialServer(device, line, new ModbusRtuHandler(PlantServers.meter(plant)));
  }

  /** The utility's meter on a serial device. The line stays at 300 baud, which a pty ignores. */
  static SerialServer utilityMeter(SharedPlant plant, String device) {
    // 8N1 and a masked parity bit: a pty cannot do 7E1.
    SerialLine line = new SerialLine(300, 8, Parity.NONE, 1);
    return new SerialServer(device, line, new UtilityMeterHandler(plant, SERIAL_REACTION));
  }

  @Override
  public synchronized void start() throws IOException {
    if (line != null) {
      return;
    }
    SerialPort port = SerialPort.getCommPort(device);
    port.setComPortParameters(
        settings.baud(),
        settings.dataBits(),
        settings.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT,
        switch (settings.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        });
    if (!port.openPort()) {
      throw new IOException("serial device " + device + " does not open");
    }
    PortLine opened = new PortLine(port);
    opened.setReadTimeout(ProtocolHandler.IDLE_MILLIS);
    line = opened;
    thread = Thread.ofPlatform().daemon().name("serial-" + device).start(() -> serve(opened));
  }

  @Override
  public synchronized void stop() {
    if (line == null || thread == null) {
      return;
    }
    // The reader leaves by its own timeout; closing under it can hang in the native library.
    line.open = false;
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    line.port.closePort();
    line = null;
    thread = null;
  }

  @Override
  public int port() {
    return 0;
  }

  private void serve(PortLine on) {
    while (on.open) {
      try {
        protocolHandler.converse(on);
      } catch (IOException gone) {
        Logger.debug("{}: {}", device, gone.getMessage());
        if (!on.port.isOpen()) {
          return;
        }
      }
    }
  }

  /** A serial port as a line. */
  private static final class PortLine implements ServerConnection {
    private final SerialPort port;
    private volatile boolean open = true;

    PortLine(SerialPort port) {
      this.port = port;
    }

    @Override
    public InputStream in() {
      return port.getInputStream();
    }

    @Override
    public OutputStream out() {
      return port.getOutputStream();
    }

    @Override
    public void setReadTimeout(int millis) {
      port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, millis, 0);
    }

    @Override
    public boolean open() {
      return open;
    }
  }
}

package org.openmuc.jrxtx;

import java.io.IOException;

/** Opens serial lines by name. */
public final class SerialPortBuilder {

  private static final String TCP = "tcp://";

  private final String portName;
  private int baudRate = 9600;
  private DataBits dataBits = DataBits.DATABITS_8;
  private Parity parity = Parity.EVEN;
  private StopBits stopBits = StopBits.STOPBITS_1;

  private SerialPortBuilder(String portName) {
    this.portName = portName;
  }

  /** A serial device, or {@code tcp://host:port} of a transparent converter. */
  public static SerialPortBuilder newBuilder(String portName) {
    return new SerialPortBuilder(portName);
  }

  public SerialPortBuilder setBaudRate(int baudRate) {
    this.baudRate = baudRate;
    return this;
  }

  public SerialPortBuilder setDataBits(DataBits dataBits) {
    this.dataBits = dataBits;
    return this;
  }

  public SerialPortBuilder setParity(Parity parity) {
    this.parity = parity;
    return this;
  }

  public SerialPortBuilder setStopBits(StopBits stopBits) {
    this.stopBits = stopBits;
    return this;
  }

  /** Opens the line; throws SerialPortException if that fails. */
  public SerialPort build() throws IOException {
    if (portName.startsWith(TCP)) {
      return TcpPort.open(portName.substring(TCP.length()), baudRate);
    }
    return LocalPort.open(portName, baudRate, dataBits, parity, stopBits);
  }
}

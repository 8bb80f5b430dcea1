package org.openmuc.jrxtx;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A serial line behind a transparent TCP converter, which keeps its own line parameters. */
final class TcpPort implements SerialPort {

  private static final int CONNECT_MILLIS = 5_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private int baudRate;

  private TcpPort(Socket socket, int baudRate) throws IOException {
    this.socket = socket;
    this.baudRate = baudRate;
    EchoFilter echo = new EchoFilter(new TimedInput(socket.getInputStream()));
    this.in = echo;
    this.out = echo.watching(socket.getOutputStream());
  }

  static SerialPort open(String hostAndPort, int baudRate) throws IOException {
    int colon = hostAndPort.lastIndexOf(':');
    if (colon < 1 || !hostAndPort.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new SerialPortException("expected tcp://host:port, was tcp://" + hostAndPort);
    }
    Socket socket = new Socket();
    try {
      int port = Integer.parseInt(hostAndPort.substring(colon + 1));
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(hostAndPort.substring(0, colon), port), CONNECT_MILLIS);
      return new TcpPort(socket, baudRate);
    } catch (IOException | IllegalArgumentException e) {
      socket.close();
      throw new SerialPortException("cannot reach " + hostAndPort + ": " + e.getMessage(), e);
    }
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
    return baudRate;
  }

  @Override
  public void setBaudRate(int baudRate) {
    this.baudRate = baudRate;
  }

  @Override
  public void setSerialPortTimeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Names the faults of a socket as those of a serial line. */
  private record TimedInput(InputStream in) implements EchoFilter.Source {

    @Override
    public int read() throws IOException {
      try {
        int b = in.read();
        if (b < 0) {
          throw new SerialPortException("the other end closed the connection");
        }
        return b;
      } catch (SocketTimeoutException e) {
        throw new SerialPortTimeoutException("no answer");
      } catch (java.net.SocketException e) {
        throw new SerialPortException("connection lost: " + e.getMessage(), e);
      }
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }
  }
}

package io.spikewatt.simulator.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/** Serves every client that connects to a loopback port. */
public final class TcpServer implements PlantServer {

  private final String name;
  private final ProtocolHandler handler;
  private final Map<Socket, Thread> connections = new ConcurrentHashMap<>();
  private int port;
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;

  /**
   * @param port on 127.0.0.1; 0 takes a free one at the first start and keeps it
   */
  TcpServer(String name, int port, ProtocolHandler handler) {
    this.name = name;
    this.port = port;
    this.handler = handler;
  }

  @Override
  public synchronized void start() throws IOException {
    if (listener != null) {
      return;
    }
    ServerSocket opened = new ServerSocket();
    try {
      opened.setReuseAddress(true);
      opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException refused) {
      opened.close();
      throw new IOException(name + " on port " + port + ": " + refused.getMessage(), refused);
    }
    port = opened.getLocalPort();
    listener = opened;
    acceptor = Thread.ofPlatform().daemon().name(name).start(() -> accept(opened));
  }

  @Override
  public synchronized void stop() {
    if (listener == null || acceptor == null) {
      return;
    }
    close(listener);
    join(acceptor);
    listener = null;
    acceptor = null;
    // The acceptor has ended, so no connection can be added.
    connections.keySet().forEach(TcpServer::close);
    connections.values().forEach(TcpServer::join);
    connections.clear();
  }

  @Override
  public synchronized int port() {
    return port;
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket socket = from.accept();
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> serve(socket));
        connections.put(socket, thread);
        thread.start();
      } catch (IOException closed) {
        if (!from.isClosed()) {
          Logger.warn(closed, "{} cannot accept", name);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(ProtocolHandler.IDLE_MILLIS);
      handler.converse(new SocketLine(socket));
    } catch (IOException gone) {
      Logger.debug("{}: connection ended: {}", name, gone.getMessage());
    } finally {
      connections.remove(socket);
    }
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception ignored) {
      Logger.debug("socket did not close: {}", ignored.getMessage());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record SocketLine(Socket socket) implements ServerConnection {
    @Override
    public InputStream in() {
      try {
        return socket.getInputStream();
      } catch (IOException closed) {
        return InputStream.nullInputStream();
      }
    }

    @Override
    public OutputStream out() {
      try {
        return socket.getOutputStream();
      } catch (IOException closed) {
        return OutputStream.nullOutputStream();
      }
    }

    @Override
    public void setReadTimeout(int millis) throws IOException {
      socket.setSoTimeout(millis);
    }

    @Override
    public boolean open() {
      return !socket.isClosed();
    }
  }
}

package io.spikewatt.drivers.proxy;

import io.spikewatt.drivers.register.RegisterPort;
import io.spikewatt.drivers.register.RegisterReply;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.hal.time.Clock;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * A Modbus TCP server that passes requests on to a link of ours, one after the other with our own.
 * Functions 3 and 4 always, 6 and 16 for units that may be written, else exception 1. A few clients
 * at a time; one that sends nothing for a minute, or not Modbus, is dropped.
 */
public final class ModbusProxy implements AutoCloseable {

  private static final int MOST_CLIENTS = 8;
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final Duration ACCEPT_AGAIN = Duration.ofSeconds(1);
  private static final int MAX_PDU = 253;

  private final InetSocketAddress listen;
  private final IntFunction<RegisterPort> units;
  private final IntPredicate writable;
  private final Clock clock;
  private final Semaphore places = new Semaphore(MOST_CLIENTS);
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final Set<Integer> refused = ConcurrentHashMap.newKeySet();
  private final ServerSocketFactory sockets;
  private @Nullable ServerSocket server;

  /** Address for clients, ports to units (closed after use), writable units, and a clock. */
  public ModbusProxy(
      InetSocketAddress listen,
      IntFunction<RegisterPort> units,
      IntPredicate writable,
      Clock clock) {
    this(listen, units, writable, clock, ServerSocketFactory.getDefault());
  }

  ModbusProxy(
      InetSocketAddress listen,
      IntFunction<RegisterPort> units,
      IntPredicate writable,
      Clock clock,
      ServerSocketFactory sockets) {
    this.listen = listen;
    this.units = units;
    this.writable = writable;
    this.clock = clock;
    this.sockets = sockets;
  }

  /** Starts to listen; an IOException names a port that is taken. */
  public synchronized void start() throws IOException {
    ServerSocket open = sockets.createServerSocket();
    open.setReuseAddress(true);
    try {
      open.bind(listen);
    } catch (IOException taken) {
      open.close();
      throw new IOException(
          "cannot listen on %s:%s: %s"
              .formatted(listen.getHostString(), listen.getPort(), taken.getMessage()),
          taken);
    }
    server = open;
    Thread.ofVirtual().name("modbus-proxy " + open.getLocalPort()).start(() -> accept(open));
  }

  /** The port that it listens on, after {@link #start}. */
  public synchronized int port() {
    return server == null ? 0 : server.getLocalPort();
  }

  private void accept(ServerSocket open) {
    try {
      while (true) {
        Socket client = open.accept();
        if (places.tryAcquire()) {
          clients.add(client);
          Thread.ofVirtual().start(() -> serve(client));
        } else {
          client.close();
        }
      }
    } catch (IOException e) {
      // Without file descriptors each try fails at once.
      if (!open.isClosed()) {
        Logger.debug("modbus proxy, tried again in {}: {}", ACCEPT_AGAIN, e.getMessage());
        CompletableFuture.delayedExecutor(
                ACCEPT_AGAIN.toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
            .execute(() -> accept(open));
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      client.setSoTimeout((int) IDLE.toMillis());
      DataInputStream in = new DataInputStream(client.getInputStream());
      while (true) {
        short transaction = in.readShort();
        int protocol = in.readUnsignedShort();
        int length = in.readUnsignedShort();
        if (protocol != 0 || length < 2 || length > MAX_PDU + 1) {
          return;
        }
        int unit = in.readUnsignedByte();
        byte[] pdu = in.readNBytes(length - 1);
        if (pdu.length < length - 1) {
          return;
        }
        byte[] answer = answer(unit, ProxyRequest.parse(pdu));
        client
            .getOutputStream()
            .write(
                ByteBuffer.allocate(7 + answer.length)
                    .putShort(transaction)
                    .putShort((short) 0)
                    .putShort((short) (answer.length + 1))
                    .put((byte) unit)
                    .put(answer)
                    .array());
      }
    } catch (EOFException gone) {
      Logger.debug("modbus proxy: a client has left");
    } catch (IOException e) {
      Logger.debug("modbus proxy: a client is dropped: {}", e.getMessage());
    } finally {
      clients.remove(client);
      places.release();
    }
  }

  private byte[] answer(int unit, ProxyRequest request) {
    if (request instanceof ProxyRequest.Bad bad) {
      return ProxyRequest.exception(bad.function(), bad.exception());
    }
    if (request instanceof ProxyRequest.Write && !writable.test(unit)) {
      if (refused.add(unit)) {
        Logger.warn("modbus proxy: writes to unit {} are refused; it is not in write-units", unit);
      }
      return ProxyRequest.exception(request.function(), ProxyRequest.ILLEGAL_FUNCTION);
    }
    try (RegisterPort port = units.apply(unit)) {
      RegisterSession session = port.begin(clock.now());
      RegisterReply reply =
          switch (request) {
            case ProxyRequest.Read read -> session.read(read.table(), read.address(), read.count());
            case ProxyRequest.Write write -> session.write(write.address(), write.words());
            case ProxyRequest.Bad _ -> throw new IllegalStateException("answered above");
          };
      return request.answer(reply);
    }
  }

  /** Drops all clients. */
  @Override
  public void close() {
    synchronized (this) {
      closeQuietly(server);
    }
    clients.forEach(ModbusProxy::closeQuietly);
  }

  private static void closeQuietly(@Nullable AutoCloseable closeable) {
    if (closeable != null) {
      try {
        closeable.close();
      } catch (Exception e) {
        Logger.debug(e, "modbus proxy: closing");
      }
    }
  }
}

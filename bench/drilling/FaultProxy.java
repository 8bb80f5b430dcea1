package io.spikewatt.simulator.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;

/** Proxy between the daemon and a server: records request times and corrupts answers. */
final class FaultProxy implements AutoCloseable {

  private final ServerSocket listener;
  private volatile int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final List<Double> requests = new ArrayList<>();
  private volatile BinaryOperator<byte[]> answers = (request, answer) -> answer;
  private volatile byte[] request = {};

  FaultProxy(String address, int port, int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
    Thread.ofPlatform().daemon().start(this::accept);
  }

  FaultProxy(int target) throws IOException {
    this("127.0.0.1", 0, target);
  }

  int port() {
    return listener.getLocalPort();
  }

  /**
   * Changes each answer from now on; an empty one is not sent.
   *
   * @param how takes the last request and its answer
   */
  void spoil(BinaryOperator<byte[]> how) {
    answers = how;
  }

  void honest() {
    answers = (request, answer) -> answer;
  }

  /** Sends new connections elsewhere and closes the old ones. */
  void retarget(int port) {
    target = port;
    hangUp();
  }

  /** Times of the requests since then, s. */
  List<Double> requestsSince(double start) {
    synchronized (requests) {
      return requests.stream().filter(at -> at >= start).toList();
    }
  }

  /** Longest time without a request since then, s. */
  double longestGap(double start) {
    return MeasuredWait.longestGap(requestsSince(start), start, MeasuredWait.now());
  }

  /** Closes every connection; new ones are taken. */
  void hangUp() {
    sockets.forEach(FaultProxy::end);
    sockets.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.addAll(List.of(client, server));
        Thread.ofVirtual().start(() -> copy(client, server, true));
        Thread.ofVirtual().start(() -> copy(server, client, false));
      } catch (IOException refused) {
        // The client sees a closed connection, as with a device that is off.
      }
    }
  }

  private void copy(Socket from, Socket to, boolean asks) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[4_096];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, n);
        if (asks) {
          request = bytes;
          synchronized (requests) {
            requests.add(MeasuredWait.now());
          }
        }
        out.write(asks ? bytes : answers.apply(request, bytes));
      }
    } catch (IOException closed) {
      // The other direction ends with it.
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private static void end(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception closed) {
      // It is gone either way.
    }
  }

  @Override
  public void close() {
    end(listener);
    hangUp();
  }
}

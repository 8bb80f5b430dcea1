package io.spikewatt.simulator.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** For servers of other authors that cannot tell which port they took. */
final class FreePort {

  private FreePort() {}

  /** A port on 127.0.0.1 that nobody used a moment ago. */
  static int find() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}

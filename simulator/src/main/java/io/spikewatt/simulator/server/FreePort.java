package io.spikewatt.simulator.server;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** For servers of other authors that do not tell which port they took, or when they gave it up. */
final class FreePort {

  private FreePort() {}

  /** A port on 127.0.0.1 that nobody used a moment ago. */
  static int find() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /**
   * Waits until nobody listens on a port of 127.0.0.1 any more.
   *
   * @return whether that came to pass
   */
  static boolean awaitSilence(int port, Duration longest) {
    Clock clock = new SystemClock();
    Moment begin = clock.now();
    while (clock.now().since(begin).compareTo(longest) < 0) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
      } catch (IOException refused) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }
}

package io.spikewatt.simulator.server;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SystemClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** For third-party servers that report neither their port nor its release. */
public final class FreePort {

  private FreePort() {}

  /** A port on 127.0.0.1 that is free at the time of the call. */
  public static int find() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /**
   * Waits until a port of 127.0.0.1 has no listener.
   *
   * @return whether the port is free within {@code longest}
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

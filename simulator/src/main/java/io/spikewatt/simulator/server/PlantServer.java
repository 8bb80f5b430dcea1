package io.spikewatt.simulator.server;

import java.io.IOException;

/** A protocol server that can be killed and brought back in the same place. */
public interface PlantServer {

  /**
   * Starts serving; a second start without a stop does nothing.
   *
   * @throws IOException if the port or the line is not available
   */
  void start() throws IOException;

  /** Drops all connections and stops serving; returns when its threads have ended. */
  void stop();

  /** Port on 127.0.0.1; 0 on a serial line, and before the first start if none was given. */
  int port();
}

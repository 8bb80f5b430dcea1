package io.spikewatt.simulator.server;

import java.io.IOException;

/** A protocol's server side on one line, from the first byte to the last. */
@FunctionalInterface
interface ProtocolHandler {

  /** How long a read waits while nothing is expected, before it looks whether to go on. */
  int IDLE_MILLIS = 500;

  /** Talks until the other side goes away or the line is closed. */
  void converse(ServerConnection serverConnection) throws IOException;
}

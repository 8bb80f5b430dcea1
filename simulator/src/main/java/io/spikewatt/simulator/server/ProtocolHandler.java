package io.spikewatt.simulator.server;

import java.io.IOException;

/** A protocol's server side on one line, from the first byte to the last. */
@FunctionalInterface
interface ProtocolHandler {

  /** Wait of an idle read before it checks whether to continue. */
  int IDLE_MILLIS = 500;

  /** Serves until the other side disconnects or the line is closed. */
  void converse(ServerConnection line) throws IOException;
}

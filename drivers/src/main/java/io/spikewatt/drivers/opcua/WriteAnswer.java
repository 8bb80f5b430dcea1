package io.spikewatt.drivers.opcua;

import io.spikewatt.hal.signal.Fault;

/** Outcome of a write on the wire. */
sealed interface WriteAnswer {

  /** The server accepted the value, and a readable node holds it. */
  record Taken() implements WriteAnswer {}

  /** Name of the server's status code. */
  record Refused(String status) implements WriteAnswer {}

  record Failed(Fault fault) implements WriteAnswer {}
}

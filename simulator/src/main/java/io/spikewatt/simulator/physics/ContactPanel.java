package io.spikewatt.simulator.physics;

/** The two wires between the plant and the gateway's GPIO header. */
public interface ContactPanel {

  /** The grid operator closes ({@code true}) or opens the limit contact. */
  void setContact(boolean closed);

  /** Whether the gateway's shed relay is closed, so that the heater is off. */
  boolean relayClosed();

  /** SG-Ready state that the gateway's two contacts say, 1 to 4. */
  int sgReadyState();
}

package io.spikewatt.simulator.physics;

import io.spikewatt.config.site.Role;

/** Wires without a GPIO header; safe for use by many threads. */
public final class PlainContacts implements ContactPanel {

  private volatile boolean contact;
  private volatile boolean relay;

  @Override
  public void setContact(boolean closed) {
    contact = closed;
  }

  /** Whether the grid operator's contact is closed. */
  public boolean contactClosed() {
    return contact;
  }

  /** Closes or opens the shed relay. */
  public void setRelay(boolean closed) {
    relay = closed;
  }

  @Override
  public boolean relayClosed() {
    return relay;
  }

  @Override
  public int sgReadyState() {
    return (int) Role.SgReady.NORMAL;
  }
}

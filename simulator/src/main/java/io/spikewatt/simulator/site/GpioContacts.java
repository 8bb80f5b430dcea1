package io.spikewatt.simulator.site;

import io.spikewatt.hal.gpio.GpioTwin;
import io.spikewatt.simulator.physics.ContactPanel;

/** The plant's wires on the pins of a simulated board. */
public final class GpioContacts implements ContactPanel {

  /** BCM numbers, as in the demo's configuration. */
  private static final int CONTACT_PIN = 17;

  private static final int RELAY_PIN = 27;

  private static final int SG_READY_1_PIN = 23;
  private static final int SG_READY_2_PIN = 24;

  private final GpioTwin board;

  public GpioContacts(GpioTwin board) {
    this.board = board;
  }

  @Override
  public void setContact(boolean closed) {
    board.drive(CONTACT_PIN, closed);
  }

  @Override
  public boolean relayClosed() {
    return board.level(RELAY_PIN);
  }

  @Override
  public int sgReadyState() {
    boolean second = board.level(SG_READY_2_PIN);
    return board.level(SG_READY_1_PIN) ? second ? 4 : 1 : second ? 3 : 2;
  }
}

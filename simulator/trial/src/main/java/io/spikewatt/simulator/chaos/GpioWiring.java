package io.spikewatt.simulator.chaos;

import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.simulator.physics.ContactPanel;
import io.spikewatt.simulator.site.GpioContacts;
import java.time.Duration;

/** The board's wires; a process that ends lets go of its lines, and the next one claims them. */
final class GpioWiring implements ContactPanel {

  private final Clock clock;
  private SimulatedGpio board;
  private boolean contact;

  GpioWiring(Clock clock) {
    this.clock = clock;
    this.board = new SimulatedGpio(clock, Duration.ZERO);
  }

  SimulatedGpio board() {
    return board;
  }

  /** Lines of another process, on which the contact shows the same and nothing follows. */
  GpioWiring another() {
    GpioWiring other = new GpioWiring(clock);
    other.setContact(contact);
    return other;
  }

  void letGo() {
    board.close();
    board = new SimulatedGpio(clock, Duration.ZERO);
    setContact(contact);
  }

  @Override
  public void setContact(boolean closed) {
    contact = closed;
    new GpioContacts(board).setContact(closed);
  }

  @Override
  public boolean relayClosed() {
    return new GpioContacts(board).relayClosed();
  }

  @Override
  public int sgReadyState() {
    return new GpioContacts(board).sgReadyState();
  }
}

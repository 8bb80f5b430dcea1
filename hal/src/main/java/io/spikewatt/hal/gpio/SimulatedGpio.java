package io.spikewatt.hal.gpio;

import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A board in plain Java. Safe for use by many threads. */
public final class SimulatedGpio implements GpioTwin {

  private final Clock clock;
  private final Duration debounce;
  private final Map<Integer, Boolean> wires = new HashMap<>();
  private final PinTable pins = new PinTable();

  /** A new level of an input must be constant for {@code debounce} of this clock. */
  public SimulatedGpio(Clock clock, Duration debounce) {
    this.clock = clock;
    this.debounce = debounce;
  }

  @Override
  public synchronized void drive(int pin, boolean high) {
    wires.put(pin, high);
    if (pins.at(pin) instanceof Contact contact) {
      contact.debounce.edge(high, clock.now());
    }
  }

  @Override
  public synchronized boolean level(int pin) {
    return wires.getOrDefault(pin, false);
  }

  @Override
  public DigitalInput input(int pin, boolean activeLow) {
    return pins.input(pin, activeLow, () -> new Contact(pin, activeLow));
  }

  @Override
  public DigitalOutput output(int pin, boolean activeLow, boolean rest) {
    return pins.output(pin, activeLow, rest, () -> new Relay(pin, activeLow, rest));
  }

  @Override
  public void close() {
    pins.close();
  }

  private synchronized void put(int pin, boolean high) {
    wires.put(pin, high);
  }

  private final class Contact implements DigitalInput {
    private final int pin;
    private final boolean activeLow;
    private final Debounce debounce;

    Contact(int pin, boolean activeLow) {
      this.pin = pin;
      this.activeLow = activeLow;
      this.debounce = new Debounce(SimulatedGpio.this.debounce, level(pin), clock.now());
    }

    @Override
    public boolean closed() {
      pins.requireOpen();
      return debounce.poll(level(pin), clock.now()) != activeLow;
    }

    @Override
    public void close() {}
  }

  private final class Relay implements DigitalOutput {
    private final int pin;
    private final boolean activeLow;
    private final boolean rest;

    Relay(int pin, boolean activeLow, boolean rest) {
      this.pin = pin;
      this.activeLow = activeLow;
      this.rest = rest;
      put(pin, rest != activeLow);
    }

    @Override
    public void set(boolean closed) {
      pins.requireOpen();
      put(pin, closed != activeLow);
    }

    @Override
    public boolean closed() {
      return level(pin) != activeLow;
    }

    @Override
    public void close() {
      put(pin, rest != activeLow);
    }
  }
}

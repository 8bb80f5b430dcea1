package io.spikewatt.hal.gpio;

import com.pi4j.io.gpio.digital.DigitalInputConfig;
import com.pi4j.io.gpio.digital.DigitalOutputConfig;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProviderImpl;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProviderImpl;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A board through Pi4J with Pi4J's mock provider in the place of the chip. Needs the mock plugin on
 * the class path, which the daemon in service does not have.
 *
 * <p>Safe for use by many threads.
 */
public final class MockGpio implements GpioTwin {

  private final Map<Integer, Boolean> driven = new HashMap<>();
  private final Map<Integer, MockDigitalInput> inputs = new HashMap<>();
  private final Map<Integer, com.pi4j.io.gpio.digital.DigitalOutput> outputs = new HashMap<>();
  private final GpioPins pins;

  /** A new level of an input must be constant for {@code debounce} of this clock. */
  public MockGpio(Clock clock, Duration debounce) {
    this.pins = new GpioPins(clock, debounce, "mock", new Inputs(), new Outputs());
  }

  @Override
  public DigitalInput input(int pin, boolean activeLow) {
    return pins.input(pin, activeLow);
  }

  @Override
  public DigitalOutput output(int pin, boolean activeLow, boolean rest) {
    return pins.output(pin, activeLow, rest);
  }

  @Override
  public synchronized void drive(int pin, boolean high) {
    driven.put(pin, high);
    MockDigitalInput line = inputs.get(pin);
    if (line != null) {
      line.mockState(DigitalState.getState(high));
    }
  }

  @Override
  public synchronized boolean level(int pin) {
    com.pi4j.io.gpio.digital.DigitalOutput line = outputs.get(pin);
    return line != null && line.isHigh();
  }

  @Override
  public void close() {
    pins.close();
  }

  private synchronized void claimed(MockDigitalInput line) {
    int pin = line.config().address();
    inputs.put(pin, line);
    line.mockState(DigitalState.getState(driven.getOrDefault(pin, false)));
  }

  private synchronized void claimed(com.pi4j.io.gpio.digital.DigitalOutput line) {
    outputs.put(line.config().address(), line);
  }

  /** Pi4J's mock, which also hands its lines to this board. */
  private final class Inputs extends MockDigitalInputProviderImpl {
    @Override
    public com.pi4j.io.gpio.digital.DigitalInput create(DigitalInputConfig config) {
      com.pi4j.io.gpio.digital.DigitalInput line = super.create(config);
      if (line instanceof MockDigitalInput mock) {
        claimed(mock);
      }
      return line;
    }
  }

  /** See {@link Inputs}. */
  private final class Outputs extends MockDigitalOutputProviderImpl {
    @Override
    public com.pi4j.io.gpio.digital.DigitalOutput create(DigitalOutputConfig config) {
      com.pi4j.io.gpio.digital.DigitalOutput line = super.create(config);
      claimed(line);
      return line;
    }
  }
}

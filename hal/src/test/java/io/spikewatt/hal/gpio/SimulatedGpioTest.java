package io.spikewatt.hal.gpio;

import io.spikewatt.hal.time.Clock;
import java.time.Duration;

class SimulatedGpioTest extends GpioContract {
  @Override
  GpioTwin make(Clock clock, Duration debounce) {
    return new SimulatedGpio(clock, debounce);
  }
}

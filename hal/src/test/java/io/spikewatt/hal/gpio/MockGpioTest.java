package io.spikewatt.hal.gpio;

import io.spikewatt.hal.time.Clock;
import java.time.Duration;

class MockGpioTest extends GpioContract {
  @Override
  GpioTwin make(Clock clock, Duration debounce) {
    return new MockGpio(clock, debounce);
  }
}

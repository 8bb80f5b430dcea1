package io.spikewatt.drivers.gpio;

import io.spikewatt.hal.gpio.GpioTwin;
import io.spikewatt.hal.gpio.MockGpio;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;

class MockGpioCodesTest extends GpioCodesContract {
  @Override
  GpioTwin make(Clock clock, Duration debounce) {
    return new MockGpio(clock, debounce);
  }
}

package io.spikewatt.drivers.gpio;

import io.spikewatt.hal.gpio.GpioTwin;
import io.spikewatt.hal.gpio.SimulatedGpio;
import io.spikewatt.hal.time.Clock;
import java.time.Duration;

class SimulatedGpioCodesTest extends GpioCodesContract {
  @Override
  GpioTwin make(Clock clock, Duration debounce) {
    return new SimulatedGpio(clock, debounce);
  }
}

package io.spikewatt.simulator.server;

import io.spikewatt.hal.time.ManualClock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import java.time.Duration;
import java.time.Instant;

/** A plant at a summer's noon, moved by hand. */
final class TestPlant {

  final ManualClock clock;
  final SharedPlant shared;

  TestPlant() {
    this("2026-06-03T10:00:00Z");
  }

  TestPlant(String start) {
    this.clock = new ManualClock(Instant.parse(start));
    this.shared =
        new SharedPlant(
            new SimulatedPlant(
                SiteParameters.demo(8), clock.now(), Duration.ofMillis(100), new PlainContacts()),
            clock);
    seconds(5);
  }

  void seconds(double seconds) {
    clock.advance(Duration.ofMillis(Math.round(seconds * 1_000)));
  }
}

package io.spikewatt.controller.mode;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState.GridConnection;
import io.spikewatt.controller.estimate.SiteBus;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What the modes of a site with a transfer switch see, second by second. */
class IslandWorld {

  static final ModeSettings SETTINGS = new ModeSettings(Duration.ofSeconds(7), 100, true, Map.of());

  Moment now = new Moment(0, Instant.parse("2026-06-15T10:00:00Z"));
  Mode mode = new Mode.Auto(Optional.empty());
  GridConnection connection = GridConnection.UP;
  boolean fit = true;
  SiteBus.Tie tie = SiteBus.Tie.CLOSED;
  SiteBus.Life bus = SiteBus.Life.LIVE;
  Optional<Double> gridW = Optional.of(0.0);
  boolean ready = true;
  RequestedMode wish = RequestedMode.AUTO;

  void lose() {
    connection = GridConnection.DOWN;
    tie = SiteBus.Tie.OPEN;
  }

  Mode.Step step() {
    return assertInstanceOf(Mode.BlackStart.class, mode).step();
  }

  void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plus(Duration.ofSeconds(1));
      mode = ModeMachine.next(mode, seen(), SETTINGS);
    }
  }

  ModeInputs seen() {
    Estimate grid =
        gridW.isPresent()
            ? new Estimate.Known(gridW.get(), Estimate.How.MEASURED, now)
            : new Estimate.Unknown("meter1/power_w: no answer");
    Estimate unread = new Estimate.Unknown("not read");
    SiteBus seen = new SiteBus(bus, unread, tie, fit);
    return new ModeInputs(connection, seen, grid, ready, true, wish, now);
  }
}

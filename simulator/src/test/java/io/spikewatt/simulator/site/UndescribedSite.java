package io.spikewatt.simulator.site;

import io.spikewatt.hal.time.Clock;
import io.spikewatt.simulator.physics.PlainContacts;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.TcpMeter;
import io.spikewatt.simulator.server.TcpServer;
import java.io.IOException;
import java.time.Duration;

/** The servers of a site that no file describes yet, with the grid meter on Modbus TCP, too. */
public final class UndescribedSite implements AutoCloseable {

  private final SimulatedSite plant;
  private final TcpServer meter;

  /** Serves at once. */
  public UndescribedSite(Clock clock) throws IOException {
    this.plant =
        new SimulatedSite(
            SiteParameters.demo(7), clock, new PlainContacts(), 0, Duration.ofSeconds(10), 50);
    this.meter = TcpMeter.of(plant.plant());
    // Before the first step every power is 0, and a quick scan is over within a step.
    plant.plant().change(physics -> physics.step(SimulatedSite.STEP));
    plant.start();
    meter.start();
  }

  public SimulatedSite plant() {
    return plant;
  }

  /** Port of the meter that a scan knows without silent units. */
  public int meterPort() {
    return meter.port();
  }

  @Override
  public void close() {
    meter.stop();
    plant.close();
  }
}

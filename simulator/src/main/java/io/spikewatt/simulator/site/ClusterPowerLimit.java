package io.spikewatt.simulator.site;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.simulator.physics.SimulatedPlant;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SharedPlant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Power limit of the simulated cluster. Its hardware drops a limit after a minute, so each reading
 * requests it again. Confined to one thread.
 */
final class ClusterPowerLimit implements PowerMeans {

  private final SharedPlant plant;
  private final long leastW;
  private final long mostW;
  private long requestedW;

  ClusterPowerLimit(SharedPlant plant, SiteParameters.Compute cluster) {
    this.plant = plant;
    this.leastW = (long) cluster.minW();
    this.mostW = (long) cluster.maxW();
    this.requestedW = leastW;
  }

  @Override
  public String name() {
    return "cluster power limit";
  }

  @Override
  public Kind kind() {
    return Kind.POWER_LIMIT;
  }

  @Override
  public String unit() {
    return "W";
  }

  @Override
  public long least() {
    return leastW;
  }

  @Override
  public long most() {
    return mostW;
  }

  @Override
  public void set(long value) {
    if (value < leastW || value > mostW) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d W, found %d".formatted(name(), leastW, mostW, value));
    }
    requestedW = value;
    plant.change(this::request);
  }

  @Override
  public Reading read() {
    return plant.read(
        now -> {
          request(now);
          return new Reading(
              OptionalDouble.of(now.compute().reportedW()),
              OptionalDouble.of(now.compute().budgetW()),
              Optional.empty());
        });
  }

  private void request(SimulatedPlant now) {
    boolean _ = now.orderCompute((double) requestedW);
  }
}

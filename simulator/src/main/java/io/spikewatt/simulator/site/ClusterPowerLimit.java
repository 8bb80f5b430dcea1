package io.spikewatt.simulator.site;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
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

  private static final Label LABEL = new Label("cluster power limit", Kind.POWER_LIMIT);

  private final SharedPlant plant;
  private final SettingRange range;
  private long requestedW;

  ClusterPowerLimit(SharedPlant plant, SiteParameters.Compute cluster) {
    this.plant = plant;
    this.range = new SettingRange((long) cluster.minW(), (long) cluster.maxW());
    this.requestedW = range.least();
  }

  @Override
  public Label label() {
    return LABEL;
  }

  @Override
  public SettingRange range() {
    return range;
  }

  @Override
  public void set(long value) {
    requestedW = range.require(value);
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

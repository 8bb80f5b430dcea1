package io.spikewatt.controller.status;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.resilience.SurvivalEstimator;
import io.spikewatt.controller.resilience.SurvivalProbability;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.util.List;

/** Keeps the topic {@code status} up to date, also after a reconnection. Confined to one thread. */
public final class StatusLoop {

  private final Site site;
  private final MessagePort port;
  private ServiceStatus status;
  private final SurvivalEstimator keeper;
  private List<SurvivalProbability> survival = List.of();
  private long publishedConnection;

  public StatusLoop(Site site, MessagePort port, ServiceStatus status, SurvivalEstimator keeper) {
    this.site = site;
    this.port = port;
    this.status = status;
    this.keeper = keeper;
  }

  /** Publishes another status with its next tick; the estimates stay. */
  public void setStatus(ServiceStatus next) {
    status = next;
    publishedConnection = 0;
  }

  public void tick(Moment now) {
    var fresh = keeper.tick(now);
    survival = fresh.orElse(survival);
    long connection = port.connections();
    if (connection > 0 && (fresh.isPresent() || connection != publishedConnection)) {
      publishedConnection = connection;
      status.publish(port, site, survival);
    }
  }
}

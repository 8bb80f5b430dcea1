package io.spikewatt.controller.cli;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.resilience.SurvivalEstimator;
import io.spikewatt.controller.status.ServiceStatus;
import io.spikewatt.controller.status.StatusLoop;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import java.util.function.Consumer;

/** The topic {@code status} in virtual time, as the gateway keeps it up to date. */
public final class StatusTopic {

  private StatusTopic() {}

  /**
   * Version and hash of the configuration are fixed: a build's version is no behaviour, and the
   * site file contains its own folder's name.
   *
   * @return what is due at a time
   */
  public static Consumer<Moment> of(
      Site site, MessagePort port, SurvivalEstimator survival, Moment startedAt) {
    return new StatusLoop(site, port, new ServiceStatus("0", "0", startedAt), survival)::tick;
  }
}

package io.spikewatt.controller.compute.agent;

import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.List;
import org.tinylog.Logger;

/** An agent with its connection to the broker, in a loop until its thread is interrupted. */
public final class AgentLoop {

  private final ComputeAgentConfig config;
  private final List<PowerMeans> means;
  private final Clock clock;
  private final Duration period;

  /**
   * @param means in the order of the configuration
   * @param period of readings and settings; means assume a second
   */
  public AgentLoop(
      ComputeAgentConfig config, List<PowerMeans> means, Clock clock, Duration period) {
    this.config = config;
    this.means = List.copyOf(means);
    this.clock = clock;
    this.period = period;
  }

  /**
   * Holds the budget until an interrupt, which leaves the box at its safe budget.
   *
   * @param ready runs once, before the first period
   * @param alive runs after each period
   */
  public void run(Runnable ready, Runnable alive) {
    // The next second's message replaces a lost one, so a confirmation of each costs more than it
    // saves.
    try (MqttLink link =
        MqttLink.unconfirmed(
            config.broker(),
            ComputeAgent.availability(config.base(), false),
            ComputeAgent.availability(config.base(), true),
            List.of(ComputeAgent.topic(config.base(), "set")))) {
      ComputeAgent agent = new ComputeAgent(config, means, link, clock.now());
      ready.run();
      Logger.info("holds the budget of {} by {} means", config.base(), means.size());
      try {
        repeat(agent, alive);
      } catch (InterruptedException stopped) {
        agent.stop(clock.now());
      }
    }
  }

  private void repeat(ComputeAgent agent, Runnable alive) throws InterruptedException {
    Moment due = clock.now();
    while (true) {
      agent.next(clock.now());
      alive.run();
      Moment next = due.plus(period);
      // A period that took longer is not made up for.
      due = next.isBefore(clock.now()) ? clock.now() : next;
      clock.sleepUntil(due);
    }
  }
}

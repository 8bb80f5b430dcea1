package io.spikewatt.simulator.site;

import io.spikewatt.config.compute.BoxPower;
import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.compute.DrawSource;
import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.compute.agent.AgentLoop;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.simulator.physics.SiteParameters;
import io.spikewatt.simulator.server.SharedPlant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The real agent of a compute box on the simulated cluster, on a thread of its own. */
public final class ClusterAgent implements AutoCloseable {

  /** First level of its topics. */
  static final String BASE = "cluster1";

  private static final Duration HALF_LIFE = Duration.ofDays(14);

  private static final Duration STOP_BOUND = Duration.ofSeconds(10);

  private final AgentLoop agentLoop;
  private final Runnable eachPeriod;
  private final Thread thread;
  private final Clock.Worker worker;

  private ClusterAgent(AgentLoop agentLoop, Runnable eachPeriod, Clock clock) {
    this.agentLoop = agentLoop;
    this.eachPeriod = eachPeriod;
    this.thread = Thread.ofPlatform().name("cluster-agent").daemon().unstarted(this::run);
    this.worker = clock.work(thread);
  }

  private void run() {
    try (worker) {
      agentLoop.run(() -> {}, eachPeriod);
    }
  }

  /**
   * Starts it at its smallest power.
   *
   * @param broker address of the site's broker
   * @param directory for its curve and the count of its work
   * @param period of its readings and settings
   * @throws IOException if the count cannot be written
   */
  static ClusterAgent start(
      SharedPlant plant,
      SiteParameters.Compute cluster,
      Clock clock,
      String broker,
      Path directory,
      Duration period)
      throws IOException {
    Files.createDirectories(directory);
    Path count = directory.resolve("samples");
    write(plant, count);
    JobSource training =
        new JobSource(
            "training", WorkPhase.TRAINING, new JobSource.Counter.InFile(count.toString()));
    ComputeAgentConfig config =
        new ComputeAgentConfig(
            BASE,
            new BoxPower(cluster.minW(), cluster.maxW(), cluster.minW(), OptionalDouble.empty()),
            Site.Mqtt.byCertificate(
                broker, BASE, BASE, Duration.ofSeconds(1), Site.BrokerSecurity.DEFAULT),
            List.of(),
            new DrawSource.Meters(0),
            List.of(training),
            directory.toString(),
            HALF_LIFE);
    AgentLoop agentLoop =
        new AgentLoop(config, List.of(new ClusterPowerLimit(plant, cluster)), clock, period);
    ClusterAgent agent = new ClusterAgent(agentLoop, () -> writeUnchecked(plant, count), clock);
    agent.thread.start();
    return agent;
  }

  /** The count that a training would write. */
  private static void write(SharedPlant plant, Path file) throws IOException {
    double samples = plant.read(now -> now.compute().work());
    Files.writeString(file, String.format(Locale.ROOT, "%.3f%n", samples));
  }

  private static void writeUnchecked(SharedPlant plant, Path file) {
    try {
      write(plant, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves the cluster at its safe budget. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      boolean _ = thread.join(STOP_BOUND);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

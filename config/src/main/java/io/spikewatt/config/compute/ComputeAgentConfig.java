package io.spikewatt.config.compute;

import io.spikewatt.config.site.Site;
import java.time.Duration;
import java.util.List;

/**
 * The agent of a compute box.
 *
 * @param base first level(s) of its topics: {@code set}, {@code state}, {@code curve} and {@code
 *     availability} are below
 * @param power of the box
 * @param broker that carries budgets and states
 * @param means by which it lowers its power, at least one
 * @param draw where its draw is known from
 * @param jobs whose work is counted; may be empty
 * @param directory for what outlives a restart, absolute
 * @param halfLife time after which a measurement of work counts half
 */
public record ComputeAgentConfig(
    String base,
    BoxPower power,
    Site.Mqtt broker,
    List<MeansSpec> means,
    DrawSource draw,
    List<JobSource> jobs,
    String directory,
    Duration halfLife) {
  public ComputeAgentConfig {
    means = List.copyOf(means);
    jobs = List.copyOf(jobs);
  }
}

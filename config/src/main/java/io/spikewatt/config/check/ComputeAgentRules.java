package io.spikewatt.config.check;

import io.spikewatt.config.compute.ComputeAgentConfig;
import io.spikewatt.config.compute.JobSource;
import io.spikewatt.config.site.Site;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rules of the file of a compute box's agent. */
public final class ComputeAgentRules {

  private ComputeAgentRules() {}

  /** Everything that does not hold. */
  public static List<Finding> findings(ComputeAgentConfig agent) {
    Site.Mqtt broker = agent.broker();
    return Stream.of(
            SectionRules.wholeLogin("mqtt", broker.user(), broker.passwordFile()),
            SectionRules.secureBroker(broker),
            jobs(agent.jobs()))
        .flatMap(findings -> findings)
        .toList();
  }

  private static Stream<Finding> jobs(List<JobSource> jobs) {
    List<String> names = jobs.stream().map(JobSource::name).toList();
    return IntStream.range(0, names.size())
        .boxed()
        .flatMap(
            i ->
                Finding.when(
                    names.indexOf(names.get(i)) < i,
                    "jobs[%d].job".formatted(i),
                    "a name that no other job has",
                    "\"" + names.get(i) + "\""));
  }
}

package io.spikewatt.config.compute;

import java.net.URI;

/**
 * A job and the counter of its work, which never falls while the job runs.
 *
 * @param name unique in the box
 * @param phase kind of its work
 * @param counter where the count is
 */
public record JobSource(String name, WorkPhase phase, Counter counter) {

  /** Where a count of work is. */
  public sealed interface Counter {

    /** A file that holds the number and nothing else. */
    record InFile(String file) implements Counter {}

    /**
     * Metrics in Prometheus' text format; all series of the metric are added.
     *
     * @param address on this machine
     * @param metric name without labels
     */
    record InMetrics(URI address, String metric) implements Counter {}

    /**
     * Processor seconds of a control group.
     *
     * @param controlGroups root of the trees
     */
    record OfProcessors(String group, String controlGroups) implements Counter {}
  }
}

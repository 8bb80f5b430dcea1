package io.spikewatt.controller.report;

import io.spikewatt.controller.asset.Estimate;
import java.util.Optional;
import java.util.function.Function;

/**
 * A quantity that a site shows, said once: every outlet derives its own name from it.
 *
 * @param series of the history that has its quarter-hour means; empty = none has
 * @param value in a cycle; not installed = the site has no such thing
 */
public record SitePoint(
    PointId id, PointKind kind, String series, Function<CycleReport, Estimate> value) {

  /** Its value in payloads; empty = a site without such a thing does not tell of it. */
  public Optional<Estimate> told(CycleReport report) {
    boolean always = kind instanceof PointKind.Sum sum && sum.always();
    return Optional.of(value.apply(report)).filter(it -> always || it.isInstalled());
  }

  public String english() {
    return kind instanceof PointKind.Listed listed ? listed.english() : id.sentence() + " power";
  }
}

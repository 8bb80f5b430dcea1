package io.spikewatt.fleet.analyse;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A site that needs a person.
 *
 * @param gateway its name
 * @param score sum of the concerns' severities
 * @param concerns the most severe first; at least one
 */
public record RankedSite(String gateway, double score, List<SiteConcern> concerns) {

  /** Line above those of {@link #csv}. */
  public static final String HEADER = "gateway,score,kinds,reasons";

  /** One line. */
  public String csv() {
    return String.format(
        Locale.ROOT,
        "%s,%.3f,%s,\"%s\"",
        gateway,
        score,
        concerns.stream().map(concern -> concern.kind().name()).collect(Collectors.joining(" ")),
        concerns.stream()
            .map(concern -> concern.reason().replace('"', '\'').replaceAll("[\\r\\n]+", " "))
            .collect(Collectors.joining("; ")));
  }
}

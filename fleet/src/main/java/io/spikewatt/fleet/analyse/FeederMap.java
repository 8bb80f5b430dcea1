package io.spikewatt.fleet.analyse;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which gateways hang at which feeder of the grid.
 *
 * @param feederByGateway sorted by the gateway
 */
public record FeederMap(TreeMap<String, String> feederByGateway) implements Serializable {

  public static final FeederMap NONE = new FeederMap(new TreeMap<>());
  private static final String HEADER = "gateway,feeder";

  /**
   * Reads lines of a CSV file with the columns {@code gateway,feeder}.
   *
   * @throws IllegalArgumentException with all problems of the file at once
   */
  public static FeederMap parse(List<String> lines) {
    List<String> problems = new ArrayList<>();
    TreeMap<String, String> feeders = new TreeMap<>();
    if (lines.isEmpty() || !lines.getFirst().strip().equals(HEADER)) {
      problems.add("line 1: expected " + HEADER);
    }
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty()) {
        continue;
      }
      String[] cells = line.split(",", -1);
      if (cells.length != 2 || cells[0].isBlank() || cells[1].isBlank()) {
        problems.add("line %d: a gateway and its feeder expected".formatted(i + 1));
      } else if (feeders.putIfAbsent(cells[0].strip(), cells[1].strip()) != null) {
        problems.add("line %d: %s has a feeder already".formatted(i + 1, cells[0].strip()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("feeders: " + String.join("; ", problems));
    }
    return new FeederMap(feeders);
  }

  /** Feeder of a gateway; empty if the file has none. */
  public Optional<String> feeder(String gateway) {
    return Optional.ofNullable(feederByGateway.get(gateway));
  }

  /** Gateways of each feeder, both sorted. */
  public Map<String, List<String>> gateways() {
    Map<String, List<String>> gateways = new TreeMap<>();
    feederByGateway.forEach(
        (gateway, feeder) -> gateways.computeIfAbsent(feeder, _ -> new ArrayList<>()).add(gateway));
    return gateways;
  }
}

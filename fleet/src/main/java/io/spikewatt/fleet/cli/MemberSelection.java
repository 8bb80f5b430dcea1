package io.spikewatt.fleet.cli;

import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which gateways {@code --to} means. */
final class MemberSelection {

  static final String EXPECTED =
      "all, names with commas, @FILE with a name a line, climate=LABEL or features=LABEL";

  private MemberSelection() {}

  /**
   * The gateways in the order in which they are named; those of a label by name.
   *
   * @param known gateways that have enrolled; empty = names are taken as they are, and no labels
   * @throws IllegalArgumentException if a name is unknown, or no gateway is meant
   * @throws IOException if the file cannot be read
   */
  static List<String> of(String to, Optional<List<EnrolledGateway>> known) throws IOException {
    String[] label = to.split("=", 2);
    List<String> chosen =
        switch (label[0]) {
          case "all" -> labelled(known, _ -> "", "");
          case "climate" -> labelled(known, EnrolledGateway::climate, label[label.length - 1]);
          case "features" -> labelled(known, EnrolledGateway::features, label[label.length - 1]);
          default -> to.startsWith("@") ? file(Path.of(to.substring(1))) : names(to);
        };
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("--to %s: no gateway is meant".formatted(to));
    }
    if (known.isPresent()) {
      Set<String> unknown = new TreeSet<>(chosen);
      known.get().forEach(gateway -> unknown.remove(gateway.name()));
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "--to: gateways that have enrolled expected, found " + String.join(", ", unknown));
      }
    }
    return chosen;
  }

  private static List<String> labelled(
      Optional<List<EnrolledGateway>> known,
      Function<EnrolledGateway, String> label,
      String wanted) {
    return known
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--out knows no fleet: --to needs names with commas, or @FILE"))
        .stream()
        .filter(gateway -> label.apply(gateway).equals(wanted))
        .map(EnrolledGateway::name)
        .sorted()
        .toList();
  }

  private static List<String> file(Path file) throws IOException {
    return names(
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining(",")));
  }

  private static List<String> names(String text) {
    List<String> names =
        Arrays.stream(text.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    for (String name : names) {
      if (!FleetTopics.valid(name)) {
        throw new IllegalArgumentException("--to: %s expected, found %s".formatted(EXPECTED, name));
      }
    }
    return names;
  }
}

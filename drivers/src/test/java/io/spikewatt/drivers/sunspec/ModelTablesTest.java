package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.drivers.poll.RegisterSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tinylog.Logger;

/** The product's own tables say, point by point, what the public definitions say. */
final class ModelTablesTest {

  static Stream<Integer> ids() {
    return ModelTables.shipped().ids().stream();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyPointIsWhereTheSpecificationPutsIt(int id) throws IOException {
    Path file = definitions().resolve("model_" + id + ".json");
    boolean there = Files.exists(file);
    if (!there) {
      Logger.warn("SKIPPED: no reference definition {}", file);
    }
    assumeTrue(there, () -> "no reference definition " + file);
    List<String> reference = new Reference().read(file);
    List<String> ours = new ArrayList<>(List.of("0 ID uint16 1 ", "1 L uint16 1 "));
    for (Point point : ModelTables.shipped().model(id).points().values()) {
      ours.add(
          point.offset()
              + " "
              + point.name()
              + " "
              + point.type().name().toLowerCase(java.util.Locale.ROOT)
              + " "
              + point.words()
              + " "
              + point.scale());
    }
    assertEquals(reference, ours);
  }

  @Test
  void everyScaleIsAPointOfItsModel() {
    for (int id : ModelTables.shipped().ids()) {
      Model model = ModelTables.shipped().model(id);
      for (Point point : model.points().values()) {
        if (!point.scale().isEmpty()) {
          assertEquals(PointType.SUNSSF, model.point(point.scale()).type());
        }
      }
    }
  }

  @Test
  void whatADeviceReadsOfAModelFitsOneRequestWithItsScales() {
    for (Kind kind : Kind.values()) {
      Source.of(kind)
          .values()
          .forEach(
              sources ->
                  sources.forEach(
                      source -> {
                        Model model = ModelTables.shipped().model(source.model());
                        assertTrue(
                            model.extent(List.of(source.point())) <= RegisterSession.MAX_READ,
                            source::toString);
                      }));
      Control.of(kind)
          .values()
          .forEach(
              controls ->
                  controls.forEach(
                      control ->
                          assertTrue(
                              ModelTables.shipped().model(control.model()).extent(control.points())
                                  <= RegisterSession.MAX_READ,
                              control::toString)));
    }
  }

  /** The folder of the reference definitions beside the checkout, wherever that is. */
  private static Path definitions() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/sunspec");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    return Path.of("shared/data/sunspec");
  }

  /** Reads a reference definition: a group's points come first, then its groups, in their order. */
  private static final class Reference {

    private record Entry(String name, String type, int size, String scale) {}

    List<String> read(Path file) throws IOException {
      List<String> lines = new ArrayList<>();
      try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
        while (json.nextToken() != null) {
          if ("group".equals(json.currentName()) && json.currentToken() == JsonToken.START_OBJECT) {
            int offset = 0;
            for (Entry each : group(json, true)) {
              lines.add(
                  offset + " " + each.name + " " + each.type + " " + each.size + " " + each.scale);
              offset += each.size;
            }
          }
        }
      }
      return lines;
    }

    private static List<Entry> group(JsonParser json, boolean top) throws IOException {
      String name = "";
      List<Entry> points = new ArrayList<>();
      List<Entry> groups = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "name" -> name = json.getText();
          case "points" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              points.add(point(json));
            }
          }
          case "groups" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              groups.addAll(group(json, false));
            }
          }
          default -> json.skipChildren();
        }
      }
      points.addAll(groups);
      String prefix = top ? "" : name + ".";
      return points.stream()
          .map(each -> new Entry(prefix + each.name, each.type, each.size, each.scale))
          .toList();
    }

    private static Entry point(JsonParser json) throws IOException {
      String name = "";
      String type = "";
      String scale = "";
      int size = 0;
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "name" -> name = json.getText();
          case "type" -> type = json.getText();
          case "sf" -> scale = json.getText();
          case "size" -> size = json.getIntValue();
          default -> json.skipChildren();
        }
      }
      return new Entry(name, type, size, scale);
    }
  }
}

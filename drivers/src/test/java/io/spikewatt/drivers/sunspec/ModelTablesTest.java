package io.spikewatt.drivers.sunspec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.SunSpec;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.Kind;
import io.spikewatt.config.profile.DeviceProfile.SunSpec.PowerFrom;
import io.spikewatt.drivers.register.RegisterSession;
import io.spikewatt.drivers.sunspec.Group.Times;
import io.spikewatt.drivers.sunspec.Model.PointPath;
import io.spikewatt.hal.signal.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tinylog.Logger;

/** The product's own tables say, point by point, what the public definitions say. */
final class ModelTablesTest {

  private static final List<SunSpec> DEVICES =
      List.of(
          new SunSpec(
              Kind.INVERTER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
          new SunSpec(Kind.METER, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
          new SunSpec(
              Kind.BATTERY, DeviceProfile.SunSpec.PowerFrom.AC, List.of(), List.of(), false),
          new SunSpec(Kind.BATTERY, PowerFrom.BATTERY_BANK, List.of(), List.of(), false),
          new SunSpec(Kind.BATTERY, PowerFrom.DC_MODULES, List.of(4), List.of(3), true));

  static Stream<Integer> ids() {
    return ModelTables.ids().stream();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void everyPointIsWhereTheSpecificationPutsIt(int id) throws IOException {
    Path file = definitions().resolve("model_" + id + ".json");
    skipWithout(file);
    assertEquals(reference(file), ours(ModelTables.model(id).top(), ""));
  }

  @Test
  void everyScaleIsAPointOfItsModelAmongItsFirstRegisters() {
    for (int id : ModelTables.ids()) {
      Model model = ModelTables.model(id);
      for (Point point : all(model.top())) {
        if (!point.scale().isEmpty()) {
          Point scale = model.point(point.scale());
          assertEquals(PointType.SUNSSF, scale.type());
          assertTrue(scale.end() <= RegisterSession.MAX_READ, () -> id + " " + scale);
        }
      }
    }
  }

  @Test
  void everyCountIsAPointOfItsModel() {
    for (int id : ModelTables.ids()) {
      Model model = ModelTables.model(id);
      counts(model.top()).forEach(count -> assertEquals(1, model.point(count).words()));
    }
  }

  @Test
  void thisIsTheSetOfModels() {
    assertEquals(
        "[1, 101, 102, 103, 111, 112, 113, 120, 121, 122, 123, 124, 160, 201, 202, 203, 204, 211, "
            + "212, 213, 214, 701, 702, 703, 704, 711, 712, 713, 714, 715, 802, 803, 804]",
        ModelTables.ids().toString());
  }

  @Test
  void whatADeviceReadsOfAModelFitsOneRequestWithItsScales() {
    for (SunSpec device : DEVICES) {
      for (List<QuantitySource> sources : QuantitySources.of(device).values()) {
        for (QuantitySource quantitySource : sources) {
          assertFits(quantitySource.model(), quantitySource.points());
        }
      }
      for (List<SunSpecControl> controls : SunSpecControl.of(device).values()) {
        for (SunSpecControl sunSpecControl : controls) {
          assertFits(sunSpecControl.model(), sunSpecControl.points());
        }
      }
    }
  }

  private static void assertFits(int id, List<String> points) {
    int extent = ModelTables.model(id).extent(points, 60_000);
    assertTrue(extent <= RegisterSession.MAX_READ, () -> id + " " + points + " " + extent);
  }

  /** A source that counts kilowatts or degrees of another kind would be a wrong one. */
  @Test
  void everySourceHasTheUnitOfItsQuantity() throws IOException {
    Path folder = definitions();
    Map<Quantity, Set<String>> units = new EnumMap<>(Quantity.class);
    for (SunSpec device : DEVICES) {
      for (Map.Entry<Quantity, List<QuantitySource>> each : QuantitySources.of(device).entrySet()) {
        for (QuantitySource quantitySource : each.getValue()) {
          Path file = folder.resolve("model_" + quantitySource.model() + ".json");
          skipWithout(file);
          JsonTree top = JsonTree.read(file).field("group");
          for (String point : quantitySource.points()) {
            units
                .computeIfAbsent(each.getKey(), _ -> new TreeSet<>())
                .add(unit(top, PointPath.of(point)));
          }
        }
      }
    }
    units.forEach(
        (quantity, found) ->
            assertTrue(
                switch (quantity.unit()) {
                  // The float models write the unit's name in another case.
                  case "W", "V", "A", "Hz", "Wh" ->
                      found.stream().allMatch(quantity.unit()::equalsIgnoreCase);
                  case "var" -> found.stream().allMatch("var"::equalsIgnoreCase);
                  case "°C" -> found.equals(Set.of("C"));
                  case "%" -> Set.of("%", "Pct", "% AhrRtg", "%WHRtg").containsAll(found);
                  default -> found.equals(Set.of(""));
                },
                () -> quantity + " is read in " + found));
  }

  private static String unit(JsonTree group, PointPath path) {
    JsonTree in = group;
    for (PointPath.Step step : path.steps()) {
      in = in.field("groups").named(step.group());
    }
    return in.field("points").named(path.point()).field("units").text();
  }

  private static List<Point> all(Group group) {
    return Stream.concat(
            group.points().values().stream(), group.groups().stream().flatMap(g -> all(g).stream()))
        .toList();
  }

  private static Stream<String> counts(Group group) {
    Stream<String> own =
        group.times() instanceof Times.Counted(String point) ? Stream.of(point) : Stream.empty();
    return Stream.concat(own, group.groups().stream().flatMap(ModelTablesTest::counts));
  }

  /** One line for each point: where it stands in its group, its name, type, size and scale. */
  private static List<String> ours(Group group, String indent) {
    List<String> lines = new ArrayList<>();
    if (indent.isEmpty()) {
      lines.add("0 ID uint16 1 ");
      lines.add("1 L uint16 1 ");
    }
    for (Point point : group.points().values()) {
      String type = point.type().name().toLowerCase(Locale.ROOT);
      lines.add(line(indent, point.offset(), point.name(), type, point.words(), point.scale()));
    }
    for (Group inside : group.groups()) {
      String times =
          switch (inside.times()) {
            case Times.Once() -> "1";
            case Times.Counted(String point) -> point;
            case Times.Filling() -> "0";
          };
      lines.add(indent + inside.name() + " times " + times);
      lines.addAll(ours(inside, indent + "  "));
    }
    return lines;
  }

  private static List<String> reference(Path file) throws IOException {
    return reference(JsonTree.read(file).field("group"), "");
  }

  private static List<String> reference(JsonTree group, String indent) {
    List<String> lines = new ArrayList<>();
    int offset = 0;
    for (JsonTree point : group.field("points").items()) {
      int size = Integer.parseInt(point.field("size").text());
      String type = point.field("type").text();
      String name = point.field("name").text();
      lines.add(line(indent, offset, name, type, size, point.field("sf").text()));
      offset += size;
    }
    for (JsonTree inside : group.field("groups").items()) {
      String count = inside.field("count").text();
      String times = count.isEmpty() ? "1" : count;
      lines.add(indent + inside.field("name").text() + " times " + times);
      lines.addAll(reference(inside, indent + "  "));
    }
    return lines;
  }

  private static String line(
      String indent, int offset, String name, String type, int size, String scale) {
    return indent + offset + " " + name + " " + type + " " + size + " " + scale;
  }

  private static void skipWithout(Path file) {
    boolean there = Files.exists(file);
    if (!there) {
      Logger.warn("SKIPPED: no reference definition {}", file);
    }
    assumeTrue(there, () -> "no reference definition " + file);
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
}

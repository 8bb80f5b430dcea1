package io.spikewatt.controller.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.fixture.CapturedOutlet;
import io.spikewatt.controller.homeassistant.AnnouncedSite;
import io.spikewatt.controller.report.PointKind;
import io.spikewatt.controller.report.PointOutlet;
import io.spikewatt.controller.report.SitePoint;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every outlet shows every point that no exclusion names; none of them names one itself. */
class PointCatalogueTest {

  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\\\n]|\\\\.)*\"");

  @TempDir private Path directory;

  private Site site() {
    return AnnouncedSite.load(AnnouncedSite.yaml(directory));
  }

  @ParameterizedTest
  @EnumSource(PointOutlet.class)
  void anOutletShowsEveryPointThatNoExclusionNames(PointOutlet outlet) {
    List<SitePoint> points = SitePoints.of(site(), outlet);
    assertTrue(points.size() > 5, points::toString);
    String all = String.join("\n", CapturedOutlet.lines(file(outlet))) + "\n";
    for (SitePoint point : points) {
      String shown = shown(outlet, point);
      assertTrue(all.contains(shown), () -> outlet + " does not show " + shown + "\n" + all);
    }
  }

  private static String file(PointOutlet outlet) {
    return switch (outlet) {
      case STATE -> "mqtt";
      case HOME_ASSISTANT -> "home-assistant";
      default -> outlet.name().toLowerCase(java.util.Locale.ROOT);
    };
  }

  /** How a captured line tells of a point. */
  private static String shown(PointOutlet outlet, SitePoint point) {
    return point.kind() instanceof PointKind.DeviceValue value
        ? ofDevice(outlet, value)
        : ofSite(outlet, point);
  }

  private static String ofDevice(PointOutlet outlet, PointKind.DeviceValue value) {
    String name = value.name().snake();
    return switch (outlet) {
      case STATE -> "]." + value.name().camel() + ".";
      case PAGE -> "].id=" + value.device() + "-" + value.name().words() + "\n";
      case METRICS -> "# TYPE spikewatt_" + name + " gauge\n";
      case HOME_ASSISTANT -> "_" + value.device() + "/config.cmps." + name + ".unique_id=";
      case SPARKPLUG -> "DBIRTH/n/" + value.device() + " " + name + " ";
      case STATUS, FLEET -> throw new AssertionError(outlet);
    };
  }

  private static String ofSite(PointOutlet outlet, SitePoint point) {
    String words = point.id().words();
    boolean limit = point.kind() instanceof PointKind.Limit;
    boolean device = point.kind() instanceof PointKind.DevicePower;
    return switch (outlet) {
      case STATE -> "/state." + (limit ? "limits." : "") + point.id().camel();
      case PAGE ->
          switch (point.kind()) {
            case PointKind.Listed listed -> "].name=" + listed.english() + "\n";
            case PointKind.DevicePower _ -> "].id=" + words + "\n";
            case PointKind.DeviceCharge _ -> "].id=" + words + "\n";
            default -> "\n." + point.id().camel() + ".";
          };
      case METRICS ->
          switch (point.kind()) {
            case PointKind.Limit _ -> "spikewatt_limit_watts{direction=\"" + words;
            case PointKind.Energy _, PointKind.Price _, PointKind.SourceAge _ ->
                "spikewatt_" + point.id().snake();
            case PointKind.DeviceCharge _ -> "spikewatt_stored_ratio{device=\"" + words;
            default -> "spikewatt_power_watts{device=\"" + words;
          };
      case HOME_ASSISTANT ->
          "config.cmps." + (limit ? "limit_" + words + "_now" : point.id().snake()) + ".unique_id=";
      case SPARKPLUG -> "NBIRTH/n Site/" + point.id().title() + " ";
      case STATUS -> words.replace('-', ' ') + " ";
      case FLEET -> device || !limit ? point.series() + "\n" : "nothing";
    };
  }

  @Test
  void gensetsAreShownByAll() {
    for (PointOutlet outlet : PointOutlet.values()) {
      assertTrue(
          SitePoints.of(site(), outlet).stream().anyMatch(PointCatalogueTest::isGenset),
          outlet.name());
    }
  }

  private static boolean isGenset(SitePoint point) {
    return point.id().words().startsWith("genset");
  }

  @Test
  void noSourceOfAnOutletContainsAPointsId() {
    Set<String> ids = new HashSet<>();
    for (SitePoint point : SitePoints.of(site())) {
      if (!(point.kind() instanceof PointKind.DevicePower)
          && !(point.kind() instanceof PointKind.DeviceCharge)) {
        ids.addAll(
            List.of(
                point.id().kebab(), point.id().snake(), point.id().camel(), point.id().title()));
      }
    }
    assertTrue(ids.containsAll(List.of("grid-w", "heat_pump_w", "gensetW", "PV W")), ids::toString);
    Pattern id = Pattern.compile("(?<![\\w-])(?:" + String.join("|", ids) + ")(?![\\w-])");
    List<String> found = new ArrayList<>();
    for (Path source : outlets()) {
      for (String text : texts(source)) {
        if (id.matcher(text).find()) {
          found.add(source.getFileName() + ": " + text);
        }
      }
    }
    assertEquals(List.of(), found);
    assertFalse(texts(SourceCheckout.file(JAVA + "status/StatusText.java")).isEmpty());
  }

  private static final String JAVA = "controller/gateway/src/main/java/io/spikewatt/controller/";

  private static List<Path> outlets() {
    List<Path> all = new ArrayList<>();
    for (String room : List.of("homeassistant", "page", "view", "member", "decision", "status")) {
      all.addAll(files(JAVA + room));
    }
    all.add(SourceCheckout.file(JAVA + "cli/StatusCommand.java"));
    all.addAll(files("controller/point/src/main/java/io/spikewatt/controller/sparkplug"));
    String report = "controller/point/src/main/java/io/spikewatt/controller/report/";
    for (String file : List.of("Payloads", "StateFields", "Reporter", "PointOutlet")) {
      all.add(SourceCheckout.file(report + file + ".java"));
    }
    all.addAll(files("controller/gateway/src/main/resources/io/spikewatt/controller/page"));
    return all;
  }

  private static List<Path> files(String folder) {
    try (Stream<Path> all = Files.list(SourceCheckout.file(folder))) {
      return all.filter(file -> file.toString().matches(".*\\.(java|js)")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The texts of a Java source; all of a script, whose names of fields are texts, too. */
  private static List<String> texts(Path source) {
    try {
      String all = Files.readString(source);
      return source.toString().endsWith(".js")
          ? all.lines().toList()
          : TEXT.matcher(all).results().map(MatchResult::group).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

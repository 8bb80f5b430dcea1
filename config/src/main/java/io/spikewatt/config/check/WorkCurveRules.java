package io.spikewatt.config.check;

import static io.spikewatt.config.check.NumberText.number;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Role.WorkPoint;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rules of a cluster's curve of work over power: two points or more, by ascending power within the
 * cluster's range, with work that never falls and is not 0 at last.
 */
final class WorkCurveRules {

  private WorkCurveRules() {}

  static Stream<Finding> findings(PartialSite site) {
    return site.roles(Role.Compute.class)
        .filter(part -> !part.value().curve().isEmpty())
        .flatMap(part -> curve(part.device().path() + ".compute.curve", part.value()));
  }

  private static Stream<Finding> curve(String path, Role.Compute role) {
    List<WorkPoint> points = role.curve();
    if (points.size() < 2) {
      return Stream.of(new Finding(path, "two points or more", "one"));
    }
    Stream<Finding> within =
        IntStream.range(0, points.size()).boxed().flatMap(i -> point(path, role, i));
    WorkPoint last = points.getLast();
    return Stream.concat(
        within,
        Finding.when(
            last.work() == 0,
            path + "[" + (points.size() - 1) + "].work",
            "more than 0, as the work of the last point",
            number(last.work())));
  }

  private static Stream<Finding> point(String path, Role.Compute role, int i) {
    WorkPoint point = role.curve().get(i);
    String at = path + "[" + i + "]";
    Stream<Finding> range =
        Finding.when(
            point.watts() < role.minW() || point.watts() > role.maxW(),
            at + ".w",
            "from min-w to max-w, which are %s and %s (W)"
                .formatted(number(role.minW()), number(role.maxW())),
            number(point.watts()));
    if (i == 0) {
      return range;
    }
    WorkPoint before = role.curve().get(i - 1);
    return Stream.of(
            range,
            Finding.when(
                point.watts() <= before.watts(),
                at + ".w",
                "more than %s (W) of the point before".formatted(number(before.watts())),
                number(point.watts())),
            Finding.when(
                point.work() < before.work(),
                at + ".work",
                "at least %s of the point before".formatted(number(before.work())),
                number(point.work())))
        .flatMap(findings -> findings);
  }
}

package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.AssetState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.asset.StateDetail;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.setpoint.HeldBack;
import io.spikewatt.hal.device.WriteTally;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Fields of the topic {@code state} but for its time, as values: two lists are equal if nothing
 * that they show has changed.
 */
final class StateFields {

  private static final Moment NO_TIME = new Moment(0, Instant.EPOCH);

  private StateFields() {}

  static List<StateDetail> of(CycleReport report, Collection<String> alarms) {
    PlantState state = report.state();
    List<StateDetail> fields = new ArrayList<>();
    fields.add(new StateDetail.Text("mode", report.mode().name()));
    fields.add(new StateDetail.Text("reason", report.mode().reason().english()));
    fields.add(new StateDetail.Text("doing", report.doing().english()));
    fields.add(new StateDetail.Word("grid", state.connection()));
    List<StateDetail> lists = new ArrayList<>();
    List<StateDetail> limits = new ArrayList<>();
    for (SitePoint point : SitePoints.whole(PointOutlet.STATE)) {
      PointId id = point.id();
      if (point.kind() instanceof PointKind.Limit limit) {
        double watts = point.value().apply(report).ifKnown().orElseThrow();
        limits.add(new StateDetail.Amount(id.camel(), watts));
        limits.add(new StateDetail.Word(id.camel("by"), limit.by().apply(report.limits())));
      } else {
        point.told(report).ifPresent(value -> fields.add(quantity(id.camel(), value)));
      }
      if (point.kind() instanceof PointKind.Sum sum && !sum.list().isEmpty()) {
        List<List<StateDetail>> items = items(report, sum);
        if (sum.always() || !items.isEmpty()) {
          lists.add(new StateDetail.Items(sum.list(), items));
        }
      }
    }
    fields.addAll(lists);
    fields.add(new StateDetail.Group("limits", limits));
    fields.add(
        new StateDetail.Texts("notes", state.notes().stream().map(Phrase::english).toList()));
    fields.add(new StateDetail.Texts("alarms", List.copyOf(alarms)));
    List<List<StateDetail>> budgets = budgets(report);
    if (!budgets.isEmpty()) {
      fields.add(new StateDetail.Items("writeBudgets", budgets));
    }
    return fields;
  }

  /** With as many digits as the payload has: noise beyond them is no change. */
  private static StateDetail quantity(String key, Estimate value) {
    return new StateDetail.Quantity(
        key,
        value instanceof Estimate.Known known
            ? new Estimate.Known(Math.round(known.value() * 1000) / 1000.0, known.how(), NO_TIME)
            : value);
  }

  private static List<List<StateDetail>> items(CycleReport report, PointKind.Sum sum) {
    return report.state().assets().group(sum.term()).each().stream()
        .map(asset -> item(asset.id(), fields(report, asset)))
        .toList();
  }

  private static List<StateDetail> fields(CycleReport report, AssetState asset) {
    List<StateDetail> fields = new ArrayList<>();
    asset.details().forEach(detail -> fields.add(timeless(detail)));
    for (SitePoint point : SitePoints.values(asset.term(), asset.id(), PointOutlet.STATE)) {
      if (point.kind() instanceof PointKind.DeviceValue value) {
        point.told(report).ifPresent(it -> fields.add(quantity(value.name().camel(), it)));
      }
    }
    return fields;
  }

  private static StateDetail timeless(StateDetail detail) {
    return switch (detail) {
      case StateDetail.Quantity(String key, Estimate value) -> quantity(key, value);
      case StateDetail.Group(String key, List<StateDetail> fields) ->
          new StateDetail.Group(key, fields.stream().map(StateFields::timeless).toList());
      default -> detail;
    };
  }

  private static List<StateDetail> item(String id, List<StateDetail> fields) {
    List<StateDetail> item = new ArrayList<>();
    item.add(new StateDetail.Text("id", id));
    item.addAll(fields);
    return item;
  }

  /** Memory that wears: what it still bears, and what sparing it costs since midnight. */
  private static List<List<StateDetail>> budgets(CycleReport report) {
    List<List<StateDetail>> budgets = new ArrayList<>();
    for (WriteTally tally : report.writes()) {
      if (tally.budget().isPresent()) {
        List<StateDetail> fields = new ArrayList<>();
        fields.add(new StateDetail.Amount("sinceStart", tally.onWire()));
        fields.add(new StateDetail.Amount("perDay", tally.budget().get().perDay()));
        fields.add(new StateDetail.Amount("left", tally.budget().get().left()));
        report.dispatch().heldBack().stream()
            .filter(held -> held.signal().equals(tally.signal()))
            .forEach(held -> fields.addAll(heldBack(held)));
        budgets.add(item(tally.signal().deviceId(), fields));
      }
    }
    return budgets;
  }

  private static List<StateDetail> heldBack(HeldBack held) {
    List<StateDetail> fields = new ArrayList<>();
    fields.add(new StateDetail.Amount("stepsToday", held.steps()));
    fields.add(new StateDetail.Amount("heldBackWh", held.energyWh()));
    held.cost().ifPresent(cost -> fields.add(new StateDetail.Exact("heldBackCost", cost)));
    return fields;
  }
}

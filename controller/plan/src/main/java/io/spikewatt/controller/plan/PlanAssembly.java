package io.spikewatt.controller.plan;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.HeatRequest;
import io.spikewatt.controller.optimise.ActionCost;
import io.spikewatt.controller.optimise.Storage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Converts the course that was found into a plan, and lists the requests that it cannot meet. */
record PlanAssembly(PlanModel model, PlannerSettings settings) {

  Plan plan(PlanRequest request, PlanTask task, PlanCourse course) {
    HorizonSlots slots = task.horizon().slots();
    double co2Kg = course.outcome().co2Kg();
    PlanSchedule whole = schedule(task, course);
    ValueTables stored = values(request, task, course);
    List<ValueTables> values = new ArrayList<>();
    values.add(stored);
    course.placed().heat().forEach(heat -> values.add(heat.values()));
    return new Plan(
        request.now(),
        request.now().plus(model.validFor()),
        slots.start(),
        settings.slots().slot(),
        whole.part(0, slots.fine()),
        StorageValues.firstOf(values),
        course.outcome().cost().bill(),
        Double.isNaN(co2Kg) ? OptionalDouble.empty() : OptionalDouble.of(co2Kg),
        unmet(request, task, course),
        Optional.empty(),
        jobs(task, course),
        slots.count() > slots.fine()
            ? Optional.of(whole.part(slots.fine(), slots.count()))
            : Optional.empty(),
        actionCosts(task, course, stored));
  }

  private Optional<ActionCosts> actionCosts(PlanTask task, PlanCourse course, ValueTables values) {
    if (model.objective() != Site.Objective.COST || !model.storage().usable()) {
      return Optional.empty();
    }
    Storage[] stores = task.loads().storages().stores();
    ActionCost cost = new ActionCost(settings.supply(), course.values().problem(), stores);
    return Optional.of(new ActionCosts(values, cost, task.horizon().slots().end()));
  }

  private PlanSchedule schedule(PlanTask task, PlanCourse course) {
    Horizon horizon = task.horizon();
    PlannedLoads loads = task.loads();
    LoadPlacement.Draft draft = course.placed().draft();
    int n = horizon.count();
    double[] none = new double[0];
    List<AssetSeries> assets = new ArrayList<>(course.outcome().storages());
    List<DeferrableLoad> shifted = loads.shifted();
    for (int i = loads.kept(); i < loads.firstJob(); i++) {
      double[] powerW = draft.loads().shifted().get(i).watts(n);
      Arrays.setAll(powerW, k -> -powerW[k]);
      assets.add(new AssetSeries(shifted.get(i).id(), AssetSeries.EV, powerW, none, none));
    }
    assets.add(
        new AssetSeries(
            AssetSeries.COMPUTE, AssetSeries.COMPUTE, course.outcome().flexibleW(), none, none));
    course.placed().heat().forEach(heat -> assets.add(heat.series()));
    return new PlanSchedule(
        horizon.net().stream().mapToDouble(slot -> 1000 * slot.loadKw()).toArray(),
        horizon.net().stream().mapToDouble(slot -> 1000 * slot.pvKw()).toArray(),
        course.outcome().curtailedW(),
        course.outcome().gridW(),
        horizon.prices().importPerKwh(),
        horizon.prices().exportPerKwh(),
        ImportLevels.of(task.demand().levelW(draft.levels())),
        assets);
  }

  /** Messages about requests that the plan does not meet. */
  private List<Phrase> unmet(PlanRequest request, PlanTask task, PlanCourse course) {
    UnmetRequests unmet = new UnmetRequests(model, request.now().instant());
    PlannedLoads loads = task.loads();
    loads.deferrable().refused().forEach(unmet::refuse);
    for (HeatRequest heat : request.flexible().heat()) {
      if (!HeatPump.plannable(heat)) {
        unmet.refuseHeat(heat.id());
      }
    }
    request.batterySocPct().ifPresent(unmet::judgeBattery);
    List<ChargingSession> sessions =
        loads.deferrable().withLevels(settings.resolution().sessionsWithLevels());
    for (int i = 0; i < sessions.size(); i++) {
      if (sessions.get(i).comes().isEmpty()) {
        unmet.judge(
            sessions.get(i), course.outcome().endKwh()[i + 1], task.horizon().slots().end());
      }
    }
    for (int j = 0; j < loads.deferrable().jobs().size(); j++) {
      unmet.judge(loads.deferrable().jobs().get(j), shifted(task, course, j).shortKwh());
    }
    for (int i = 0; i < loads.pumps().size(); i++) {
      unmet.judge(loads.pumps().get(i), course.placed().heat().get(i).coldestKwh());
    }
    unmet.judgeLimits(course.outcome().beyond());
    if (task.demand().applies()) {
      unmet.judgePeak(task.demand().soFarKw(), course.outcome().beyond().peakKw());
    }
    return unmet.unmet();
  }

  /** Placement of the jobs. */
  private static Map<String, PlannedJob> jobs(PlanTask task, PlanCourse course) {
    Map<String, PlannedJob> planned = new LinkedHashMap<>();
    for (int j = 0; j < task.loads().deferrable().jobs().size(); j++) {
      PlacedLoads.Shifted job = shifted(task, course, j);
      planned.put(
          task.loads().deferrable().jobs().get(j).id(),
          new PlannedJob(job.watts(task.horizon().slots().fine()), job.dearestPerKwh()));
    }
    return planned;
  }

  private static PlacedLoads.Shifted shifted(PlanTask task, PlanCourse course, int job) {
    return course.placed().draft().loads().shifted().get(task.loads().firstJob() + job);
  }

  /** Values of the batteries, and of a session that runs. */
  private ValueTables values(PlanRequest request, PlanTask task, PlanCourse course) {
    List<ValueTables.Axis> axes =
        task.loads().storages().all().stream()
            .filter(PlannedStorages.Planned::isPresent)
            .map(stored -> axis(stored, request))
            .toList();
    return ValueTables.of(task.horizon().slots(), model, course.values(), axes);
  }

  private ValueTables.Axis axis(PlannedStorages.Planned stored, PlanRequest request) {
    Instant now = request.now().instant();
    BackupReserve reserve = model.reserve();
    ValueTables.Floor floor =
        stored.id().equals(AssetSeries.BATTERY)
            ? new ValueTables.Floor(
                reserve.socPctAt(now), reserve.heldPct(now, request.batterySocPct()))
            : ValueTables.Floor.NONE;
    return new ValueTables.Axis(stored.id(), 0, stored.capacityKwh(), 100, floor);
  }
}

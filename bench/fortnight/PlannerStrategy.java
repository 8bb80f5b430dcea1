import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingRequest;
import io.spikewatt.controller.plan.AssetSeries;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import io.spikewatt.controller.plan.PlanRequest;
import io.spikewatt.controller.plan.PlanResult;
import io.spikewatt.controller.plan.PlanSchedule;
import io.spikewatt.controller.plan.Planner;
import io.spikewatt.controller.price.Prices;
import io.spikewatt.hal.time.Moment;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;

/** The daemon's planner, with the daemon's settings; the first slot of each plan is carried out. */
final class PlannerStrategy implements DispatchStrategy {

  static final String CAR_ID = "ev1";

  private final FortnightSeries time;
  private final Planner planner;

  PlannerStrategy(FortnightSeries time, Site site) {
    this.time = time;
    this.planner = new Planner(PlanModel.of(site));
  }

  @Override
  public HomeState.Powers decide(int slot, HomeState home, HorizonInputs ahead) {
    Instant now = time.at(slot);
    PlanRequest request =
        new PlanRequest(
            new Moment(1_000_000L * now.toEpochMilli(), now),
            new PlanRequest.Ahead(ahead.load(), ahead.pv()),
            OptionalDouble.of(100 * home.batteryKwh / HomeState.BATTERY_KWH),
            home.stay(slot).map(stay -> List.of(car(stay, home))).orElse(List.of()),
            new PlanRequest.Limits(1000 * HomeState.IMPORT_KW, 1000 * HomeState.EXPORT_KW),
            PlanRequest.Peak.NONE,
            new Prices(now, FortnightSeries.SLOT, ahead.importPerKwh(), ahead.exportPerKwh()),
            new PlanRequest.FlexibleLoads(List.of(), List.of(ahead.heat())));
    Plan plan =
        switch (planner.plan(request)) {
          case PlanResult.Made made -> made.plan();
          case PlanResult.Failed failed -> throw new IllegalStateException(failed.reason());
        };
    PlanSchedule schedule = plan.schedule();
    return new HomeState.Powers(
        schedule.powerW(AssetSeries.BATTERY)[0] / 1000,
        -schedule.powerW(AssetSeries.EV)[0] / 1000,
        -schedule.powerW(AssetSeries.HEAT_PUMP)[0] / 1000);
  }

  private ChargingRequest car(FortnightSeries.Stay stay, HomeState home) {
    double missingPct = 100 * home.carMissingKwh / HomeState.CAR_KWH;
    return new ChargingRequest(
        CAR_ID,
        HomeState.CAR_TARGET_PCT - missingPct,
        HomeState.CAR_TARGET_PCT,
        1000 * HomeState.CAR_KWH,
        time.at(stay.leaves()));
  }
}

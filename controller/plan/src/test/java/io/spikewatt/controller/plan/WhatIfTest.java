package io.spikewatt.controller.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.asset.ChargingRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhatIfTest {

  private static final PlanModel MODEL =
      Days.model(Days.tariff(0.2, 0.35, 0.08), Days.storage(10, 5), Days.NO_COMPUTE);

  @Test
  void nothingDifferentCostsNothingMore() {
    WhatIf.Answer.Compared same = compared(whatIf(new Planner(MODEL)), Supposition.NONE);
    assertEquals(0, same.billMore());
    assertEquals(0, same.storedMorePct());
    assertEquals(0, same.importMoreKwh());
    assertEquals(0, same.peakMoreW());
  }

  @Test
  void laterPlansAreTheSameToTheBitAsWithoutSuppositions() {
    Planner asked = new Planner(MODEL);
    Planner quiet = new Planner(MODEL);
    for (int day = 0; day < 3; day++) {
      Instant now = Days.START.plus(Duration.ofDays(day)).plusSeconds(900L * 7 * day);
      PlanRequest request = request(now);
      Plan one = Days.made(asked.plan(request));
      Plan other = Days.made(quiet.plan(request));
      assertArrayEquals(other.schedule().gridW(), one.schedule().gridW());
      assertEquals(other.expectedCost(), one.expectedCost());
      WhatIf whatIf =
          new WhatIf(asked, request, OutageRates.NONE, MODEL, model -> new Planner(model));
      compared(whatIf, dearer(0.3, Duration.ofHours(3)));
      compared(whatIf, reserve(60));
      compared(whatIf, target(100));
    }
  }

  @Test
  void aDearerPriceCostsMoreAndItsHoursAreAvoidedWhereOthersAreLeft() {
    WhatIf whatIf = whatIf(new Planner(MODEL));
    WhatIf.Answer.Compared night = compared(whatIf, dearer(0.3, Duration.ofHours(10)));
    assertTrue(night.billMore() > 0.5, "" + night.billMore());
    WhatIf.Answer.Compared first = compared(whatIf, dearer(0.3, Duration.ofHours(3)));
    PlanSchedule present = first.present().schedule();
    PlanSchedule supposed = first.supposed().schedule();
    double before = 0;
    double after = 0;
    for (int k = 0; k < 12; k++) {
      before += Math.max(0, present.gridW()[k]);
      after += Math.max(0, supposed.gridW()[k]);
      assertEquals(present.importPerKwh()[k] + 0.3, supposed.importPerKwh()[k], 1e-12);
    }
    assertTrue(after < 0.5 * before, before + " " + after);
    assertEquals(present.importPerKwh()[12], supposed.importPerKwh()[12]);
  }

  @Test
  void aReserveKeepsMoreAndACarThatWantsMoreImportsMore() {
    WhatIf whatIf = whatIf(new Planner(MODEL));
    WhatIf.Answer.Compared kept = compared(whatIf, reserve(80));
    AssetSeries battery = kept.supposed().schedule().asset(AssetSeries.BATTERY).orElseThrow();
    assertTrue(battery.level()[battery.level().length - 1] > 79, "the reserve is kept");
    assertTrue(kept.storedMorePct() > 0);
    WhatIf.Answer.Compared full = compared(whatIf, target(100));
    assertTrue(full.importMoreKwh() > 5, "" + full.importMoreKwh());
    assertTrue(full.billMore() > 0);
  }

  @Test
  void aSmallerLimitIsKeptAndAnotherObjectiveStoresTheSun() {
    WhatIf whatIf = whatIf(new Planner(MODEL));
    WhatIf.Answer.Compared limited =
        compared(whatIf, limits(OptionalDouble.of(4000), OptionalDouble.of(500)));
    for (double watts : limited.supposed().schedule().gridW()) {
      assertTrue(watts <= 4000.5 && watts >= -500.5, "" + watts);
    }
    WhatIf.Answer.Compared own =
        compared(whatIf, Supposition.NONE.withObjective(Site.Objective.SELF_CONSUMPTION));
    assertTrue(own.importMoreKwh() <= 1e-9, "" + own.importMoreKwh());
  }

  @Test
  void aCarThatIsNotThereIsRefusedByName() {
    WhatIf.Answer answer =
        whatIf(new Planner(MODEL)).of(car("ev9", OptionalDouble.of(90), Optional.empty()));
    assertEquals(
        "no car with a known state of charge is connected to ev9",
        assertInstanceOf(WhatIf.Answer.Refused.class, answer).why());
  }

  private static WhatIf whatIf(Planner planner) {
    return new WhatIf(
        planner, request(Days.START), OutageRates.NONE, MODEL, model -> new Planner(model));
  }

  private static WhatIf.Answer.Compared compared(WhatIf whatIf, Supposition supposition) {
    return assertInstanceOf(WhatIf.Answer.Compared.class, whatIf.of(supposition));
  }

  private static Supposition dearer(double morePerKwh, Duration time) {
    return Supposition.NONE.withPrice(
        new Supposition.PriceStep(morePerKwh, Days.START, Days.START.plus(time)));
  }

  private static Supposition reserve(double socPct) {
    return Supposition.NONE.withReserve(socPct);
  }

  private static Supposition limits(OptionalDouble importW, OptionalDouble exportW) {
    return Supposition.NONE.withLimits(importW, exportW);
  }

  private static Supposition target(double targetPct) {
    return car("ev1", OptionalDouble.of(targetPct), Optional.empty());
  }

  private static Supposition car(String id, OptionalDouble targetPct, Optional<Instant> departure) {
    return Supposition.NONE.withCar(new Supposition.CarWish(id, targetPct, departure));
  }

  private static PlanRequest request(Instant now) {
    Random random = new Random(7);
    return Days.request(
        now,
        Days.spread(now, Days.load(random, 144), 0.3),
        Days.spread(now, Days.pv(random, 144, 5000), 0.3),
        50,
        List.of(new ChargingRequest("ev1", 40, 60, 60_000, now.plus(Duration.ofHours(9)))),
        11_000,
        5000);
  }
}

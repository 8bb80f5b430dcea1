package io.spikewatt.controller.dispatch;

import io.spikewatt.config.site.Role;
import io.spikewatt.controller.estimate.PlantState.EvState;
import io.spikewatt.controller.estimate.PlantState.Presence;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one charger charges: all power while the plan's value of energy in the car is above the price
 * of import, surplus alone while it is only above that of export. A charger that was just switched
 * stays for a minute, unless a limit or the driver's need says otherwise. One thread.
 */
final class EvRule {

  private static final Duration STAY = Duration.ofMinutes(1);

  /** A little more than asked for, because the car's own figure is rounded, percent. */
  private static final double MARGIN_PCT = 0.2;

  private final Role.EvCharger charger;
  private final StorageRule rule = new StorageRule();
  private boolean charging;
  private @Nullable Moment switched;

  EvRule(Role.EvCharger charger) {
    this.charger = charger;
  }

  /**
   * @param chargeW 0, or the charger's minimum and above
   */
  record Decision(double chargeW, String reason) {}

  /**
   * @param otherW net load without this car
   * @param importCapW what may be imported
   */
  Decision decide(
      EvState ev,
      Optional<Plan> plan,
      Prices prices,
      double otherW,
      double importCapW,
      Orders orders,
      Moment now) {
    if (ev.presence() != Presence.PLUGGED_IN) {
      return off(now, ev.presence() == Presence.AWAY ? "no car" : "presence unknown");
    }
    double roomW = Math.min(charger.maxW(), importCapW - otherW);
    double ordered = -orders.of(ev.id(), Double.NaN);
    if (Double.isFinite(ordered)) {
      return on(Math.min(ordered, roomW), now, "ordered");
    }
    if (full(ev)) {
      return off(now, "charged as asked");
    }
    boolean planned = plan.isPresent() && prices.evId().equals(Optional.of(ev.id()));
    if (!planned) {
      return on(roomW, now, "no plan for this car: at once");
    }
    OptionalDouble value = prices.evValue();
    double worth = value.orElse(0);
    return switch (rule.decide(
        worth, prices.importPerKwh(), prices.exportPerKwh(), charger.efficiency(), 0)) {
      case FILL -> on(roomW, now, "worth %.2f a kWh in the car".formatted(worth));
      case KEEP_SURPLUS, BALANCE -> surplus(Math.min(roomW, -otherW), now);
      case COVER, REST, EMPTY -> waits(roomW, now, "waits for a better price");
    };
  }

  private static boolean full(EvState ev) {
    OptionalDouble soc = ev.socPct().ifKnown();
    OptionalDouble target = ev.targetPct().ifKnown();
    return soc.isPresent()
        && target.isPresent()
        && soc.getAsDouble() >= Math.min(100, target.getAsDouble() + MARGIN_PCT);
  }

  private Decision surplus(double surplusW, Moment now) {
    return surplusW >= charger.minW() ? on(surplusW, now, "surplus") : waits(surplusW, now, "surplus is small");
  }

  /** Off, but not at once after it was switched on. */
  private Decision waits(double roomW, Moment now, String reason) {
    boolean fresh = charging && switched != null && now.since(switched).compareTo(STAY) < 0;
    return fresh && roomW >= charger.minW() ? new Decision(charger.minW(), reason) : off(now, reason);
  }

  private Decision on(double watts, Moment now, String reason) {
    if (watts < charger.minW()) {
      return off(now, "no room below the import limit");
    }
    boolean fresh = !charging && switched != null && now.since(switched).compareTo(STAY) < 0;
    if (fresh) {
      return new Decision(0, "just switched off");
    }
    if (!charging) {
      charging = true;
      switched = now;
    }
    return new Decision(Math.min(watts, charger.maxW()), reason);
  }

  private Decision off(Moment now, String reason) {
    if (charging) {
      charging = false;
      switched = now;
    }
    return new Decision(0, reason);
  }
}

package io.spikewatt.controller.report;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.ExplainedSetpoint;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;

/**
 * What the site does, why, and which bound or price decided it, in one sentence. Where the measured
 * power differs from the setpoint, it has both.
 */
final class SiteSentence {

  /** Less than this is a battery's own consumption, W. */
  private static final double RESTS_W = 100;

  /** Share of the setpoint, and power, by which a battery may lag behind. */
  private static final double LAG_SHARE = 0.2;

  private static final double LAG_W = 300;

  /** Share of its limit, and power, by which a source that is held may fall short. */
  private static final double HELD_SHARE = 0.005;

  private static final double HELD_W = 20;

  private final SentenceWording wording;

  SiteSentence(Language language) {
    this.wording = new SentenceWording(language);
  }

  /**
   * Measured powers, W into the bus.
   *
   * @param batteryW of the batteries together
   * @param ofDevice of one device, by its id
   */
  record Measured(Estimate batteryW, Function<String, Estimate> ofDevice) {}

  String of(Mode mode, Dispatch dispatch, Measured measured) {
    return wording.mode(mode) + ": " + activity(dispatch, measured);
  }

  private String activity(Dispatch dispatch, Measured measured) {
    if (!(dispatch.activity() instanceof SiteActivity.FollowsNetLoad follows)) {
      return wording.activity(dispatch.activity());
    }
    StringJoiner parts = new StringJoiner("; ");
    parts.add(
        follows
            .battery()
            .map(battery -> battery(battery, measured.batteryW))
            .orElseGet(() -> wording.activity(follows)));
    dispatch.setpoints().forEach(one -> curtailed(one, measured).ifPresent(parts::add));
    return parts.toString();
  }

  private String battery(Explanation battery, Estimate measured) {
    String does = wording.does(battery.action(), battery.value());
    if (measured instanceof Estimate.Known known && differs(battery.value(), known.value())) {
      Action action =
          Math.abs(known.value()) < RESTS_W ? Action.REST : Action.ofBattery(known.value());
      does = wording.measured(does, wording.does(action, known.value()));
    }
    return wording.battery(does) + ": " + why(battery);
  }

  private static boolean differs(double setW, double measuredW) {
    double lag = Math.abs(setW - measuredW);
    boolean turned = setW * measuredW < 0 && Math.abs(measuredW) > RESTS_W;
    return turned || lag > LAG_W + LAG_SHARE * Math.abs(setW);
  }

  private String why(Explanation battery) {
    Action action = battery.action();
    Optional<Bound> bound =
        battery
            .bound()
            .filter(b -> b.reason() != battery.choice())
            .filter(b -> b.reason() != Reason.DEVICE_LIMIT || !wantsAll(battery.choice()));
    String choice = choice(battery);
    if (bound.isEmpty()) {
      return choice;
    }
    String decides = wording.bound(bound.get());
    return agrees(action, battery.choice())
        ? wording.limited(choice, decides)
        : decides + "; " + wording.otherwise(action, battery.choice());
  }

  /** The choice with the prices that it compares; a rule compares none. */
  private String choice(Explanation battery) {
    Action action = battery.action();
    Reason choice = battery.choice();
    String text = wording.choice(action, choice, battery.until());
    if (choice == Reason.SELF_CONSUMPTION) {
      return wording.byRule(text);
    }
    return battery
        .prices()
        .map(
            prices ->
                wording.because(
                    text,
                    ComparedPrice.of(action, choice).stream()
                        .map(price -> wording.price(price, price.of(prices)))
                        .toList()))
        .orElse(text);
  }

  /** Whether a choice says itself that only the device bounds it. */
  private static boolean wantsAll(Reason choice) {
    return choice == Reason.CHARGE_FROM_GRID || choice == Reason.DISCHARGE_TO_GRID;
  }

  /** Whether a choice alone could lead to an action. */
  private static boolean agrees(Action action, Reason choice) {
    return switch (choice) {
      case SELF_CONSUMPTION, STORE_AND_COVER ->
          action == Action.CHARGE || action == Action.DISCHARGE;
      case STORE_AND_KEEP, CHARGE_FROM_GRID -> action == Action.CHARGE;
      case SELL_SURPLUS_AND_COVER, DISCHARGE_TO_GRID -> action == Action.DISCHARGE;
      case SELL_SURPLUS_AND_KEEP -> action == Action.REST;
      default -> true;
    };
  }

  /** A source that makes all that it may; a limit above what the sun gives holds nothing. */
  private Optional<String> curtailed(ExplainedSetpoint one, Measured measured) {
    Explanation why = one.explanation();
    String device = one.signal().deviceId();
    return why.action() == Action.PRODUCE
            && why.choice() == Reason.NO_NEED
            && measured.ofDevice.apply(device) instanceof Estimate.Known known
            && known.value() >= why.value() - HELD_W - HELD_SHARE * why.value()
        ? why.bound().map(bound -> wording.curtailed(device, why.value(), bound))
        : Optional.empty();
  }
}

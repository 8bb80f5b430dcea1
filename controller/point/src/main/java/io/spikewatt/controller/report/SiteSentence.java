package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.dispatch.Dispatch;
import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Explanation;
import io.spikewatt.controller.setpoint.Reason;
import io.spikewatt.controller.setpoint.WeighedPrices;
import java.util.List;
import java.util.Optional;

/**
 * What the site does, why, and which bound or price decided it, in one sentence. Where the measured
 * power differs from the setpoint, it has both.
 */
final class SiteSentence {

  private SiteSentence() {}

  static Phrase of(Mode mode, Dispatch dispatch, MeasuredPowers measured) {
    return SentenceWording.inMode(mode, activity(dispatch, measured));
  }

  private static Phrase activity(Dispatch dispatch, MeasuredPowers measured) {
    if (!(dispatch.activity() instanceof SiteActivity.FollowsNetLoad follows)) {
      return SentenceWording.activity(dispatch.activity());
    }
    Phrase told =
        follows
            .battery()
            .map(BatteryLag::restingIfSmall)
            .map(battery -> battery(battery, measured))
            .orElseGet(() -> SentenceWording.activity(follows));
    for (HeldSource held : HeldSource.all(dispatch, measured.ofDevice())) {
      told = SentenceWording.and(told, SentenceWording.curtailed(held));
    }
    return told;
  }

  private static Phrase battery(Explanation battery, MeasuredPowers measured) {
    Phrase does = SentenceWording.does(battery.action(), battery.value());
    Optional<BatteryLag> lag = BatteryLag.of(battery.value(), measured.batteryW());
    if (lag.isPresent()) {
      does =
          SentenceWording.measured(
              does, SentenceWording.does(lag.get().action(), lag.get().measuredW()));
    }
    return SentenceWording.battery(does, why(battery, measured.gridW()));
  }

  private static Phrase why(Explanation battery, Estimate gridW) {
    Action action = battery.action();
    Optional<Bound> bound = ExplanationText.decidingBound(battery, gridW);
    Phrase choice = choice(battery);
    if (bound.isEmpty()) {
      return choice;
    }
    Phrase decides = SentenceWording.bound(bound.get());
    // A power that still ramps does not serve the choice yet.
    boolean onItsWay = bound.get().reason() == Reason.RAMP && battery.bound().isEmpty();
    return ExplanationText.agrees(action, battery.choice()) && !onItsWay
        ? SentenceWording.limited(choice, decides)
        : SentenceWording.and(decides, SentenceWording.otherwise(action, battery.choice()));
  }

  /** The choice with the prices that it compares; a rule compares none. */
  private static Phrase choice(Explanation battery) {
    Action action = battery.action();
    Reason choice = battery.choice();
    Phrase text = SentenceWording.choice(action, choice, battery.until());
    if (choice == Reason.SELF_CONSUMPTION) {
      return SentenceWording.byRule(text);
    }
    return battery.prices().map(prices -> priced(text, action, choice, prices)).orElse(text);
  }

  private static Phrase priced(Phrase text, Action action, Reason choice, WeighedPrices prices) {
    List<ComparedPrice> compared = ComparedPrice.of(action, choice);
    ComparedPrice first = compared.get(0);
    ComparedPrice second = compared.get(1);
    if (ComparedPrice.lookEqual(first.of(prices), second.of(prices))) {
      return SentenceWording.equal(text, first.isNow() ? first : second, prices);
    }
    return SentenceWording.because(
        text,
        ComparedPrice.isAgainst(action, choice, prices),
        compared.stream().map(price -> SentenceWording.price(price, price.of(prices))).toList());
  }
}

package io.spikewatt.controller.report;

import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts of the site's sentence in one language. */
sealed interface SentenceWording permits EnglishWording, GermanWording {

  static SentenceWording in(Language language) {
    return switch (language) {
      case ENGLISH -> new EnglishWording();
      case GERMAN -> new GermanWording();
    };
  }

  /** How numbers are written. */
  Locale locale();

  /** Name and reason of a mode. */
  String mode(Mode mode);

  /** Activity of a site whose batteries follow no net load. */
  String activity(SiteActivity activity);

  /** "battery". */
  String battery();

  /** "charges 2.0 kW". */
  String does(Action action, double watts);

  /** "(measured: charges 1.4 kW)". */
  String measured(String does);

  /** Why the batteries do that, where no bound decides; without prices. */
  String choice(Action action, Reason choice, Optional<Instant> end);

  /** A choice that no plan made. */
  String byRule(String choice);

  /** A choice and the prices that it compares. */
  String because(String choice, List<String> prices);

  /** "import costs 0.420". */
  String price(ComparedPrice price, double perKwh);

  /** What the batteries would do without the bound. */
  String otherwise(Action action, Reason choice);

  /** A choice that a bound limits. */
  String limited(String choice, String bound);

  /** The bound that decides, as a whole clause. */
  String bound(Bound bound);

  /** "pv1 is held at 3.0 kW, because export costs money". */
  String curtailed(String device, double watts, Bound bound);

  /** A power without its sign. */
  default String kw(double watts) {
    return number("%.1f kW", Math.abs(watts) / 1000);
  }

  default String number(String format, double value) {
    return String.format(locale(), format, value);
  }
}

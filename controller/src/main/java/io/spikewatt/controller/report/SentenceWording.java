package io.spikewatt.controller.report;

import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.EnergyPrices;
import io.spikewatt.controller.setpoint.Reason;
import java.time.Instant;
import java.util.Optional;

/** The parts of the site's sentence in one language. */
sealed interface SentenceWording permits EnglishWording, GermanWording {

  static SentenceWording in(Language language) {
    return switch (language) {
      case ENGLISH -> new EnglishWording();
      case GERMAN -> new GermanWording();
    };
  }

  /** Name and reason of a mode. */
  String mode(Mode mode);

  /** Activity where no setpoint of a battery tells it. */
  String activity(SiteActivity activity);

  /** "battery charges 2.0 kW". */
  String battery(Action action, double watts);

  /** Adds what is measured to {@link #battery}, where that is something else. */
  String measured(String does, Action action, double watts);

  /** Why the batteries do that, where no bound decides. */
  String choice(Action action, Reason choice, Optional<EnergyPrices> prices, Optional<Instant> end);

  /** What the batteries would do without the bound, with an auxiliary verb. */
  String otherwise(Action action, Reason choice);

  /** A choice that a bound limits. */
  String limited(String choice, String bound);

  /** The bound that decides for the batteries, as a whole clause. */
  String bound(Bound bound);

  /** "pv1 is held at 3.0 kW, because export costs money". */
  String curtailed(String device, double watts, Bound bound);
}

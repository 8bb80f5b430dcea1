package io.spikewatt.controller.report;

import io.spikewatt.controller.dispatch.SiteActivity;
import io.spikewatt.controller.dispatch.SiteActivity.PlannedGensets;
import io.spikewatt.controller.mode.Mode;
import io.spikewatt.controller.setpoint.Action;
import io.spikewatt.controller.setpoint.Bound;
import io.spikewatt.controller.setpoint.Reason;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** English. */
record EnglishWording() implements SentenceWording {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  @Override
  public String mode(Mode mode) {
    return mode.name() + " (" + mode.reason() + ")";
  }

  @Override
  public String activity(SiteActivity activity) {
    return switch (activity) {
      case SiteActivity.LeftAlone _ -> "outputs are left alone";
      case SiteActivity.FollowsNetLoad _ -> "no battery to set";
      case SiteActivity.Holds holds ->
          holds.requested() ? "batteries and EVs as requested" : "batteries and EVs at 0";
      case SiteActivity.Repeats _ -> "the last setpoints are held";
      case SiteActivity.Island island -> island(island);
      case SiteActivity.BlackStarts starts ->
          starts.step().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      case SiteActivity.MeetsGrid meets ->
          island(meets.island()) + ", batteries keep their power to meet the grid";
      case SiteActivity.DeadBus _ -> "nothing is on the dead bus";
    };
  }

  private static String island(SiteActivity.Island island) {
    return "batteries balance by themselves, EVs at 0"
        + (island.plannedRelays() > 0 ? ", loads shed by the plan: " + island.plannedRelays() : "")
        + island.gensets().map(EnglishWording::gensets).orElse("");
  }

  private static String gensets(PlannedGensets gensets) {
    String does = gensets.run() ? ", gensets run" : ", gensets rest";
    if (gensets.run() == gensets.planned()) {
      return does
          + " by the plan"
          + gensets.until().map(at -> " until " + TIME.format(at)).orElse("");
    }
    return does
        + (gensets.run() ? ": charge or least run" : ": charge or least rest")
        + " before the plan";
  }

  @Override
  public Locale locale() {
    return Locale.ROOT;
  }

  @Override
  public String battery() {
    return "battery";
  }

  @Override
  public String measured(String does) {
    return "(measured: " + does + ")";
  }

  @Override
  public String does(Action action, double watts) {
    return switch (action) {
      case CHARGE -> "charges " + kw(watts);
      case DISCHARGE -> "discharges " + kw(watts);
      default -> "rests";
    };
  }

  @Override
  public String choice(Action action, Reason choice, Optional<Instant> end) {
    return switch (choice) {
      case SELF_CONSUMPTION, STORE_AND_COVER ->
          switch (action) {
            case CHARGE -> "stores surplus";
            case DISCHARGE -> "covers load";
            default -> "nothing to store or to cover";
          };
      case STORE_AND_KEEP -> action == Action.CHARGE ? "stores surplus" : "keeps its energy";
      case SELL_SURPLUS_AND_COVER ->
          action == Action.DISCHARGE ? "covers load" : "leaves any surplus to the grid";
      case SELL_SURPLUS_AND_KEEP -> "keeps its energy and leaves any surplus to the grid";
      case CHARGE_FROM_GRID -> "as much as it can, also from the grid";
      case DISCHARGE_TO_GRID -> "as much as it can, also into the grid";
      case REMOTE_REQUEST -> "as requested" + end.map(at -> " until " + at).orElse("");
      default -> ExplanationText.words(choice);
    };
  }

  @Override
  public String byRule(String choice) {
    return choice + ", by rule";
  }

  @Override
  public String because(String choice, List<String> prices) {
    String last = prices.getLast();
    return choice
        + ", as "
        + String.join(", ", prices.subList(0, prices.size() - 1))
        + " and "
        + last;
  }

  @Override
  public String price(ComparedPrice price, double perKwh) {
    return switch (price) {
      case STORED -> number("a stored kWh is worth %.3f", perKwh);
      case IMPORT -> number("import costs %.3f", perKwh);
      case EXPORT -> number("export pays %.3f", perKwh);
    };
  }

  @Override
  public String otherwise(Action action, Reason choice) {
    return "otherwise it would "
        + switch (choice) {
          case SELF_CONSUMPTION, STORE_AND_COVER -> "store surplus or cover load";
          case STORE_AND_KEEP ->
              action == Action.DISCHARGE ? "keep its energy" : "store surplus and keep its energy";
          case SELL_SURPLUS_AND_COVER ->
              action == Action.CHARGE
                  ? "leave the surplus to the grid"
                  : "cover load and leave surplus to the grid";
          case SELL_SURPLUS_AND_KEEP ->
              action == Action.CHARGE ? "leave the surplus to the grid" : "keep its energy";
          case CHARGE_FROM_GRID -> "charge, also from the grid";
          case DISCHARGE_TO_GRID -> "discharge, also into the grid";
          default -> "follow its choice: " + ExplanationText.words(choice);
        };
  }

  @Override
  public String limited(String choice, String bound) {
    return choice + "; limited, because " + bound;
  }

  @Override
  public String bound(Bound bound) {
    return switch (bound.reason()) {
      case DEVICE_LIMIT -> "the device allows no more";
      case EMPTY -> "its lower charge limit is reached";
      case FULL -> "its upper charge limit is reached";
      case RESERVE -> "the reserve is kept";
      case PEAK -> "import stays below " + kw(bound.gridW().orElse(0)) + " for the month's peak";
      case REMOTE_REQUEST -> "a request orders it";
      case NEGATIVE_PRICE -> "export costs money";
      case ZERO_EXCHANGE -> "the exchange with the grid is driven to 0";
      case RAMP -> "the power changes step by step";
      case RECONNECT_RAMP -> "the exchange is ramped up after an island";
      case WRITE_BUDGET -> "the device's memory is spared";
      case NO_GRID_CHARGE -> "it may not charge from the grid";
      case NO_GRID_DISCHARGE -> "it may not discharge into the grid";
      case IMPORT_LIMIT -> "the import limit is kept" + who(bound);
      case EXPORT_LIMIT -> "the export limit is kept" + who(bound);
      default -> ExplanationText.words(bound.reason());
    };
  }

  private static String who(Bound bound) {
    return bound
        .by()
        .map(
            source ->
                switch (source) {
                  case GRID_OPERATOR -> " (grid operator)";
                  case CONFIGURED -> " (configured)";
                  case COMMAND -> " (command)";
                })
        .orElse("");
  }

  @Override
  public String curtailed(String device, double watts, Bound bound) {
    return device + " is held at " + kw(watts) + ", because " + bound(bound);
  }
}

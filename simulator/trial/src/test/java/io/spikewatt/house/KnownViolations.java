package io.spikewatt.house;

import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.backtest.BacktestScenario;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.PlanModel;
import java.util.Map;

/**
 * What breaks a rule of {@link HouseRulesTest} today. The list only shrinks: a new violation fails
 * the test, and so does an entry that holds no longer.
 */
final class KnownViolations {

  /** Room and type, {@code Outer.Inner}, to why it has more than eight components. */
  static final Map<String, String> LARGE_RECORDS =
      Map.ofEntries(
          large(Plan.class, "one component for each part of the plan that is published"),
          large(PlanModel.class, "one component for each thing that the planner knows of a site"),
          large(Role.Genset.class, "one component for each key of a genset in the site file"),
          large(BacktestScenario.class, "one component for each section of scenario.json"),
          large(
              BacktestScenario.Battery.class,
              "one component for each key of a battery in scenario.json"),
          large(Site.class, "one component for each section of the site file"),
          large(Site.Control.class, "one component for each key of the section control"),
          large(Site.Mqtt.class, "one component for each key of the section mqtt"));

  private KnownViolations() {}

  private static Map.Entry<String, String> large(Class<?> type, String reason) {
    String name = type.getCanonicalName().substring(type.getPackageName().length() + 1);
    return Map.entry(MainSources.room(type.getPackageName()) + " " + name, reason);
  }
}

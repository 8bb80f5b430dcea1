package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.Tool;
import java.util.List;

/** The tools that only tell. */
public final class SiteTools {

  private SiteTools() {}

  /** All of them over one site; names, descriptions and arguments are constant. */
  public static List<Tool> of(SiteFacts facts) {
    return List.of(
        new NowTool(facts).tool(),
        new WhyTool(facts).tool(),
        new PlanTool(facts).tool(),
        new WhatIfTool(facts).tool(),
        new ForecastTool(facts).tool(),
        new CostsTool(facts).tool(),
        new HistoryTool(facts).tool(),
        new LimitsTool(facts).tool(),
        new DevicesTool(facts).tool(),
        new AlarmsTool(facts).tool(),
        new ConfigurationTool(facts).tool());
  }
}

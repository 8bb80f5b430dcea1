package io.spikewatt.controller.assist;

import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolAction;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The tools of a site: eleven that only tell, and one that proposes. */
public final class SiteTools {

  private SiteTools() {}

  /**
   * All of them over one site; names, descriptions and arguments are constant.
   *
   * @param open proposals that wait for a person
   * @param propose action of the tool that proposes
   */
  static List<Tool> all(SiteFacts facts, Supplier<List<ProposalEntry>> open, ToolAction propose) {
    return Stream.concat(reading(facts, open).stream(), Stream.of(ProposeTool.tool(propose)))
        .toList();
  }

  /** Those that only tell, of a site without proposals. */
  public static List<Tool> of(SiteFacts facts) {
    return reading(facts, List::of);
  }

  private static List<Tool> reading(SiteFacts facts, Supplier<List<ProposalEntry>> open) {
    return List.of(
        new NowTool(facts, open).tool(),
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

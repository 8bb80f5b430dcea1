package io.spikewatt.controller.compute.agent;

import io.spikewatt.config.compute.WorkPhase;
import io.spikewatt.controller.compute.curve.WorkFit;
import io.spikewatt.controller.json.JsonWriter;
import java.util.Map;

/** Payloads of the agent; their keys are contracts of the profile {@code mqtt-compute}. */
final class AgentPayloads {

  private static final double PERCENT = 100;

  private AgentPayloads() {}

  /** Without a draw there is no {@code power_w}: a missing value is never 0. */
  static byte[] state(AgentReport report) {
    return JsonWriter.object(
        json -> {
          json.put("power_w", report.drawW())
              .put("power_estimated", report.estimated())
              .put("power_limit_w", report.decision().budgetW())
              .put("target_w", report.decision().targetW())
              .put("safe", report.decision().silent())
              .put("enforced_w", report.decision().enforcedW())
              .put("jobs", report.jobs())
              .exact("work_per_s", report.workPerS());
          report.curve().ifPresent(curve -> numbers(json, curve));
          json.each(
              "findings",
              report.findings(),
              (below, finding) ->
                  below.put("kind", JsonWriter.word(finding.kind())).put("text", finding.text()));
        });
  }

  /** Without a cliff, work begins at idle power. */
  private static void numbers(JsonWriter json, WorkFit curve) {
    json.put("idle_power_w", curve.idleW())
        .put("cliff_power_w", curve.cliffW().orElse(curve.idleW()))
        .put("full_power_w", curve.fullW())
        .put("work_share_0_pct", PERCENT * curve.shares().get(0))
        .put("work_share_25_pct", PERCENT * curve.shares().get(1))
        .put("work_share_50_pct", PERCENT * curve.shares().get(2))
        .put("work_share_75_pct", PERCENT * curve.shares().get(3));
  }

  /** The curves of all phases that are known. */
  static byte[] curves(Map<WorkPhase, WorkFit> curves) {
    return JsonWriter.object(
        json ->
            curves.forEach(
                (phase, curve) ->
                    json.in(
                        JsonWriter.word(phase),
                        below -> {
                          numbers(below, curve);
                          below
                              .exact("full_work_per_s", curve.fullWorkPerS())
                              .exact("fit_error", curve.fitError());
                        })));
  }
}

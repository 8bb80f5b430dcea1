package io.spikewatt.controller.assist;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.controller.assistant.guard.AssistantGuard;
import io.spikewatt.controller.assistant.guard.GuardAnswer;
import io.spikewatt.controller.assistant.mcp.ArgumentKind;
import io.spikewatt.controller.assistant.mcp.McpCaller;
import io.spikewatt.controller.assistant.mcp.Tool;
import io.spikewatt.controller.assistant.mcp.ToolAction;
import io.spikewatt.controller.assistant.mcp.ToolArgument;
import io.spikewatt.controller.assistant.mcp.ToolArguments;
import io.spikewatt.controller.assistant.mcp.ToolResult;
import io.spikewatt.controller.assistant.proposal.Proposal;
import io.spikewatt.controller.assistant.proposal.ProposalForecast;
import io.spikewatt.controller.command.CommandResult;
import io.spikewatt.controller.limit.GridLimits;
import io.spikewatt.controller.plan.Plan;
import io.spikewatt.controller.plan.WhatIf;
import io.spikewatt.controller.view.SiteReading;
import io.spikewatt.hal.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes a proposal of one command, and changes nothing: the command is judged as a dry run and its
 * cost simulated, then it waits for a person.
 */
record ProposeTool(SiteFacts facts, CommandPort commands, AssistantGuard guard, Clock clock)
    implements ToolAction {

  static final String NAME = "propose";

  private static final int LONGEST_COMMAND = 100;
  private static final int LONGEST_VALUE = 64;
  private static final double LEAST_H = 0.02;
  private static final double MOST_H = 168;
  private static final int SECONDS_PER_HOUR = 3600;

  /** A command is judged in the next cycle. */
  private static final long PATIENCE_S = 15;

  /** Share of a limit from which on a plan touches it. */
  private static final double TOUCHED = 0.99;

  /** The tool with an action; everything else of it is constant. */
  static Tool tool(ToolAction action) {
    return new Tool(
        NAME,
        "Proposal",
        "Makes a proposal that a person may approve, and changes nothing itself. Answers with its"
            + " number, the cost of the plan with and without it, the limits that it touches, and"
            + " until when it can be approved. It cannot raise a limit. A client cannot approve.",
        false,
        List.of(
            new ToolArgument(
                "command",
                new ArgumentKind.Text(LONGEST_COMMAND),
                true,
                "One of "
                    + String.join(", ", AssistantClient.PROPOSABLE)
                    + ". That of a device has a slash and the device's id behind it, and that of a"
                    + " car's trip another slash and energy or departure."),
            new ToolArgument(
                "value",
                new ArgumentKind.Scalar(LONGEST_VALUE),
                true,
                "W for limits, setpoints and compute, percent for the reserve, Wh for energy, a time"
                    + " with offset for a departure, else a word such as off."),
            new ToolArgument(
                "hours",
                new ArgumentKind.Quantity(LEAST_H, MOST_H),
                true,
                "How long it is to hold once it is approved, hours.")),
        action);
  }

  @Override
  public ToolResult call(ToolArguments arguments, McpCaller caller) {
    String command = arguments.text("command").orElseThrow();
    byte[] asked = (NAME + " " + arguments.canonical()).getBytes(UTF_8);
    GuardAnswer admitted = guard.admit(caller.client(), command, asked, clock.now());
    if (admitted.refusal().isPresent()) {
      return new ToolResult.Refusal(
          NAME, "a proposal that is permitted", admitted.refusal().get().text());
    }
    SiteReading reading = facts.reading();
    long validForS = Math.round(arguments.number("hours").orElseThrow() * SECONDS_PER_HOUR);
    String value = arguments.scalar("value").orElseThrow();
    Optional<CommandDraft> draft = CommandDraft.of(reading.site(), command, value, validForS);
    if (draft.isEmpty()) {
      return hindered(
          caller, asked, "command", "a command of this site that may be proposed", "another");
    }
    Optional<String> refusal =
        draft.get().refusal(reading).or(() -> hindrance(draft.get(), reading));
    return refusal.isPresent()
        ? hindered(caller, asked, "value", "one that the site takes", refusal.get())
        : proposed(draft.get(), reading, caller);
  }

  /** Records what hinders a proposal, and words it for the client. */
  private ToolResult hindered(
      McpCaller caller, byte[] asked, String where, String expected, String found) {
    var _ =
        guard.hindered(
            caller.client(),
            asked,
            "%s: expected %s, found: %s".formatted(where, expected, found),
            clock.now());
    return new ToolResult.Refusal(where, expected, FigureWords.quoted(found));
  }

  /** Why the site would refuse the command now; empty = it would take it. */
  private Optional<String> hindrance(CommandDraft draft, SiteReading reading) {
    byte[] payload = draft.payload("dry-run", reading.now().instant());
    try {
      CommandResult result =
          commands.tryOut(draft.spec().name(), payload).get(PATIENCE_S, TimeUnit.SECONDS);
      return result.accepted() ? Optional.empty() : Optional.of(result.reason());
    } catch (TimeoutException | ExecutionException e) {
      return Optional.of("no control cycle has judged it");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("the gateway is ending");
    }
  }

  private ToolResult proposed(CommandDraft draft, SiteReading reading, McpCaller caller) {
    Optional<WhatIf.Answer.Compared> compared =
        draft
            .supposition(reading)
            .map(facts::suppose)
            .filter(WhatIf.Answer.Compared.class::isInstance)
            .map(WhatIf.Answer.Compared.class::cast);
    String command = draft.spec().name();
    ProposalForecast forecast = forecast(compared, reading);
    // The facts are read anew: the dry run has waited for a cycle.
    GuardAnswer answer =
        guard.propose(
            caller.client(),
            new AssistantGuard.Request(
                command,
                draft.arguments(),
                draft.validForS(),
                JudgedFacts.of(facts.reading(), command),
                forecast),
            clock.now());
    return answer.refusal().isPresent()
        ? new ToolResult.Refusal(
            NAME, "a proposal that is permitted", answer.refusal().get().text())
        : told(answer.entry().orElseThrow().proposal(), draft, compared, new FigureWords(reading));
  }

  private static ProposalForecast forecast(
      Optional<WhatIf.Answer.Compared> compared, SiteReading reading) {
    return new ProposalForecast(
        cost(compared.map(WhatIf.Answer.Compared::present)),
        cost(compared.map(WhatIf.Answer.Compared::supposed)),
        reading.site().tariff().currency(),
        compared.map(both -> touched(both.supposed(), reading)).orElse(List.of()));
  }

  private static OptionalDouble cost(Optional<Plan> plan) {
    return plan.map(one -> OptionalDouble.of(one.expectedCost())).orElseGet(OptionalDouble::empty);
  }

  /** Names of limits in force that a plan comes to. */
  private static List<String> touched(Plan plan, SiteReading reading) {
    double[] gridW = plan.schedule().gridW();
    double highestW = Arrays.stream(gridW).max().orElse(0);
    double lowestW = Arrays.stream(gridW).min().orElse(0);
    Optional<GridLimits> limits = reading.report().map(report -> report.limits());
    List<String> touched = new ArrayList<>();
    if (limits.filter(it -> highestW > TOUCHED * it.importW()).isPresent()) {
      touched.add(TouchedLimit.IMPORT_LIMIT.word());
    }
    if (limits.filter(it -> -lowestW > TOUCHED * it.exportW()).isPresent()) {
      touched.add(TouchedLimit.EXPORT_LIMIT.word());
    }
    if (!plan.unmet().isEmpty()) {
      touched.add(TouchedLimit.UNMET_REQUESTS.word());
    }
    return touched;
  }

  private ToolResult told(
      Proposal proposal,
      CommandDraft draft,
      Optional<WhatIf.Answer.Compared> compared,
      FigureWords figures) {
    AnswerText answer = new AnswerText();
    answer.say(
        "Proposal %s: %s %s for %s hours from its approval on"
            .formatted(
                proposal.id(),
                draft.spec().name(),
                draft.word(),
                FigureWords.number(draft.validForS() / (double) SECONDS_PER_HOUR, 2)));
    answer.say(
        "It waits for a person: until %s it can be approved with name and PIN on the site's page,"
                .formatted(figures.time(proposal.expiresAt()))
            + " or with a signed message. Nothing has changed, and a client cannot approve it");
    if (guard.isShadow()) {
      answer.say("Shadow mode: an approval is recorded and judged, and the command is not given");
    }
    if (compared.isPresent()) {
      PlanWords without = PlanWords.of(compared.get().present(), figures);
      PlanWords with = PlanWords.of(compared.get().supposed(), figures);
      double more = compared.get().billMore();
      answer.say(
          "Without it the plan expects a cost of %s, with it %s: a difference of %s (%s with it)"
              .formatted(
                  without.cost(),
                  with.cost(),
                  figures.money(Math.abs(more)),
                  more > 0 ? "dearer" : "cheaper"));
      answer.say(
          "The highest import of a quarter hour is %s with it, %s without"
              .formatted(
                  FigureWords.watts(with.highestGridW()),
                  FigureWords.watts(without.highestGridW())));
    } else {
      answer.say("Its cost is unknown: no plan could be simulated with it");
    }
    List<String> touched = proposal.forecast().limits();
    answer.say(
        "Limits that it touches: "
            + (touched.isEmpty() ? "none" : String.join(", ", touched).replace('-', ' ')));
    return answer.with(
        body -> {
          body.put("proposal", proposal.id())
              .put("state", "open")
              .put("command", draft.spec().name())
              .document("value", draft.value())
              .put("valid_for_s", draft.validForS())
              .put("approvable_until", proposal.expiresAt())
              .put("limits_touched", touched);
          compared.ifPresent(
              both ->
                  body.exact("cost_without", both.present().expectedCost())
                      .exact("cost_with", both.supposed().expectedCost())
                      .exact("cost_more", both.billMore())
                      .exact("import_more_kwh", both.importMoreKwh())
                      .exact("stored_more_pct", both.storedMorePct()));
        });
  }
}

package io.spikewatt.fleet.cli;

import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.MemberAnswer;
import io.spikewatt.fleet.order.OrderProgress.MemberProgress;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.order.OrderProgress.PhaseCount;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Orders and their answers for a person. */
record OrderTable(PrintStream out) {

  static final int NEWEST = 20;
  private static final int MOST_NAMES = 10;

  void line(OrderProgress order) {
    String state =
        order.state() == OrderState.OPEN
            ? OrderProgress.phaseName(order.phase())
            : order.state().name().toLowerCase(Locale.ROOT);
    out.printf(
        "%-22s %-9s %5d gateways  %s %s  %s%n",
        order.terms().id(),
        state,
        order.members().size(),
        order.terms().command(),
        order.terms().value(),
        order.reason());
  }

  /** An order with the numbers of its phases, and what was refused why. */
  void print(OrderProgress order) {
    line(order);
    out.printf("  issued %s, lapses %s%n", order.terms().issuedAt(), order.terms().expiresAt());
    out.printf(
        "  %-10s %8s %8s %8s %8s %8s%n",
        "phase", "gateways", "accepted", "refused", "silent", "waiting");
    for (int phase = 0; phase <= Math.max(order.phase(), order.stages()); phase++) {
      PhaseCount count = PhaseCount.of(order, phase);
      out.printf(
          "  %-10s %8d %8d %8d %8d %8s%n",
          OrderProgress.phaseName(phase),
          count.gateways(),
          count.accepted(),
          count.refused(),
          count.silent(),
          phase > order.phase() ? "not yet" : String.valueOf(count.waiting()));
    }
    reasons(order, 0);
    reasons(order, 1);
    long late =
        order.members().stream()
            .flatMap(member -> member.order().stream())
            .filter(MemberAnswer::late)
            .count();
    if (late > 0) {
      out.printf("  %d answers came late and changed no decision%n", late);
    }
  }

  /** Refusals of the dry run, or of all stages together. */
  private void reasons(OrderProgress order, int phase) {
    Map<String, List<String>> names = new TreeMap<>();
    Map<String, String> examples = new TreeMap<>();
    for (MemberProgress member : order.members()) {
      member
          .answer(phase)
          .filter(answer -> !answer.accepted())
          .ifPresent(
              answer -> {
                names
                    .computeIfAbsent(answer.outcome(), _ -> new ArrayList<>())
                    .add(member.gateway());
                examples.putIfAbsent(answer.outcome(), answer.text());
              });
    }
    names.forEach(
        (outcome, gateways) -> {
          out.printf(
              "  %s %s: %d, %s%s%n",
              phase == 0 ? "dry run" : "stages",
              outcome,
              gateways.size(),
              String.join(", ", gateways.subList(0, Math.min(MOST_NAMES, gateways.size()))),
              gateways.size() > MOST_NAMES ? ", …" : "");
          if (!String.valueOf(examples.get(outcome)).isEmpty()) {
            out.println("    " + examples.get(outcome));
          }
        });
  }
}

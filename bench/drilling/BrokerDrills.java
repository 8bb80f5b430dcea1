package io.spikewatt.simulator.drill;

import static io.spikewatt.simulator.drill.BrokerClient.is;
import static io.spikewatt.simulator.drill.BrokerClient.message;
import static io.spikewatt.simulator.drill.Drill.require;
import static io.spikewatt.simulator.drill.Drill.text;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What comes from the broker, and what becomes of the broker. */
final class BrokerDrills {

  private BrokerDrills() {}

  static List<Drill> all() {
    return List.of(new Drill(15, "stale, repeated and future commands", true, BrokerDrills::stale));
  }

  private static void refused(String result, String reason) throws Drill.Failed {
    require(
        result.contains("\"accepted\":false") && result.contains(reason),
        "expected a refusal with \"%s\", found %s",
        reason,
        result);
  }

  /** Fails if one of the messages is carried out: the state would show its limit. */
  private static String stale(Drill.Rig rig) throws Exception {
    try (DrillSite site = rig.site()) {
      BrokerClient operator = site.operator;
      double from = Await.now();
      operator.publish(
          "command/limit-export",
          message("kept", Instant.now(), "101").getBytes(StandardCharsets.UTF_8),
          true);
      site.control();
      refused(
          operator
              .await("result of the retained", 30, from, is("command/limit-export/result"))
              .payload(),
          "retained");
      site.faultBegins();
      Instant now = Instant.now();
      refused(
          operator.command("limit-export", message("old", now.minus(Duration.ofHours(5)), "102")),
          "expired");
      refused(
          operator.command("limit-export", message("new", now.plus(Duration.ofHours(2)), "103")),
          "future");
      String once = message("once", Instant.now(), "2000");
      String taken = operator.command("limit-export", once);
      require(taken.contains("\"accepted\":true"), "expected to be accepted: %s", taken);
      String next = operator.command("limit-export", "next", "1500");
      require(next.contains("\"accepted\":true"), "expected to be accepted: %s", next);
      double repeated = Await.now();
      refused(operator.command("limit-export", once), "repeated");
      operator.await(
          "the limit of the next", 10, repeated, is("state", "\"exportW\":1500"));
      for (String wrong : List.of("101", "102", "103", "2000")) {
        double since = wrong.equals("2000") ? repeated : 0;
        require(
            operator.first(since, is("state", "\"exportW\":" + wrong + ",")).isEmpty(),
            "the limit %s was in force",
            wrong);
      }
      return text(
          "retained, expired, future and repeated ones refused with their reason, the sound one in"
              + " force; %s",
          site.envelope());
    }
  }
}

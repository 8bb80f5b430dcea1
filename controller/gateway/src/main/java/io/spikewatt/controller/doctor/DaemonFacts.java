package io.spikewatt.controller.doctor;

import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.status.StatusText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Facts of the running daemon, from its status. */
record DaemonFacts(JsonTree status) {

  /** Age beyond which a device's newest good value is a problem. */
  private static final Duration OLD = Duration.ofMinutes(1);

  List<SupportFact> facts() {
    List<SupportFact> facts = new ArrayList<>();
    String health = status.find("health").map(JsonTree::text).orElse("?");
    facts.add(
        new SupportFact(
            "daemon",
            "%s, version %s, since %s, %s cycles missed"
                .formatted(health, text("version"), text("startedAt"), text("missedCycles")),
            !health.equals("well")));
    facts.addAll(devices());
    items("alarms").forEach(alarm -> facts.add(SupportFact.problem("alarm", alarm.text())));
    items("keptState").forEach(problem -> facts.add(SupportFact.problem("state", problem.text())));
    facts.add(plan());
    List<String> forecasts = new ArrayList<>();
    for (JsonTree forecast : items("forecasts")) {
      forecasts.add(forecast.text("series") + " by " + forecast.text("model"));
    }
    facts.add(
        SupportFact.well(
            "forecasts", forecasts.isEmpty() ? "none yet" : String.join(", ", forecasts)));
    status.find("broker").ifPresent(broker -> facts.add(broker(broker)));
    status.find("page").ifPresent(page -> facts.add(served("page", page, "not served: ")));
    facts.addAll(sources());
    facts.addAll(notified());
    status.find("assistant").ifPresent(found -> facts.add(served("assistant", found, "")));
    return facts;
  }

  /** {@code before}: words before the problem. */
  private static SupportFact served(String topic, JsonTree part, String before) {
    return part.text("served").equals("true")
        ? SupportFact.well(topic, part.find("address").map(JsonTree::text).orElse("answers"))
        : SupportFact.problem(topic, before + part.text("problem"));
  }

  /** One line for all sources that answered, and one for each other source. */
  private List<SupportFact> sources() {
    List<SupportFact> facts = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (JsonTree source : items("sources")) {
      String name = source.text("name");
      Optional<Duration> age =
          source.find("ageS").map(s -> Duration.ofSeconds(Long.parseLong(s.text())));
      if (source.find("problem").isPresent()) {
        facts.add(SupportFact.problem("source", name + ": " + source.text("problem")));
      } else if (age.isEmpty()) {
        facts.add(SupportFact.problem("source", name + ": no answer yet"));
      } else {
        good.add(name + " " + StatusText.age(age.get()) + " ago");
      }
    }
    if (!good.isEmpty()) {
      facts.addFirst(SupportFact.well("sources", "answered: " + String.join(", ", good)));
    }
    return facts;
  }

  /** One line for all targets of notifications without a problem, and one for each other target. */
  private List<SupportFact> notified() {
    List<SupportFact> facts = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (JsonTree target : items("notify")) {
      String name = target.text("name");
      if (target.find("problem").isPresent()) {
        facts.add(
            SupportFact.problem(
                "notify",
                "%s: %s, %s messages wait"
                    .formatted(name, target.text("problem"), target.text("waiting"))));
      } else {
        good.add(name);
      }
    }
    if (!good.isEmpty()) {
      facts.addFirst(SupportFact.well("notify", "no failure: " + String.join(", ", good)));
    }
    return facts;
  }

  private String text(String name) {
    return status.find(name).map(JsonTree::text).orElse("?");
  }

  private List<JsonTree> items(String name) {
    return status.find(name).map(JsonTree::items).orElse(List.of());
  }

  /** One line for all good devices, and one for each other device. */
  private List<SupportFact> devices() {
    List<SupportFact> facts = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (JsonTree device : items("devices")) {
      Optional<Duration> age =
          device.find("lastGoodAgeMs").map(ms -> Duration.ofMillis(Long.parseLong(ms.text())));
      String quality = device.text("quality");
      if (quality.equals("good") && age.filter(a -> a.compareTo(OLD) <= 0).isPresent()) {
        good.add(device.text("id") + " " + StatusText.age(age.get()));
      } else {
        String last = age.map(a -> StatusText.age(a) + " ago").orElse("never");
        facts.add(
            SupportFact.problem(
                "device", device.text("id") + ": last good value " + last + ", " + quality));
      }
    }
    facts.addFirst(
        SupportFact.well(
            "devices", good.isEmpty() ? "none is good" : "good: " + String.join(", ", good)));
    return facts;
  }

  private SupportFact plan() {
    Optional<JsonTree> plan = status.find("plan");
    if (plan.isEmpty()) {
      return SupportFact.problem("plan", "none: " + text("planWaitsFor"));
    }
    boolean valid = plan.get().text("valid").equals("true");
    Duration age = Duration.ofMillis(Long.parseLong(plan.get().text("ageMs")));
    return new SupportFact(
        "plan", "%s old, %s".formatted(StatusText.age(age), valid ? "valid" : "expired"), !valid);
  }

  private static SupportFact broker(JsonTree broker) {
    boolean connected = broker.text("connected").equals("true");
    return new SupportFact(
        "broker",
        connected
            ? "the daemon is connected"
            : "the daemon does not reach it: "
                + broker.find("problem").map(JsonTree::text).orElse("?"),
        !connected);
  }
}

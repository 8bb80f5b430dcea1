package io.spikewatt.controller.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.FleetMembership.FleetCommands;
import io.spikewatt.config.site.FleetMembership.FleetConsent;
import io.spikewatt.config.site.FleetMembership.FleetFiles;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.FleetMembership.RoundHours;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.loop.LoopTiming;
import io.spikewatt.controller.report.SitePoints;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.DemoSite;
import io.spikewatt.testkit.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FleetLoopTest {

  @TempDir private Path directory = Path.of("");
  private final SystemClock clock = new SystemClock();
  private final List<String> events = new ArrayList<>();

  private FleetCommands commands = FleetCommands.NONE;

  private FleetMembership membership() {
    String certificate = directory.resolve("member.pem").toString();
    return new FleetMembership(
        "ssl://127.0.0.1:1",
        "fleet",
        "coordinator",
        "box",
        "",
        new FleetFiles(
            certificate,
            certificate,
            directory.resolve("member.key").toString(),
            directory.resolve("model.pub").toString()),
        new FleetConsent(
            Set.of(FleetShare.values()), "a test", OptionalDouble.of(1), RoundHours.ANY),
        commands);
  }

  private FleetLoop start(HistoryStore store) {
    Site demo = DemoSite.usual().site();
    Site site =
        new Site(
            demo.name(),
            demo.zone(),
            demo.position(),
            demo.grid(),
            demo.devices(),
            demo.tariff(),
            demo.mqtt(),
            demo.control(),
            new Site.StateDirectory(directory.toString()),
            demo.proxies(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(membership()),
            List.of(),
            Optional.empty());
    SiteForecaster forecaster = new SiteForecaster(site, store, directory.resolve("models"));
    return FleetLoop.start(
        site,
        membership(),
        forecaster,
        new FleetLoop.SiteAccess(
            SitePoints.fleetSeries(site),
            new CommandQueue(),
            () -> new SiteCondition(true, "auto", Set.of()),
            events::add),
        new LoopTiming(clock, clock.now(), Duration.ofSeconds(1), bug -> {}),
        new ReentrantLock());
  }

  /** Key of the coordinator, and the member's certificate and key as its own authority. */
  private void writeFiles() throws Exception {
    OpenSsl.certificate(directory, "member", "rsa:2048");
    Files.write(
        directory.resolve("model.pub"),
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
  }

  private void expectOutside(HistoryStore store, String problem) {
    try (FleetLoop loop = start(store)) {
      loop.step(clock.now());
      String text = loop.standing().orElseThrow().text();
      assertTrue(text.startsWith("in no fleet until a reload: "), text);
      assertTrue(text.contains(problem), text);
      assertEquals(List.of(), events);
    }
  }

  @Test
  void files_that_cannot_be_used_are_a_line_of_the_status() throws Exception {
    try (HistoryStore store = HistoryStore.open(directory)) {
      expectOutside(store, "model.pub");
      Files.write(directory.resolve("model.pub"), new byte[] {1, 2, 3});
      expectOutside(store, "model.pub is no coordinator's key");
      writeFiles();
      Files.delete(directory.resolve("member.key"));
      expectOutside(store, "member.key");
      Files.writeString(directory.resolve("member.pem"), "nothing");
      expectOutside(store, "member.pem");
    }
  }

  @Test
  void a_key_of_the_operator_that_cannot_be_used_is_a_line_of_the_status() throws Exception {
    writeFiles();
    Path key = directory.resolve("operator.pub");
    commands = new FleetCommands(Set.of("mode"), Optional.of(key.toString()));
    try (HistoryStore store = HistoryStore.open(directory)) {
      expectOutside(store, "operator.pub");
      Files.writeString(key, "nothing");
      expectOutside(store, "operator.pub: expected a public key of Ed25519");
    }
  }

  @Test
  void without_a_broker_the_status_says_why() throws Exception {
    writeFiles();
    try (HistoryStore store = HistoryStore.open(directory);
        FleetLoop loop = start(store)) {
      loop.step(clock.now());
      FleetStanding standing = loop.standing().orElseThrow();
      assertTrue(standing.problem().isPresent());
      assertTrue(standing.text().contains("own model alone"), standing.text());
      assertTrue(standing.text().contains("privacy ε 0.00 of 1.00"), standing.text());
      assertEquals(List.of(), events);
    }
  }
}

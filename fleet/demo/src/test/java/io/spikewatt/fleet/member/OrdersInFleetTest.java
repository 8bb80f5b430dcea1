package io.spikewatt.fleet.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.site.FleetMembership.FleetCommands;
import io.spikewatt.controller.cli.Main;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.history.HistoryStore;
import io.spikewatt.controller.history.KeptCommand;
import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.NoLearner;
import io.spikewatt.controller.member.OrderExecutor;
import io.spikewatt.controller.member.OrderLedger;
import io.spikewatt.controller.member.RoundConsent;
import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.broker.EmbeddedBroker;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.coordinate.CoordinatorRules;
import io.spikewatt.fleet.coordinate.FleetCoordinator;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.order.GroupOrder;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import io.spikewatt.fleet.order.OperatorKey;
import io.spikewatt.fleet.order.OrderProgress;
import io.spikewatt.fleet.order.OrderProgress.MemberAnswer;
import io.spikewatt.fleet.order.OrderProgress.OrderState;
import io.spikewatt.fleet.order.RolloutRules;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.SystemClock;
import io.spikewatt.testkit.Await;
import io.spikewatt.testkit.JavaCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class OrdersInFleetTest {

  /** A port of this machine on which no device answers. */
  private static final int NO_DEVICE = 9;

  @TempDir private Path folder = Path.of("");
  private final FleetTopics topics = new FleetTopics("spikewatt-fleet", "coordinator");
  private final SystemClock clock = new SystemClock();

  @Test
  void a_daemon_carries_out_what_its_site_file_allows_and_the_fleets_operator_has_signed()
      throws Exception {
    Path key = folder.resolve("operator.key");
    OperatorKey.make(key);
    Instant start = clock.now().instant();
    CertificateAuthority authority = CertificateAuthority.create("test fleet", start);
    ModelSigner signer = ModelSigner.of(folder);
    EmbeddedBroker broker =
        EmbeddedBroker.start(authority.loopbackBroker(), authority.certificate(), topics, 0);
    FleetAccess other = access(broker, authority, "other");
    FleetAccess own = access(broker, authority, "coordinator");
    Process daemon = daemon(access(broker, authority, "daemon"), OperatorKey.publicFile(key));
    try (FleetState state = FleetState.open(folder.resolve("state"));
        RecordStore records = SqliteRecords.open(folder.resolve("state"));
        MessagePort otherPort = other.gateway("other", topics);
        MessagePort port = own.coordinator(topics)) {
      FleetMember member =
          new FleetMember(
              new MemberIdentity("other", "Europe", "light", other.signatures(topics)),
              topics,
              otherPort,
              signer.publicKey(),
              new NoLearner(),
              RoundConsent.ALWAYS,
              new SiteServices(
                  Optional.empty(),
                  Optional.of(
                      new OrderExecutor(
                          "other",
                          FleetCommands.NONE,
                          Optional.empty(),
                          new CommandQueue(),
                          new OrderLedger(KeptValues.inMemory())))),
              new SecureRandom());
      FleetCoordinator coordinator =
          new FleetCoordinator(
              port,
              topics,
              state,
              records,
              signer,
              own.authority(topics),
              CoordinatorRules.NIGHTLY,
              event -> {});
      Runnable steps =
          () -> {
            member.step(clock.now());
            coordinator.step(clock.now());
          };
      Await.within(
          Duration.ofSeconds(90),
          "both greeted",
          () -> {
            steps.run();
            return coordinator.connected().size() == 2 || !daemon.isAlive();
          });
      Instant now = clock.now().instant();
      state
          .orders()
          .add(
              GroupOrder.sign(
                  new OrderTerms(
                      "o1", "limit-export", "1500", now, now.plus(Duration.ofMinutes(10))),
                  new RolloutRules(1, List.of(100), 0.5, Duration.ofSeconds(60), Duration.ZERO),
                  List.of("daemon", "other"),
                  false,
                  OperatorKey.read(key)));
      Await.within(
          Duration.ofSeconds(60),
          "the order has ended",
          () -> {
            steps.run();
            return state.orders().open().isEmpty() || !daemon.isAlive();
          });
      OrderProgress order = state.orders().find("o1").orElseThrow();
      assertEquals(OrderState.DONE, order.state(), order::toString);
      MemberAnswer answer = order.members().get(0).order().orElseThrow();
      assertTrue(answer.accepted(), answer::toString);
      assertEquals("NOT_ALLOWED", order.members().get(1).dryRun().orElseThrow().outcome());
      assertEquals(Optional.empty(), order.members().get(1).order());
    } finally {
      daemon.destroy();
      assertTrue(daemon.waitFor(20, TimeUnit.SECONDS), "the daemon ends");
      broker.close();
    }
    String log = Files.readString(folder.resolve("daemon.log"));
    assertEquals(1, log.lines().filter(l -> l.contains("command/from/fleet/")).count(), log);
    try (HistoryStore history = HistoryStore.open(folder.resolve("daemon-state"))) {
      assertEquals(
          List.of("from/fleet/limit-export"),
          history.keptCommands().stream().map(KeptCommand::name).toList());
    }
  }

  private FleetAccess access(EmbeddedBroker broker, CertificateAuthority authority, String name)
      throws Exception {
    return FleetAccess.issue(broker.address(), authority, name, folder.resolve("access-" + name));
  }

  /** The program of {@code ./spikewatt run} in a process of its own, without devices. */
  private Process daemon(FleetAccess access, Path operatorKey) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("site.yaml"),
            """
            site: { name: daemon, timezone: Europe/London }
            grid: { import-limit-w: 20000, export-limit-w: 7000 }
            tariff:
              currency: EUR
              import:
                - { from: "00:00", to: "24:00", per-kwh: 0.30 }
              export-per-kwh: 0.08
            storage: { directory: "%s" }
            devices:
              - id: meter1
                profile: eastron-sdm630
                connection: { modbus-tcp: 127.0.0.1, port: %d, unit: 1 }
                grid-meter: {}
            fleet:
              broker: %s
              ca-file: "%s"
              certificate-file: "%s"
              key-file: "%s"
              coordinator-key-file: "%s"
              commands: limit-export
              command-key-file: "%s"
            """
                .formatted(
                    folder.resolve("daemon-state"),
                    NO_DEVICE,
                    access.broker(),
                    access.caFile(),
                    access.certificateFile(),
                    access.keyFile(),
                    folder.resolve("model.pub"),
                    operatorKey));
    ProcessBuilder builder =
        new ProcessBuilder(
                JavaCommand.of(
                    List.of("-Xmx96m"),
                    Main.class.getName(),
                    List.of("run", "--config", file.toString())))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("daemon.log").toFile());
    builder.environment().put("RUNTIME_DIRECTORY", folder.toString());
    return builder.start();
  }
}

package io.spikewatt.controller.member;

import io.spikewatt.config.cli.Version;
import io.spikewatt.config.site.FleetMembership;
import io.spikewatt.config.site.FleetMembership.FleetShare;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.forecast.SeriesForecaster;
import io.spikewatt.controller.forecast.SiteForecaster;
import io.spikewatt.controller.loop.LoopTiming;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.loop.PeriodicThread;
import io.spikewatt.controller.protocol.CertificateSignatures;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.KeySignatures;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.drivers.mqtt.MqttLink;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.tinylog.Logger;

/**
 * The site in its fleet, over a connection of its own: its load's forecaster learns with others. A
 * slow loop takes the steps; a round takes part of a second, a trial some.
 */
public final class FleetLoop implements AutoCloseable {

  private static final Duration MEMORY = Duration.ofDays(400);

  /** Four phases of a round wait for each gateway, and a night has some twenty rounds. */
  private static final Duration STEP = Duration.ofMillis(250);

  private static final int MOST_KEY_BYTES = 1024;

  /**
   * A fleet's access to its site.
   *
   * @param recorded series of shared records
   * @param commands takes commands of the fleet's operator
   * @param condition how the site is controlled now
   * @param events receives sentences for people
   */
  public record SiteAccess(
      List<String> recorded,
      CommandQueue commands,
      Supplier<SiteCondition> condition,
      Consumer<String> events) {}

  /** Parts of a member; without them the site is in no fleet until a reload. */
  private record Membership(
      MessagePort port,
      FleetParticipation part,
      OrderExecutor orders,
      Optional<ConditionReporter> condition,
      Clock clock) {}

  private final Optional<Membership> membership;
  private final Optional<FleetStanding> outside;
  private final AtomicBoolean stopping;
  private final PeriodicThread thread;

  private FleetLoop(
      Optional<Membership> membership,
      Optional<FleetStanding> outside,
      AtomicBoolean stopping,
      LoopTiming timing,
      ReentrantLock training) {
    this.membership = membership;
    this.outside = outside;
    this.stopping = stopping;
    this.thread = timing.slowLoop("fleet", STEP, 0.7, now -> stepAlone(now, training));
  }

  /**
   * Starts connecting in the background. If a key or a certificate cannot be used, the log and the
   * standing say so, and the site is in no fleet until a reload.
   *
   * @param training held while something trains
   */
  public static FleetLoop start(
      Site site,
      FleetMembership fleet,
      SiteForecaster forecaster,
      SiteAccess access,
      LoopTiming timing,
      ReentrantLock training) {
    Clock clock = timing.clock();
    SeriesForecaster load = forecaster.load();
    Path directory = Path.of(site.storage().directory());
    PrivacyBudget budget =
        PrivacyBudget.in(
            directory, site.zone(), fleet.consent().epsilonPerMonth(), FleetLoop::warn);
    AtomicBoolean stopping = new AtomicBoolean();
    SharedNetworks networks =
        SharedNetworks.in(directory, load.kind(), load.settings(), FleetLoop::warn).orElseThrow();
    PublicKey key;
    KeySignatures signatures;
    OrderExecutor orders;
    try {
      orders =
          new OrderExecutor(
              fleet.member(),
              fleet.commands(),
              operatorKey(fleet),
              access.commands(),
              OrderLedger.in(directory, FleetLoop::warn));
      key = key(Path.of(fleet.files().coordinatorKeyFile()));
      signatures = signatures(fleet);
    } catch (IOException | GeneralSecurityException e) {
      String problem = "in no fleet until a reload: " + e;
      Logger.error("{}", problem);
      return new FleetLoop(
          Optional.empty(),
          Optional.of(FleetStanding.outside(problem, budget.spent(clock.now()))),
          stopping,
          timing,
          training);
    }
    SecureRandom random = new SecureRandom();
    HistoryLearner learner =
        new HistoryLearner(
            load.kind(),
            load.settings(),
            () -> {
              Instant now = clock.now().instant();
              return forecaster.read(load.series(), now.minus(MEMORY), now);
            },
            networks.shipped(),
            networks.blend(),
            random,
            stopping::get);
    SiteConsent consent =
        new SiteConsent(
            fleet.consent(),
            site.zone(),
            learner::days,
            budget,
            UsedBases.in(directory, FleetLoop::warn),
            new RoundNotice(clock, access.events()));
    boolean learns = fleet.consent().covers(FleetShare.MODELS);
    SiteLearner learning = learns ? learner : new NoLearner();
    FleetTopics topics = new FleetTopics(fleet.root(), fleet.coordinator());
    MessagePort port = connect(fleet, topics);
    FleetMember member =
        new FleetMember(
            new MemberIdentity(fleet.member(), fleet.climate(), Version.get(), signatures),
            topics,
            port,
            key,
            learning,
            consent,
            new SiteServices(
                records(access.recorded(), fleet, forecaster, clock), Optional.of(orders)),
            random);
    FleetParticipation part =
        new FleetParticipation(
            port, member, learner, networks, budget, load.service(), access.events());
    Optional<ConditionReporter> reporter =
        fleet.consent().covers(FleetShare.ALARMS)
            ? Optional.of(
                new ConditionReporter(
                    port,
                    topics.up(fleet.member(), GatewayCondition.TOPIC),
                    Version.get(),
                    access.condition()))
            : Optional.empty();
    return new FleetLoop(
        Optional.of(new Membership(port, part, orders, reporter, clock)),
        Optional.empty(),
        stopping,
        timing,
        training);
  }

  private static Optional<RecordForwarder> records(
      List<String> series, FleetMembership fleet, SiteForecaster forecaster, Clock clock) {
    return fleet.consent().covers(FleetShare.RECORDS)
        ? Optional.of(new RecordForwarder(new HistoryRecords(series, forecaster::read, clock)))
        : Optional.empty();
  }

  private static void warn(String text) {
    Logger.warn("{}", text);
  }

  private static KeySignatures signatures(FleetMembership fleet)
      throws IOException, GeneralSecurityException {
    FleetMembership.FleetFiles files = fleet.files();
    return new CertificateSignatures(
        new FleetAuthority(PemFiles.certificate(files.caFile()), fleet.coordinator()),
        PemFiles.certificate(files.certificateFile()),
        PemFiles.privateKey(files.keyFile()));
  }

  private static Optional<PublicKey> operatorKey(FleetMembership fleet)
      throws IOException, GeneralSecurityException {
    Optional<String> file = fleet.commands().keyFile();
    boolean any = !fleet.commands().allowed().isEmpty();
    return any && file.isPresent() ? Optional.of(PemFiles.ed25519(file.get())) : Optional.empty();
  }

  private static PublicKey key(Path file) throws IOException, GeneralSecurityException {
    if (Files.size(file) > MOST_KEY_BYTES) {
      throw new IOException(
          "%s: a key of at most %d bytes expected".formatted(file, MOST_KEY_BYTES));
    }
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(Files.readAllBytes(file)));
    } catch (GeneralSecurityException e) {
      throw new GeneralSecurityException(file + " is no coordinator's key: " + e.getMessage(), e);
    }
  }

  private static MessagePort connect(FleetMembership fleet, FleetTopics topics) {
    String name = fleet.member();
    Site.Mqtt broker =
        Site.Mqtt.byCertificate(
            fleet.broker(),
            name,
            fleet.root(),
            Duration.ofSeconds(1),
            new Site.BrokerSecurity(
                Optional.of(fleet.files().caFile()),
                Optional.of(fleet.files().certificateFile()),
                Optional.of(fleet.files().keyFile()),
                false));
    byte[] empty = {'{', '}'};
    return new MqttLink(
        broker,
        new Message(topics.up(name, "offline"), empty, false),
        new Message(topics.up(name, "online"), empty, false),
        List.of(topics.allDown(name)));
  }

  public void begin() {
    thread.start();
  }

  private void stepAlone(Moment now, ReentrantLock training) {
    if (training.tryLock()) {
      try {
        step(now);
      } finally {
        training.unlock();
      }
    }
  }

  /** Answers the coordinator and does what is due. */
  public void step(Moment now) {
    if (membership.isPresent()) {
      FleetParticipation part = membership.get().part;
      part.step(now);
      membership
          .get()
          .condition
          .ifPresent(reporter -> part.standing().ifPresent(it -> reporter.step(now, it)));
    }
  }

  /** How the site is in its fleet; empty before the first step. Any thread may call this. */
  public Optional<FleetStanding> standing() {
    return outside.or(() -> membership.flatMap(member -> member.part.standing()));
  }

  /** Cuts a training short, for good; any thread may call this. */
  public void stop() {
    stopping.set(true);
  }

  /** Ends its thread, then leaves the fleet. */
  public void end() throws InterruptedException {
    PeriodicRunner.end(List.of(thread));
    close();
  }

  /** Keeps what control has answered to orders, a reload among them: the next loop sends it. */
  @Override
  public void close() {
    membership.ifPresent(
        member -> {
          List<OrderResult> _ = member.orders.judged(member.clock.now().instant());
          member.part.close();
          member.port.close();
        });
  }
}

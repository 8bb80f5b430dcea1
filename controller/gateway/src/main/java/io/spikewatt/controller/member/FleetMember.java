package io.spikewatt.controller.member;

import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.GatewayHello;
import io.spikewatt.controller.protocol.ModelRefusal;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.controller.protocol.RoundInvitation;
import io.spikewatt.controller.protocol.ShareList;
import io.spikewatt.controller.protocol.SignedKeys;
import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.controller.protocol.TrialReport;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.GroupKeys;
import io.spikewatt.inference.federated.GroupMember;
import io.spikewatt.inference.federated.ListSignatures;
import io.spikewatt.inference.federated.MaskedMember;
import io.spikewatt.inference.federated.RoundDecline;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SealedMember;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.SurvivorList;
import io.spikewatt.inference.federated.WeightUpdate;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway's side of the protocol: takes part in rounds and tries versions. It keeps no round over
 * a restart: it then counts as dropped out. Confined to one thread.
 */
public final class FleetMember {

  private static final Duration GREET_AGAIN = Duration.ofSeconds(5);

  /** A flood must not keep a step from its end. */
  private static final int MOST_MESSAGES = 100;

  private static final int MOST_REFUSALS = 100;

  /** Versions that a site blends. */
  private static final int MOST_VERSIONS = 2;

  /** Part of the error by which a version may seem worse where the site ignores it. */
  private static final double MOST_WORSE = 0.005;

  private final MemberIdentity identity;
  private final FleetTopics topics;
  private final MessagePort port;
  private final PublicKey coordinatorKey;
  private final SiteLearner learner;
  private final RoundConsent consent;
  private final Optional<RecordForwarder> records;
  private final Optional<OrderExecutor> orders;
  private final RandomGenerator random;
  private final Deque<String> refusals = new ArrayDeque<>();
  private final SessionSilence silence = new SessionSilence();

  private long greeted;
  private boolean welcome;
  private Optional<Moment> greetAgain = Optional.empty();

  /** Released versions that have arrived, newest first, as many as a site blends. */
  private List<SharedModel> releases = List.of();

  private Optional<SharedModel> base = Optional.empty();
  private Optional<RoundInvitation> invitation = Optional.empty();
  private Optional<TrialReport> tried = Optional.empty();
  private @Nullable GroupMember joined;
  private @Nullable SealedMember sealed;
  private @Nullable MaskedMember masked;

  /**
   * @param coordinatorKey signatures of models are checked with it
   * @param consent of the site to rounds
   * @param random an unpredictable generator, e.g. SecureRandom
   */
  public FleetMember(
      MemberIdentity identity,
      FleetTopics topics,
      MessagePort port,
      PublicKey coordinatorKey,
      SiteLearner learner,
      RoundConsent consent,
      SiteServices services,
      RandomGenerator random) {
    this.identity = identity;
    this.topics = topics;
    this.port = port;
    this.coordinatorKey = coordinatorKey;
    this.learner = learner;
    this.consent = consent;
    this.records = services.records();
    this.orders = services.orders();
    this.random = random;
  }

  public String name() {
    return identity.name();
  }

  /** The version that is released, once it has arrived. */
  public Optional<SharedModel> model() {
    return releases.stream().findFirst();
  }

  /** The newest released versions that have arrived, newest first, at most two. */
  public List<SharedModel> releases() {
    return releases;
  }

  /** Latest refusals of this gateway and of the coordinator, oldest first. */
  public List<String> refusals() {
    return List.copyOf(refusals);
  }

  /** Whether the coordinator has answered on this connection. */
  public boolean welcome() {
    return welcome && port.connected();
  }

  /** Greets after a connect until the coordinator answers, and answers all messages. */
  public void step(Moment now) {
    boolean newConnection = greeted != port.connections();
    boolean unanswered = !welcome && greetAgain.filter(again -> !now.isBefore(again)).isPresent();
    if (port.connected() && (newConnection || unanswered)) {
      welcome = false;
      greetAgain = Optional.of(now.plus(GREET_AGAIN));
      greeted = port.connections();
      send(
          GatewayHello.TOPIC,
          new GatewayHello(
                  GatewayHello.PROTOCOL,
                  learner.features(),
                  identity.climate(),
                  identity.software())
              .encoded());
    }
    if (welcome) {
      records
          .flatMap(forwarder -> forwarder.due(now))
          .ifPresent(batch -> send(RecordBatch.TOPIC, batch.encoded()));
    }
    orders.ifPresent(executor -> executor.judged(now.instant()).forEach(this::answer));
    endSilence(takeAll(now), now);
  }

  /** Returns whether there was a message. */
  private boolean takeAll(Moment now) {
    for (int i = 0; i < MOST_MESSAGES; i++) {
      Optional<Message> next = port.poll();
      if (next.isEmpty()) {
        return i > 0;
      }
      byte[] body = next.get().payload();
      CoordinatorMessage.of(next.get().topic()).ifPresent(kind -> take(kind, body, now));
    }
    return true;
  }

  private void endSilence(boolean heard, Moment now) {
    boolean awaiting =
        port.connected() && (!welcome || records.filter(RecordForwarder::awaiting).isPresent());
    switch (silence.next(heard, awaiting, welcome, now)) {
      case NONE -> {}
      case GREET -> greeted = 0;
      case RENEW -> port.renew(port.connections());
    }
  }

  private void take(CoordinatorMessage kind, byte[] body, Moment now) {
    try {
      switch (kind) {
        case WELCOME -> welcome = true;
        case GREET -> greeted = 0;
        case MODEL -> releases = newest(opened(body), releases);
        case BASE -> base = Optional.of(opened(body));
        case CANARY -> tryOut(opened(body), now);
        case INVITATION -> join(RoundInvitation.decoded(body), now);
        case GROUP_KEYS -> seal(body, now.instant());
        case GROUP_SHARES -> train(body, now);
        case SURVIVORS -> {
          if (masked != null) {
            send(StepKind.SIGNATURE.topic(), masked.sign(SurvivorList.decoded(body)).encoded());
          }
        }
        case SIGNATURES -> {
          if (masked != null) {
            send(StepKind.REVEAL.topic(), masked.reveal(ListSignatures.decoded(body)).encoded());
          }
        }
        case STORED -> records.ifPresent(forwarder -> forwarder.stored(body));
        case ORDER ->
            orders.flatMap(executor -> executor.take(body, now.instant())).ifPresent(this::answer);
        case REFUSAL -> refused(new String(body, StandardCharsets.UTF_8));
      }
    } catch (RoundRefusal | ModelRefusal refusal) {
      refused(String.valueOf(refusal.getMessage()));
    }
  }

  /** With a version in front, if it is not there already. */
  private static List<SharedModel> newest(SharedModel version, List<SharedModel> others) {
    return Stream.concat(
            Stream.of(version), others.stream().filter(each -> each.round() != version.round()))
        .limit(MOST_VERSIONS)
        .toList();
  }

  private static List<float[]> weights(List<SharedModel> versions) {
    return versions.stream().map(SharedModel::weights).toList();
  }

  private void answer(OrderResult result) {
    if (!result.accepted()) {
      refused("order %s: %s: %s".formatted(result.order(), result.outcome(), result.text()));
    }
    send(OrderResult.TOPIC, result.encoded());
  }

  /** A refusal that repeats the last one is noted once. */
  private void refused(String text) {
    if (!text.equals(refusals.peekLast())) {
      refusals.add(text);
    }
    if (refusals.size() > MOST_REFUSALS) {
      refusals.remove();
    }
  }

  private SharedModel opened(byte[] body) throws ModelRefusal {
    SharedModel opened = SignedModel.decoded(body).verified(coordinatorKey);
    if (!opened.features().equals(learner.features())
        || opened.weights().length != learner.weights()) {
      throw new ModelRefusal(
          ModelRefusal.Cause.OTHER_FEATURES,
          "%d weights of %s expected, found %d of %s"
              .formatted(
                  learner.weights(),
                  learner.features(),
                  opened.weights().length,
                  opened.features()));
    }
    return opened;
  }

  private void tryOut(SharedModel candidate, Moment now) throws RoundRefusal {
    if (tried.filter(report -> report.version() == candidate.round()).isEmpty()) {
      double used = learner.error(weights(releases));
      double error = learner.error(weights(newest(candidate, releases)));
      if (!Double.isFinite(used + error)) {
        // A young site has nothing to try a version on.
        return;
      }
      boolean said = consent.report(error <= used * (1 + MOST_WORSE), random, now);
      tried = Optional.of(new TrialReport(candidate.round(), said));
    }
    tried.ifPresent(report -> send(TrialReport.TOPIC, report.encoded()));
  }

  private void join(RoundInvitation invited, Moment now) throws RoundRefusal {
    byte[] encoded = invited.encoded();
    boolean again =
        invitation.filter(before -> Arrays.equals(before.encoded(), encoded)).isPresent();
    if (!again) {
      requireConsent(invited, now);
      invitation = Optional.of(invited);
      joined = GroupMember.join(invited.terms(), invited.member(), random);
      sealed = null;
      masked = null;
    }
    if (joined != null) {
      send(StepKind.KEYS.topic(), identity.signatures().sign(joined.openKeys()).encoded());
    }
  }

  /** Declines what the site does not allow: the others need not wait for its keys. */
  private void requireConsent(RoundInvitation invited, Moment now) throws RoundRefusal {
    RoundTerms terms = invited.terms();
    try {
      terms.requireModel(learner.features(), learner.weights());
      consent.join(terms, base.filter(b -> b.round() == invited.base()), now);
    } catch (RoundRefusal refusal) {
      send(
          StepKind.DECLINE.topic(),
          new RoundDecline(terms.tag(), invited.member(), refusal.reason()).encoded());
      throw refusal;
    }
  }

  /** Others' keys are verified first: from those that a coordinator made it could read shares. */
  private void seal(byte[] body, Instant now) throws RoundRefusal {
    if (joined != null && sealed == null) {
      GroupKeys keys =
          new GroupKeys(
              invitation.orElseThrow().terms().tag(),
              identity.signatures().verified(SignedKeys.decodedAll(body), now));
      sealed = joined.seal(keys, random);
    }
    if (sealed != null) {
      send(StepKind.SHARES.topic(), ShareList.encoded(sealed.outgoing()));
    }
  }

  private void train(byte[] body, Moment now) throws RoundRefusal {
    if (sealed == null || base.isEmpty()) {
      return;
    }
    if (masked == null) {
      if (invitation.orElseThrow().base() != base.get().round()) {
        throw new RoundRefusal(
            RoundRefusal.Cause.OTHER_ROUND,
            "version %d expected, found an invitation to train %d"
                .formatted(base.get().round(), invitation.get().base()));
      }
      WeightUpdate update = learner.update(base.get().weights());
      if (!update.finite()) {
        throw new RoundRefusal(
            RoundRefusal.Cause.BEYOND_CLIP, "numbers expected in an update, found others");
      }
      consent.upload(invitation.get().terms(), base.get(), now);
      masked = sealed.mask(ShareList.decoded(body), update, random);
    }
    send(StepKind.UPDATE.topic(), masked.upload().encoded());
  }

  private void send(String kind, byte[] body) {
    port.publish(new Message(topics.up(identity.name(), kind), body, false));
  }
}

package io.spikewatt.controller.federation;

import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.GroupKeys;
import io.spikewatt.inference.federated.GroupMember;
import io.spikewatt.inference.federated.MaskedMember;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SealedMember;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.SurvivorList;
import io.spikewatt.inference.federated.WeightUpdate;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A gateway that takes part in rounds and tries versions, without devices and control. It keeps no
 * round over a restart: it then counts as dropped out. Confined to one thread.
 */
public final class FleetMember {

  private static final Duration GREET_AGAIN = Duration.ofSeconds(5);

  private final String name;
  private final String climate;
  private final FleetTopics topics;
  private final MessagePort port;
  private final PublicKey coordinatorKey;
  private final SiteLearner learner;
  private final RandomGenerator random;
  private final List<String> refusals = new ArrayList<>();

  private long greeted;
  private boolean welcome;
  private Optional<Moment> greetAgain = Optional.empty();
  private Optional<SharedModel> model = Optional.empty();
  private Optional<RoundInvitation> invitation = Optional.empty();
  private @Nullable GroupMember joined;
  private @Nullable SealedMember sealed;
  private @Nullable MaskedMember masked;

  /**
   * @param name common name of its certificate
   * @param climate coarse group of its place
   * @param coordinatorKey signatures of models are checked with it
   * @param random a generator that nobody can predict, e.g. SecureRandom
   */
  public FleetMember(
      String name,
      String climate,
      FleetTopics topics,
      MessagePort port,
      PublicKey coordinatorKey,
      SiteLearner learner,
      RandomGenerator random) {
    this.name = name;
    this.climate = climate;
    this.topics = topics;
    this.port = port;
    this.coordinatorKey = coordinatorKey;
    this.learner = learner;
    this.random = random;
  }

  public String name() {
    return name;
  }

  /** The version that is released, once it has arrived. */
  public Optional<SharedModel> model() {
    return model;
  }

  /** What was refused, by this gateway or by the coordinator, oldest first. */
  public List<String> refusals() {
    return List.copyOf(refusals);
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
          new GatewayHello(GatewayHello.PROTOCOL, learner.features(), climate, "light").encoded());
    }
    for (Optional<Message> next = port.poll(); next.isPresent(); next = port.poll()) {
      String topic = next.get().topic();
      take(topic.substring(topic.lastIndexOf('/') + 1), next.get().payload());
    }
  }

  private void take(String kind, byte[] body) {
    try {
      switch (kind) {
        case "welcome" -> welcome = true;
        // A coordinator that was away.
        case "greet" -> greeted = 0;
        case "model" -> model = Optional.of(opened(body));
        case "canary" -> tryOut(opened(body));
        case "invitation" -> join(RoundInvitation.decoded(body));
        case "group-keys" -> seal(GroupKeys.decoded(body));
        case "group-shares" -> train(body);
        case "survivors" -> {
          if (masked != null) {
            send(StepKind.REVEAL.topic(), masked.reveal(SurvivorList.decoded(body)).encoded());
          }
        }
        case "refusal" -> refusals.add(new String(body, StandardCharsets.UTF_8));
        default -> {
          // A newer coordinator may send more.
        }
      }
    } catch (RoundRefusal | ModelRefusal refusal) {
      refusals.add(String.valueOf(refusal.getMessage()));
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

  private void tryOut(SharedModel candidate) {
    double used = model.map(m -> learner.error(m.weights())).orElseGet(learner::usedError);
    send(
        TrialReport.TOPIC,
        new TrialReport(candidate.round(), used, learner.error(candidate.weights())).encoded());
  }

  private void join(RoundInvitation invited) throws RoundRefusal {
    invited.terms().requireModel(learner.features(), learner.weights());
    boolean again = invitation.filter(before -> same(before, invited)).isPresent();
    if (!again) {
      invitation = Optional.of(invited);
      joined = GroupMember.join(invited.terms(), invited.member(), random);
      sealed = null;
      masked = null;
    }
    if (joined != null) {
      send(StepKind.KEYS.topic(), joined.openKeys().encoded());
    }
  }

  private static boolean same(RoundInvitation one, RoundInvitation other) {
    return java.util.Arrays.equals(one.encoded(), other.encoded());
  }

  private void seal(GroupKeys keys) throws RoundRefusal {
    if (joined != null && sealed == null) {
      sealed = joined.seal(keys, random);
    }
    if (sealed != null) {
      send(StepKind.SHARES.topic(), ShareList.encoded(sealed.outgoing()));
    }
  }

  private void train(byte[] body) throws RoundRefusal {
    if (sealed == null || model.isEmpty()) {
      return;
    }
    if (masked == null) {
      if (invitation.orElseThrow().base() != model.get().round()) {
        throw new RoundRefusal(
            RoundRefusal.Cause.OTHER_ROUND,
            "version %d expected, found an invitation to train %d"
                .formatted(model.get().round(), invitation.get().base()));
      }
      float[] start = model.get().weights();
      WeightUpdate update = WeightUpdate.between(start, learner.train(start));
      masked = sealed.mask(ShareList.decoded(body), update, random);
    }
    send(StepKind.UPDATE.topic(), masked.upload().encoded());
  }

  private void send(String kind, byte[] body) {
    port.publish(new Message(topics.up(name, kind), body, false));
  }
}

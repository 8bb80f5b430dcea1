package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.FleetAuthority;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.GatewayCondition;
import io.spikewatt.controller.protocol.GatewayHello;
import io.spikewatt.controller.protocol.OrderResult;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.controller.protocol.SignedKeys;
import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.controller.protocol.StepKind;
import io.spikewatt.controller.protocol.TrialReport;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.coordinate.FleetSnapshot.OpenRound;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.record.StreamStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.registry.ReleaseStage;
import io.spikewatt.fleet.round.GroupSession;
import io.spikewatt.fleet.round.JournalEntry;
import io.spikewatt.fleet.round.RoundPlan;
import io.spikewatt.fleet.round.RoundSession;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.GatewayRegister.EnrolledGateway;
import io.spikewatt.fleet.store.ModelRegistry.RegisteredModel;
import io.spikewatt.fleet.store.ModelRegistry.TrainedModel;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.AdaptiveStep;
import io.spikewatt.inference.federated.GroupRound.RoundPhase;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import io.spikewatt.inference.federated.WeightUpdate;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The coordinator of a fleet. Everything that it must not forget is in {@link FleetState}, so a
 * process that was killed goes on from the last step. At each connect a gateway gets its open
 * requests again; nothing relies on messages that a broker keeps. Confined to one thread.
 */
public final class FleetCoordinator {

  /** After a failure the store is left alone: each try may take seconds, and rounds wait for it. */
  private static final Duration STORE_PAUSE = Duration.ofSeconds(30);

  private static final byte[] EMPTY = {'{', '}'};

  private final MessagePort port;
  private final FleetTopics topics;
  private final FleetState state;
  private final RecordStore records;
  private final FleetAuthority authority;
  private final CoordinatorRules rules;
  private final FleetOutbox outbox;
  private final ModelReleases releases;
  private final ContactLog contacts;
  private final OrderRollout orders;
  private final Map<String, RoundSession> sessions = new HashMap<>();
  private final Map<String, Moment> groupDeadlines = new HashMap<>();
  private final Map<String, Moment> notBefore = new HashMap<>();
  private final Map<String, Integer> opened = new HashMap<>();
  private final Map<String, String> present = new TreeMap<>();
  private Optional<Moment> storeAgain = Optional.empty();
  private long asked;

  /**
   * Goes on with the rounds and trials that the state holds.
   *
   * @param authority of the gateways' certificates
   * @param events receives what happens, on the caller's thread
   */
  public FleetCoordinator(
      MessagePort port,
      FleetTopics topics,
      FleetState state,
      RecordStore records,
      ModelSigner signer,
      FleetAuthority authority,
      CoordinatorRules rules,
      Consumer<FleetEvent> events) {
    this.port = port;
    this.topics = topics;
    this.state = state;
    this.records = records;
    this.authority = authority;
    this.rules = rules;
    outbox = new FleetOutbox(port, topics, events);
    contacts = new ContactLog(state.contacts());
    releases = new ModelReleases(state.models(), signer, rules.release(), outbox);
    orders = new OrderRollout(state.orders(), outbox);
    state.rounds().endOfOtherVersion();
    for (RoundPlan plan : state.rounds().open()) {
      sessions.put(
          plan.features(), RoundSession.resumed(plan, state.rounds().entries(plan.round())));
    }
  }

  /**
   * Registers the model that a fleet begins with, unless there is one of these features.
   *
   * @param model untrained, or trained elsewhere
   */
  public void register(SharedModel model, Moment now) {
    releases.register(model, now);
  }

  /** Names of the gateways that are connected, as far as the coordinator knows. */
  public List<String> connected() {
    return List.copyOf(present.keySet());
  }

  /** What a page shows beside the state on disk; any thread may read it. */
  public FleetSnapshot snapshot() {
    List<OpenRound> rounds =
        sessions.values().stream()
            .map(
                session ->
                    new OpenRound(
                        session.plan().round(),
                        session.groups().stream().map(GroupSession::phase).toList(),
                        session.groups().stream().mapToInt(GroupSession::awaited).sum()))
            .toList();
    return new FleetSnapshot(contacts.listeningSince(), contacts.all(), rounds);
  }

  /** Whether no round is open, no version on trial and no further round wanted. */
  public boolean done() {
    return sessions.isEmpty()
        && releases.noneOnTrial()
        && !present.isEmpty()
        && new TreeSet<>(present.values())
            .stream().allMatch(features -> opened.getOrDefault(features, 0) >= rules.rounds());
  }

  /** Takes all messages that arrived, and does what is due. */
  public void step(Moment now) {
    if (port.connected() && asked != port.connections()) {
      asked = port.connections();
      contacts.connected(now);
      // Gateways that stayed connected while this coordinator was away.
      state
          .gateways()
          .all()
          .forEach(gateway -> outbox.send(gateway.name(), CoordinatorMessage.GREET, EMPTY));
    }
    for (Optional<Message> next = port.poll(); next.isPresent(); next = port.poll()) {
      Message message = next.get();
      topics
          .source(message.topic())
          .ifPresent(source -> take(source.gateway(), source.kind(), message.payload(), now));
    }
    if (!port.connected()) {
      contacts.disconnected();
      // Nobody can answer: phases begin their time anew, and are sent again, with the broker.
      groupDeadlines.clear();
      orders.interrupted();
      return;
    }
    orders.step(now);
    for (RoundSession session : List.copyOf(sessions.values())) {
      advance(session, now);
    }
    for (String features : new TreeSet<>(present.values())) {
      if (releases.judge(features, members(features), now)) {
        notBefore.put(features, now.plus(rules.pause()));
      }
    }
    for (String features : new TreeSet<>(present.values())) {
      beginIfDue(features, now);
    }
  }

  private void take(String gateway, String kind, byte[] body, Moment now) {
    contacts.heard(gateway, now);
    try {
      switch (kind) {
        case "online" -> {
          // The hello follows.
        }
        case "offline" -> {
          present.remove(gateway);
          contacts.left(gateway, now);
        }
        case GatewayHello.TOPIC -> greet(gateway, GatewayHello.decoded(body), now);
        case TrialReport.TOPIC -> releases.report(gateway, TrialReport.decoded(body));
        case GatewayCondition.TOPIC ->
            contacts.reported(gateway, GatewayCondition.decoded(body), now);
        case OrderResult.TOPIC ->
            orders
                .answer(gateway, OrderResult.decoded(body))
                .ifPresent(cause -> refuse(gateway, cause, "no order for this gateway"));
        case RecordBatch.TOPIC -> store(gateway, RecordBatch.decoded(body), now);
        default -> {
          Optional<StepKind> step =
              Arrays.stream(StepKind.values())
                  .filter(k -> k != StepKind.CLOSE && k.topic().equals(kind))
                  .findFirst();
          if (step.isPresent()) {
            step(gateway, step.get(), body, now);
          } else {
            refuse(gateway, "UNKNOWN_KIND", "a message on " + kind);
          }
        }
      }
    } catch (MalformedMessage e) {
      refuse(gateway, "MALFORMED", kind + ": " + e.getMessage());
    }
  }

  /** Notes rows that came by a stream and are on the disk. */
  public void stored(StreamStore.SiteRows rows, Moment now) {
    contacts.heard(rows.gateway(), now);
    contacts.stored(rows.gateway(), rows.rows(), now);
  }

  /** A batch without an answer is sent again, so one that is left out is not lost. */
  private void store(String gateway, RecordBatch batch, Moment now) {
    if (storeAgain.filter(now::isBefore).isPresent()) {
      return;
    }
    try {
      RecordStore.StoredBatch _ = records.store(gateway, batch.rows());
      contacts.stored(gateway, batch.rows(), now);
      storeAgain = Optional.empty();
    } catch (UncheckedIOException e) {
      storeAgain = Optional.of(now.plus(STORE_PAUSE));
      outbox.report(
          EventKind.NOT_STORED, gateway, "batch %d: %s".formatted(batch.number(), e.getMessage()));
      return;
    }
    outbox.send(
        gateway,
        CoordinatorMessage.STORED,
        Long.toString(batch.number()).getBytes(StandardCharsets.US_ASCII));
  }

  private void greet(String gateway, GatewayHello hello, Moment now) {
    if (hello.protocol() != GatewayHello.PROTOCOL) {
      refuse(
          gateway,
          "OTHER_PROTOCOL",
          "protocol %d expected, found %d".formatted(GatewayHello.PROTOCOL, hello.protocol()));
      return;
    }
    if (!gateway.equals(topics.coordinator())) {
      state
          .gateways()
          .enrol(
              new EnrolledGateway(
                  gateway, hello.features(), hello.climate(), hello.software(), now.instant()));
    }
    contacts.arrived(gateway, now);
    if (present.put(gateway, hello.features()) == null) {
      outbox.report(EventKind.ENROLLED, gateway, hello.features() + ", " + hello.climate());
    }
    outbox.send(gateway, CoordinatorMessage.WELCOME, EMPTY);
    releases.greet(gateway, hello.features());
    orders.greet(gateway);
    RoundSession session = sessions.get(hello.features());
    if (session != null) {
      outbox.send(
          gateway,
          CoordinatorMessage.BASE,
          releases.version(hello.features(), session.plan().base()).signed().encoded());
      session
          .groupOf(gateway)
          .ifPresent(
              group ->
                  group.messages().stream()
                      .filter(message -> message.gateway().equals(gateway))
                      .forEach(message -> outbox.send(gateway, message.kind(), message.body())));
    }
  }

  private void step(String gateway, StepKind kind, byte[] body, Moment now) {
    Optional<RoundSession> session =
        sessions.values().stream().filter(s -> s.groupOf(gateway).isPresent()).findFirst();
    if (session.isEmpty()) {
      refuse(gateway, RoundRefusal.Cause.LATE.name(), kind + " where no round is open");
      return;
    }
    GroupSession group = session.get().groupOf(gateway).orElseThrow();
    JournalEntry entry = new JournalEntry(group.plan().terms().group(), kind, gateway, body);
    try {
      if (kind == StepKind.KEYS) {
        requireSigned(gateway, SignedKeys.decoded(body), now);
      }
      group.apply(entry);
    } catch (RoundRefusal refusal) {
      refuse(gateway, refusal.reason().name(), String.valueOf(refusal.getMessage()));
      return;
    }
    state.rounds().append(session.get().plan().round(), entry);
  }

  /** Keys that the other members would refuse must not spoil their round. */
  private void requireSigned(String gateway, SignedKeys signed, Moment now) throws RoundRefusal {
    String signer = authority.signer(signed, now.instant());
    if (!signer.equals(gateway)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.FORGED_KEYS,
          "a signature of %s expected, found one of %s".formatted(gateway, signer));
    }
  }

  private void refuse(String gateway, String cause, String detail) {
    outbox.report(
        EventKind.REFUSED, gateway, detail.startsWith(cause) ? detail : cause + ": " + detail);
    outbox.send(
        gateway,
        CoordinatorMessage.REFUSAL,
        (cause + "\n" + detail).getBytes(StandardCharsets.UTF_8));
  }

  /** Closes the phases that are complete or over their time, and ends the round after the last. */
  private void advance(RoundSession session, Moment now) {
    long round = session.plan().round();
    for (GroupSession group : session.groups()) {
      String key = round + "/" + group.plan().terms().group();
      Moment deadline =
          groupDeadlines.computeIfAbsent(
              key,
              _ -> {
                // A round that begins, or goes on after a restart.
                sendAll(group);
                return now.plus(rules.phase());
              });
      if (!group.over() && (group.complete() || now.compareTo(deadline) >= 0)) {
        close(session, group);
        groupDeadlines.put(key, now.plus(rules.phase()));
        sendAll(group);
      }
    }
    if (session.over()) {
      end(session, now);
    }
  }

  private void close(RoundSession session, GroupSession group) {
    String phase = group.phase();
    int missing = group.awaited();
    boolean ofKeys = phase.equals(RoundPhase.KEYS.toString());
    String declined = ofKeys && !group.declined().isEmpty() ? ", declined " + group.declined() : "";
    JournalEntry entry = JournalEntry.close(group.plan().terms().group());
    try {
      group.apply(entry);
    } catch (RoundRefusal e) {
      throw new IllegalStateException("the end of a phase cannot be refused: " + e, e);
    }
    state.rounds().append(session.plan().round(), entry);
    outbox.report(
        EventKind.PHASE_CLOSED,
        session.plan().features(),
        "round %d, group %d: %s%s%s"
            .formatted(
                session.plan().round(),
                group.plan().terms().group(),
                phase,
                declined,
                missing > 0 ? ", " + missing + " dropped out" : ""));
  }

  private void sendAll(GroupSession group) {
    group
        .messages()
        .forEach(message -> outbox.send(message.gateway(), message.kind(), message.body()));
  }

  private void end(RoundSession session, Moment now) {
    RoundPlan plan = session.plan();
    sessions.remove(plan.features());
    plan.groups().forEach(g -> groupDeadlines.remove(plan.round() + "/" + g.terms().group()));
    Optional<RoundSession.RoundResult> result = session.result();
    boolean updated =
        session.groups().stream().anyMatch(GroupSession::updated) || session.baseUsed();
    notBefore.put(plan.features(), now.plus(updated ? rules.pause() : rules.pauseAfterVoid()));
    if (result.isEmpty() && !session.baseUsed()) {
      state.rounds().end(plan, Optional.empty(), session.voidReasons(), now.instant());
      outbox.report(
          EventKind.ROUND_VOID,
          plan.features(),
          "round %d: %s".formatted(plan.round(), session.voidReasons()));
      return;
    }
    // After a void round or a roll-back gateways have sent updates for the base already. A step
    // without an update, by momentum and decay alone, makes another one.
    WeightUpdate mean =
        result
            .map(RoundSession.RoundResult::mean)
            .orElseGet(
                () -> WeightUpdate.none(session.groups().getFirst().plan().terms().weights()));
    List<String> trainedBy = result.map(RoundSession.RoundResult::trainedBy).orElse(List.of());
    SharedModel base = ModelReleases.opened(releases.version(plan.features(), plan.base()));
    AdaptiveStep step =
        state
            .models()
            .step(plan.features(), plan.base())
            .orElseGet(() -> AdaptiveStep.first(base.weights().length))
            .after(mean);
    SharedModel model =
        new SharedModel(
            plan.features(), plan.round(), step.applied(base.weights(), rules.greatestRate()));
    SignedModel signed = releases.signed(model);
    ModelVersion version =
        ModelReleases.version(model, signed, trainedBy, ReleaseStage.TRAINED, now);
    state
        .rounds()
        .end(
            plan,
            Optional.of(new TrainedModel(version, signed, step)),
            session.voidReasons(),
            now.instant());
    outbox.report(
        EventKind.ROUND_FINISHED,
        plan.features(),
        "round %d: version %d of %d gateways"
            .formatted(plan.round(), version.version(), version.trainedBy().size()));
  }

  private List<String> members(String features) {
    return present.entrySet().stream()
        .filter(entry -> entry.getValue().equals(features))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void beginIfDue(String features, Moment now) {
    List<String> gateways = members(features);
    if (features.isEmpty()
        || sessions.containsKey(features)
        || releases.onTrial(features)
        || releases.begin(features, gateways, now)) {
      return;
    }
    Moment due = notBefore.computeIfAbsent(features, _ -> now.plus(rules.pause()));
    if (gateways.size() >= RoundTerms.LEAST_MEMBERS
        && !now.isBefore(due)
        && opened.getOrDefault(features, 0) < rules.rounds()) {
      releases.base(features).ifPresent(base -> beginRound(features, base, gateways, now));
    }
  }

  private void beginRound(
      String features, RegisteredModel base, List<String> gateways, Moment now) {
    long round = state.rounds().next();
    RoundPlan plan =
        RoundPlan.divide(
            round,
            features,
            base.version().version(),
            gateways,
            rules.groupSize(),
            ModelReleases.opened(base).weights().length,
            rules.bounds(),
            round);
    state.rounds().open(plan, now.instant());
    opened.merge(features, 1, Integer::sum);
    gateways.forEach(
        gateway -> outbox.send(gateway, CoordinatorMessage.BASE, base.signed().encoded()));
    sessions.put(features, new RoundSession(plan));
    outbox.report(
        EventKind.ROUND_OPENED,
        features,
        "round %d: %d gateways in %d groups"
            .formatted(round, gateways.size(), plan.groups().size()));
  }
}

package io.spikewatt.fleet.coordinate;

import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.SignedModel;
import io.spikewatt.controller.protocol.TrialReport;
import io.spikewatt.fleet.coordinate.FleetEvent.EventKind;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.registry.ModelVersion;
import io.spikewatt.fleet.registry.ReleaseStage;
import io.spikewatt.fleet.store.ModelRegistry;
import io.spikewatt.fleet.store.ModelRegistry.RegisteredModel;
import io.spikewatt.hal.store.Sha256;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SharedModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which version of a model is tried, released or rolled back. Confined to one thread. */
public final class ModelReleases {

  private final ModelRegistry registry;
  private final ModelSigner signer;
  private final CoordinatorRules.ReleaseRules rules;
  private final FleetOutbox outbox;
  private final Map<String, CanaryTrial> trials = new HashMap<>();

  ModelReleases(
      ModelRegistry registry,
      ModelSigner signer,
      CoordinatorRules.ReleaseRules rules,
      FleetOutbox outbox) {
    this.registry = registry;
    this.signer = signer;
    this.rules = rules;
    this.outbox = outbox;
  }

  /** Registers the model that a fleet begins with, unless there is one of these features. */
  void register(SharedModel model, Moment now) {
    if (registry.versions(model.features()).isEmpty()) {
      SignedModel signed = signer.sign(model);
      registry.add(version(model, signed, List.of(), ReleaseStage.RELEASED, now), signed);
    }
  }

  SignedModel signed(SharedModel model) {
    return signer.sign(model);
  }

  /** The registry's entry of a version. */
  static ModelVersion version(
      SharedModel model,
      SignedModel signed,
      List<String> trainedBy,
      ReleaseStage stage,
      Moment now) {
    return new ModelVersion(
        model.features(),
        model.round(),
        Sha256.of(signed.model()),
        trainedBy,
        stage,
        now.instant());
  }

  /** The version that the next round builds on. */
  Optional<RegisteredModel> base(String features) {
    return registry.base(features);
  }

  /** A version that a round began with. */
  RegisteredModel version(String features, long version) {
    return registry.version(features, version).orElseThrow();
  }

  /** The model of a version. */
  public static SharedModel opened(RegisteredModel registered) {
    try {
      return SharedModel.decoded(registered.signed().model());
    } catch (RoundRefusal e) {
      throw new IllegalStateException("a model that was registered here cannot be read", e);
    }
  }

  boolean onTrial(String features) {
    return trials.containsKey(features);
  }

  boolean noneOnTrial() {
    return trials.isEmpty();
  }

  /** Takes a gateway's report on whatever is on trial there. */
  void report(String gateway, TrialReport report) {
    trials.values().forEach(trial -> trial.report(gateway, report));
  }

  /** Sends a gateway that has connected the released model, and the one that it should try. */
  void greet(String gateway, String features) {
    registry
        .newest(features, ReleaseStage.RELEASED)
        .ifPresent(
            model -> outbox.send(gateway, CoordinatorMessage.MODEL, model.signed().encoded()));
    CanaryTrial trial = trials.get(features);
    if (trial != null && trial.canaries().contains(gateway)) {
      registry
          .newest(features, ReleaseStage.CANARY)
          .ifPresent(
              model -> outbox.send(gateway, CoordinatorMessage.CANARY, model.signed().encoded()));
    }
  }

  /**
   * Begins a trial where enough rounds have built on each other, or where one was interrupted.
   *
   * @param gateways that have the model
   * @return whether one has begun
   */
  boolean begin(String features, List<String> gateways, Moment now) {
    if (registry.trainedSinceRelease(features) >= rules.rounds()) {
      registry.move(
          features, registry.base(features).orElseThrow().version().version(), ReleaseStage.CANARY);
    }
    Optional<RegisteredModel> canary = registry.newest(features, ReleaseStage.CANARY);
    if (canary.isEmpty() || gateways.isEmpty()) {
      return false;
    }
    int every = Math.max(1, gateways.size() / rules.canaries());
    TreeSet<String> chosen = new TreeSet<>();
    for (int i = 0; i < gateways.size() && chosen.size() < rules.canaries(); i += every) {
      chosen.add(gateways.get(i));
    }
    long version = canary.get().version().version();
    trials.put(features, new CanaryTrial(version, chosen, now.plus(rules.trial())));
    chosen.forEach(
        gateway ->
            outbox.send(gateway, CoordinatorMessage.CANARY, canary.get().signed().encoded()));
    outbox.report(
        EventKind.CANARY,
        features,
        "version %d on trial at %s".formatted(version, String.join(", ", chosen)));
    return true;
  }

  /**
   * Ends a trial that is over: releases the version, or rolls back all since the last release.
   *
   * @param gateways that have the model
   * @return whether a trial has ended
   */
  boolean judge(String features, List<String> gateways, Moment now) {
    CanaryTrial trial = trials.get(features);
    if (trial == null || !trial.over(now)) {
      return false;
    }
    trials.remove(features);
    boolean released = trial.won(rules.mostWorse());
    if (released) {
      registry.move(features, trial.version(), ReleaseStage.RELEASED);
    } else {
      registry.rollBackAfter(
          features,
          registry.newest(features, ReleaseStage.RELEASED).orElseThrow().version().version());
    }
    outbox.report(
        released ? EventKind.RELEASED : EventKind.ROLLED_BACK,
        features,
        "version %d: %d of %d canaries have reported, %d that it is worse than what they use"
            .formatted(trial.version(), trial.reported(), trial.canaries().size(), trial.worse()));
    if (released) {
      // One array for all: they wait in memory until the broker has taken them.
      byte[] model = registry.version(features, trial.version()).orElseThrow().signed().encoded();
      gateways.forEach(gateway -> outbox.send(gateway, CoordinatorMessage.MODEL, model));
    }
    return true;
  }
}

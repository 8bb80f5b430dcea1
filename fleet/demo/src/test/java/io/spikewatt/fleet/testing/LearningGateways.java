package io.spikewatt.fleet.testing;

import io.spikewatt.controller.member.FleetMember;
import io.spikewatt.controller.member.MemberIdentity;
import io.spikewatt.controller.member.RecordForwarder;
import io.spikewatt.controller.member.RecordSource;
import io.spikewatt.controller.member.RoundConsent;
import io.spikewatt.controller.member.SiteServices;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.inference.feature.SeriesKind;
import io.spikewatt.inference.pooled.PooledNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gateways without a site, each with a certificate and a connection of its own. */
public final class LearningGateways implements AutoCloseable {

  /** Name of the inputs of the network that they learn. */
  public static final String FEATURES = PooledNetwork.inputs(SeriesKind.LOAD);

  private static final int WEIGHTS =
      PooledNetwork.shipped(SeriesKind.LOAD).orElseThrow().weights().topology().parameters();

  private final Path folder;
  private final String broker;
  private final CertificateAuthority authority;
  private final FleetTopics topics;
  private final List<MessagePort> ports = new ArrayList<>();
  private final List<FleetMember> members = new ArrayList<>();

  /**
   * @param folder of the coordinator
   */
  public LearningGateways(
      Path folder, String broker, CertificateAuthority authority, FleetTopics topics) {
    this.folder = folder;
    this.broker = broker;
    this.authority = authority;
    this.topics = topics;
  }

  /** Name of a gateway. */
  public static String name(int number) {
    return "g%02d".formatted(number);
  }

  /** What a gateway learns. */
  public static float target(int number) {
    return 0.01f * number;
  }

  /**
   * Adds the next gateway, which connects in the background.
   *
   * @param record that it sends; empty = none
   */
  public void add(Optional<RecordSource> record) throws IOException, GeneralSecurityException {
    int number = members.size() + 1;
    String name = name(number);
    FleetAccess access = FleetAccess.issue(broker, authority, name, folder.resolve(name));
    MessagePort port = access.gateway(name, topics);
    ports.add(port);
    members.add(
        new FleetMember(
            new MemberIdentity(name, "Europe", "light", access.signatures(topics)),
            topics,
            port,
            ModelSigner.of(folder).publicKey(),
            new TargetLearner(FEATURES, WEIGHTS, target(number)),
            RoundConsent.ALWAYS,
            new SiteServices(record.map(RecordForwarder::new), Optional.empty()),
            new SecureRandom()));
  }

  /** All gateways in the order of their numbers, which begin with 1. */
  public List<FleetMember> members() {
    return List.copyOf(members);
  }

  @Override
  public void close() {
    ports.forEach(MessagePort::close);
  }
}

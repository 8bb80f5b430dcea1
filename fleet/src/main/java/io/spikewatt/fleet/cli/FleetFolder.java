package io.spikewatt.fleet.cli;

import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that a coordinator keeps everything in: authority, key of the models, members'
 * certificates, state.
 *
 * @param folder made where it is missing
 */
record FleetFolder(Path folder) {

  /** Common name of the coordinator's certificate. */
  static final String COORDINATOR = "coordinator";

  private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

  /** The folder that {@code --folder} names. */
  static FleetFolder of(CliOptions options) {
    return new FleetFolder(Path.of(options.value("--folder").orElse("fleet-state")));
  }

  /** The topics below the root that {@code --root} names. */
  static FleetTopics topics(CliOptions options) {
    return new FleetTopics(options.value("--root").orElse("spikewatt-fleet"), COORDINATOR);
  }

  CertificateAuthority authority(Instant now) throws IOException, GeneralSecurityException {
    return CertificateAuthority.kept(folder, "Spikewatt fleet", now);
  }

  ModelSigner signer() throws IOException, GeneralSecurityException {
    return ModelSigner.of(folder);
  }

  /**
   * Keeps a second coordinator from the folder: their rounds would contradict each other. The
   * system releases it when the process ends.
   *
   * @throws IOException if another has it
   */
  Closeable lock() throws IOException {
    PrivateFiles.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("coordinator.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException _) {
      // Another one of this process.
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new IOException("another coordinator runs with the folder " + folder);
    }
    return channel;
  }

  /** Whether a coordinator has run here. */
  boolean used() {
    return FleetState.exists(folder);
  }

  FleetState state() throws IOException {
    return FleetState.open(folder);
  }

  /**
   * The state that a coordinator has left here.
   *
   * @throws IOException if none has run here
   */
  FleetState knownState() throws IOException {
    if (!used()) {
      throw new IOException("no coordinator has run with the folder " + folder);
    }
    return state();
  }

  /**
   * Names of the gateways that have a certificate here, sorted.
   *
   * @throws IOException if there is no such folder
   */
  List<String> gateways() throws IOException {
    Path certified = folder.resolve("members");
    if (Files.notExists(certified)) {
      throw new IOException(
          "no gateway has a certificate in %s; spikewatt fleet enrol makes one"
              .formatted(certified));
    }
    try (Stream<Path> members = Files.list(certified)) {
      return members
          .map(member -> member.getFileName().toString())
          .filter(name -> FleetTopics.valid(name) && !name.equals(COORDINATOR))
          .sorted()
          .toList();
    }
  }

  /**
   * The access of a member, with a certificate that is made if it is missing, and anew in the month
   * before it ends.
   *
   * @param broker {@code ssl://host:port}
   */
  FleetAccess member(String broker, String name, Instant now)
      throws IOException, GeneralSecurityException {
    if (!FleetTopics.valid(name)) {
      throw new IllegalArgumentException(
          "a name of letters, digits, '-', '_' and '.' expected, found " + name);
    }
    Path own = folder.resolve("members").resolve(name);
    FleetAccess kept = FleetAccess.kept(broker, own);
    if (!Files.exists(kept.keyFile()) || kept.ends().isBefore(now.plus(RENEWED_BEFORE))) {
      FleetAccess access = FleetAccess.issue(broker, authority(now), name, own);
      PrivateFiles.replace(own.resolve("model.pub"), signer().publicKey().getEncoded());
      return access;
    }
    return kept;
  }
}

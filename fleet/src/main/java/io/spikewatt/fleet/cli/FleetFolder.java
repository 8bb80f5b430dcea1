package io.spikewatt.fleet.cli;

import io.spikewatt.controller.federation.FleetTopics;
import io.spikewatt.fleet.certificate.CertificateAuthority;
import io.spikewatt.fleet.link.FleetAccess;
import io.spikewatt.fleet.record.RecordStore;
import io.spikewatt.fleet.registry.ModelSigner;
import io.spikewatt.fleet.store.FleetState;
import io.spikewatt.fleet.store.SqliteRecords;
import io.spikewatt.hal.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;

/**
 * The folder that a coordinator keeps everything in: authority, key of the models, members'
 * certificates, state.
 *
 * @param folder made where it is missing
 */
record FleetFolder(Path folder) {

  /** Common name of the coordinator's certificate. */
  static final String COORDINATOR = "coordinator";

  CertificateAuthority authority(Instant now) throws IOException, GeneralSecurityException {
    return CertificateAuthority.kept(folder, "Spikewatt fleet", now);
  }

  ModelSigner signer() throws IOException, GeneralSecurityException {
    return ModelSigner.of(folder);
  }

  FleetState state() throws IOException {
    return FleetState.open(folder);
  }

  RecordStore records() throws IOException {
    return SqliteRecords.open(folder);
  }

  /**
   * The access of a member, with a certificate that is made if it is missing.
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
    if (!Files.exists(own.resolve("member.key"))) {
      FleetAccess access = FleetAccess.issue(broker, authority(now), name, own);
      PrivateFiles.replace(own.resolve("model.pub"), signer().publicKey().getEncoded());
      return access;
    }
    return FleetAccess.kept(broker, own);
  }
}

package io.spikewatt.fleet.registry;

import java.time.Instant;
import java.util.List;

/**
 * What the registry knows of a version; its weights are kept beside it.
 *
 * @param features name of the model's inputs
 * @param version number of the round that made it; 0 or below = it came along
 * @param hash SHA-256 of the model's bytes, in hexadecimal
 * @param trainedBy gateways whose updates are in its last round, by name
 * @param stage how far it is released
 * @param madeAt when its round was over
 */
public record ModelVersion(
    String features,
    long version,
    String hash,
    List<String> trainedBy,
    ReleaseStage stage,
    Instant madeAt) {

  public ModelVersion {
    trainedBy = List.copyOf(trainedBy);
  }
}

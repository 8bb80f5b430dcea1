package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.OpenKeys;
import io.spikewatt.inference.federated.RoundRefusal;
import java.time.Instant;
import java.util.List;

/** Signs a gateway's keys of a round, and verifies those of the others. */
public interface KeySignatures {

  SignedKeys sign(OpenKeys keys);

  /**
   * The keys of a group, once each is shown to be of another gateway of the fleet.
   *
   * @throws RoundRefusal if a signature or a certificate is not good
   */
  List<OpenKeys> verified(List<SignedKeys> group, Instant now) throws RoundRefusal;
}

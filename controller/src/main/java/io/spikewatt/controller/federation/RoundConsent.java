package io.spikewatt.controller.federation;

import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import java.time.Instant;

/** What a site allows in rounds. */
public interface RoundConsent {

  /** Allows every round. */
  RoundConsent ALWAYS =
      new RoundConsent() {
        @Override
        public void join(RoundTerms terms, Instant now) {}

        @Override
        public void upload(RoundTerms terms, Instant now) {}
      };

  /** Returns if the site may join a round; refuses it by name otherwise. */
  void join(RoundTerms terms, Instant now) throws RoundRefusal;

  /** Returns once a round's cost is counted, before its update leaves the site; or refuses. */
  void upload(RoundTerms terms, Instant now) throws RoundRefusal;
}

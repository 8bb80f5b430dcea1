package io.spikewatt.controller.member;

import io.spikewatt.hal.time.Moment;
import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.RoundTerms;
import io.spikewatt.inference.federated.SharedModel;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Permission of a site for rounds and trials. Everything that leaves the site for them counts. */
public interface RoundConsent {

  RoundConsent ALWAYS =
      new RoundConsent() {
        @Override
        public void join(RoundTerms terms, Optional<SharedModel> base, Moment now) {}

        @Override
        public void upload(RoundTerms terms, SharedModel base, Moment now) {}

        @Override
        public boolean report(boolean notWorse, RandomGenerator random, Moment now) {
          return notWorse;
        }
      };

  /**
   * Returns if the site may join a round; refuses it by name otherwise.
   *
   * @param base that it would train on, as far as it has arrived
   */
  void join(RoundTerms terms, Optional<SharedModel> base, Moment now) throws RoundRefusal;

  /** Returns once a round's cost is counted, before its update leaves the site; or refuses. */
  void upload(RoundTerms terms, SharedModel base, Moment now) throws RoundRefusal;

  /**
   * What a report of a trial may say, once it is counted.
   *
   * @param notWorse whether the version on trial errs at most 0.5 % more than what the site uses
   * @return the same, or by chance the opposite where the site limits what it gives away
   */
  boolean report(boolean notWorse, RandomGenerator random, Moment now) throws RoundRefusal;
}

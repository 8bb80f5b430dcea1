package io.spikewatt.controller.decision;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.json.JsonTree;
import java.io.IOException;
import java.util.Optional;

/** The headline of a logged decision. */
public final class DecisionHeadline {

  static final String FIELD = "headline";

  private DecisionHeadline() {}

  /** Empty for a decision that a version before 0.3 logged. */
  public static Optional<Phrase> of(String document) {
    try {
      return JsonTree.of(document).find(FIELD).flatMap(PhraseDocument::read);
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }
}

package io.spikewatt.controller.decision;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.history.LoggedDecision;
import io.spikewatt.controller.json.JsonTree;
import io.spikewatt.controller.json.JsonWriter;
import io.spikewatt.hal.time.QuarterHour;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Reduces a log of decisions to those that differ from the one before, each with its mode and
 * headline. Headlines that differ in numbers only are equal.
 */
public final class DecisionChanges {

  /** Marks a document without its details. */
  static final String REDUCED = "reduced";

  private static final String MODE = "mode";
  private static final String DOING = "doing";

  private DecisionChanges() {}

  /**
   * The first decision and all changes.
   *
   * @param log in its order; damaged documents are left out
   */
  public static List<LoggedDecision> of(List<LoggedDecision> log) {
    List<LoggedDecision> changes = new ArrayList<>();
    Optional<String> before = Optional.empty();
    for (LoggedDecision decision : log) {
      Optional<JsonTree> tree = tree(decision.document());
      if (tree.isPresent()) {
        Optional<Phrase> headline = headline(tree.get());
        String said = headline.map(Phrase::english).orElseGet(() -> tree.get().text(DOING));
        String what = tree.get().text(MODE) + said.replaceAll("-?[0-9.]+", "");
        if (!before.equals(Optional.of(what))) {
          before = Optional.of(what);
          changes.add(new LoggedDecision(decision.at(), reduced(tree.get()), decision.unlogged()));
        }
      }
    }
    return changes;
  }

  /**
   * The last decision of each quarter hour, where it differs from the one before.
   *
   * @param log in its order; damaged documents are left out
   */
  public static List<LoggedDecision> byQuarterHour(List<LoggedDecision> log) {
    SequencedMap<Instant, LoggedDecision> last = new LinkedHashMap<>();
    log.forEach(decision -> last.put(QuarterHour.startOf(decision.at()), decision));
    return of(List.copyOf(last.values()));
  }

  private static Optional<JsonTree> tree(String document) {
    try {
      return Optional.of(JsonTree.of(document));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<Phrase> headline(JsonTree decision) {
    return decision.find(DecisionHeadline.FIELD).flatMap(PhraseDocument::read);
  }

  private static String reduced(JsonTree decision) {
    return JsonWriter.text(
        writer -> {
          writer.put(REDUCED, true).put(MODE, decision.text(MODE));
          headline(decision)
              .ifPresentOrElse(
                  phrase -> PhraseDocument.write(writer, DecisionHeadline.FIELD, phrase),
                  () -> writer.put(DOING, decision.text(DOING)));
        });
  }
}

package io.spikewatt.controller.decision;

import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.json.JsonTree;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Why the setpoints of a logged decision have their values, for people of any language. */
public final class SetpointReasons {

  static final String FIELD = "because";

  private SetpointReasons() {}

  /** In the order of the setpoints; empty for a refused one, and for one of an older version. */
  public static List<Optional<Phrase>> of(String document) {
    try {
      return JsonTree.of(document).find("setpoints").map(JsonTree::items).orElse(List.of()).stream()
          .map(one -> one.find(FIELD).flatMap(PhraseDocument::read))
          .toList();
    } catch (IOException damaged) {
      return List.of();
    }
  }
}

package io.spikewatt.controller.update;

import io.spikewatt.controller.report.JsonTree;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Parts of hawkBit's documents that have to be there. */
final class DdiDocument {

  /** hawkBit counts actions; what else it may be has to fit into a path. */
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,64}");

  private DdiDocument() {}

  static JsonTree need(JsonTree tree, String name) throws IOException {
    return tree.find(name)
        .orElseThrow(() -> new IOException("expected a field " + name + ", found none"));
  }

  /** The elements of a list; none if it is missing. */
  static List<JsonTree> items(JsonTree tree, String name) {
    return tree.find(name).map(JsonTree::items).orElse(List.of());
  }

  /** The id of an action. */
  static String id(JsonTree tree) throws IOException {
    return id(tree, "id");
  }

  static String id(JsonTree tree, String name) throws IOException {
    String id = need(tree, name).text();
    if (!ID.matcher(id).matches()) {
      throw new IOException("expected the id of an action, found " + id);
    }
    return id;
  }
}

package io.spikewatt.controller.update;

import io.spikewatt.controller.report.JsonTree;
import java.io.IOException;

/**
 * hawkBit's {@code cancelAction}.
 *
 * @param id of the request
 * @param action to be ended
 */
record CancelRequest(String id, String action) {

  static CancelRequest of(JsonTree tree) throws IOException {
    return new CancelRequest(
        DdiDocument.id(tree), DdiDocument.id(DdiDocument.need(tree, "cancelAction"), "stopId"));
  }
}

package io.spikewatt.controller.assist;

import io.spikewatt.controller.json.JsonWriter;

/** Limits that the plan with a proposal comes to. Their words are keys of the page's texts. */
enum TouchedLimit {
  IMPORT_LIMIT,
  EXPORT_LIMIT,
  /** Requests, such as a car's departure, that the plan cannot meet. */
  UNMET_REQUESTS;

  /** Such as {@code import-limit}. */
  String word() {
    return JsonWriter.word(this);
  }
}

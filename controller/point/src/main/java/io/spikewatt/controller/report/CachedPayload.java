package io.spikewatt.controller.report;

import io.spikewatt.controller.json.JsonTemplate;
import io.spikewatt.controller.json.JsonWriter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A payload that is rendered anew only when its content changes. Times of the moment are no change:
 * they are filled in. Confined to one thread.
 */
final class CachedPayload {

  private @Nullable Object shown;
  private @Nullable JsonTemplate rendered;

  /**
   * The payload.
   *
   * @param content all that {@code body} writes, compared by its values
   * @param moment values that {@code body} leaves for later, as JSON
   */
  byte[] of(Object content, Consumer<JsonWriter> body, List<String> moment) {
    JsonTemplate template = rendered;
    if (template == null || !content.equals(shown)) {
      template = JsonWriter.template(body);
      rendered = template;
      shown = content;
    }
    return template.filled(moment);
  }
}

package io.spikewatt.config.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Immutable copies that keep the order, which {@link Map#copyOf} does not. */
final class OrderedTexts {

  private OrderedTexts() {}

  static Map<String, String> copy(Map<String, String> texts) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }
}

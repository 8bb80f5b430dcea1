package io.spikewatt.controller.report;

import io.spikewatt.config.words.Phrase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns the problems of each cycle into events at their start and at their end. Confined to one
 * thread.
 */
final class Alarms {

  private final Map<String, Phrase> active = new LinkedHashMap<>();

  /** First cycle that saw each; after a restart a lasting problem begins anew. */
  private final Map<String, Instant> since = new LinkedHashMap<>();

  /**
   * @param current all present problems, code to sentence
   * @return events of problems that began or ended since the last call
   */
  List<Event> update(Instant now, Map<String, Phrase> current) {
    List<Event> events = new ArrayList<>();
    active
        .entrySet()
        .removeIf(
            old -> {
              boolean over = !current.containsKey(old.getKey());
              if (over) {
                String text = "over: " + old.getValue().english();
                events.add(new Event(now, Event.Kind.ALARM_CLEARED, old.getKey(), text));
              }
              return over;
            });
    current.forEach(
        (code, text) -> {
          if (active.put(code, text) == null) {
            since.put(code, now);
            events.add(new Event(now, Event.Kind.ALARM_RAISED, code, text.english()));
          }
        });
    since.keySet().retainAll(active.keySet());
    return events;
  }

  /** When each present problem was seen first since the start, by code. */
  Map<String, Instant> since() {
    return Map.copyOf(since);
  }

  /** All present problems, code to sentence, the oldest first. */
  Map<String, Phrase> byCode() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(active));
  }

  /** Sentences of all present problems, in English. */
  Collection<String> texts() {
    return active.values().stream().map(Phrase::english).toList();
  }
}

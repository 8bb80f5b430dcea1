package io.spikewatt.controller.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what is wrong in each cycle into events at the start and at the end. One thread. */
final class Alarms {

  private final Map<String, String> active = new LinkedHashMap<>();

  /**
   * @param current code to sentence of all that is wrong now
   * @return what began and what ended since the last call
   */
  List<Event> update(Instant now, Map<String, String> current) {
    List<Event> events = new ArrayList<>();
    active
        .entrySet()
        .removeIf(
            old -> {
              boolean over = !current.containsKey(old.getKey());
              if (over) {
                String text = "over: " + old.getValue();
                events.add(new Event(now, Event.Kind.ALARM_CLEARED, old.getKey(), text));
              }
              return over;
            });
    current.forEach(
        (code, text) -> {
          if (active.put(code, text) == null) {
            events.add(new Event(now, Event.Kind.ALARM_RAISED, code, text));
          }
        });
    return events;
  }

  /** Sentences of all that is wrong. */
  Collection<String> texts() {
    return active.values();
  }
}

package io.spikewatt.controller.homeassistant;

/**
 * Templates that Home Assistant evaluates. Where a payload has no value they yield {@code None},
 * which it takes as unknown.
 */
final class ValueTemplates {

  /** Longest state of an entity. */
  private static final int MOST_CHARACTERS = 255;

  private ValueTemplates() {}

  /** The value at a path of keys in the payload. */
  static String value(String... path) {
    return "{{ " + at(path) + " }}";
  }

  /** The value at a path in the item of a list that has an id. */
  static String ofItem(String list, String id, String... path) {
    return "{%% set value_json = (value_json.get('%s', []) | selectattr('id', 'eq', '%s') | first"
            .formatted(list, id)
        + " | default({})) %}"
        + value(path);
  }

  /** An expression of {@code v}, the value at a path. */
  static String of(String expression, String... path) {
    return "{% set v = " + at(path) + " %}{{ None if v is none else " + expression + " }}";
  }

  /** A text at a path, as long as a state may be. */
  static String text(String... path) {
    return of("v[:" + MOST_CHARACTERS + "]", path);
  }

  static String isOne(String... path) {
    return of("('ON' if v == 1 else 'OFF')", path);
  }

  /** Where a path leads in a payload; {@code none} if it does not. */
  static String at(String... path) {
    StringBuilder expression = new StringBuilder("value_json");
    for (int i = 0; i < path.length; i++) {
      boolean last = i == path.length - 1;
      expression.append(".get('").append(path[i]).append(last ? "')" : "', {})");
    }
    return expression.toString();
  }

  /** As far as clocks may differ, s: a command of before an outage of the broker is too old. */
  static final int ARRIVE_WITHIN_S = 30;

  /**
   * A command. It has an id of its own and the time of its making, so one that was kept anywhere on
   * its way is refused.
   *
   * @param name what the id ends with
   * @param validForS how long it holds, s, or a template of it
   * @param value template of the value as JSON
   */
  static String command(String name, String validForS, String value) {
    return """
    {"id":"ha-{{ (utcnow().timestamp() * 1000000) | int }}-%s",\
    "issuedAt":"{{ utcnow().isoformat() }}",\
    "validForS":%s,"arriveWithinS":%d,"value":%s}\
    """
        .formatted(name, validForS, ARRIVE_WITHIN_S, value);
  }
}

package io.spikewatt.controller.homeassistant;

import java.util.Locale;

/** Kinds of entities. */
enum Platform {
  SENSOR,
  BINARY_SENSOR,
  NUMBER,
  SELECT,
  BUTTON,
  TEXT;

  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}

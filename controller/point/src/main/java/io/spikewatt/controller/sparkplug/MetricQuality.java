package io.spikewatt.controller.sparkplug;

/** Quality of a metric's value, the property {@code Quality}. */
enum MetricQuality {
  BAD(0),
  GOOD(192),
  STALE(500);

  private final int code;

  MetricQuality(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}

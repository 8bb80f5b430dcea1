package io.spikewatt.controller.sparkplug;

/** Data types that metrics and properties of this node have. */
enum MetricType {
  INT32(3),
  INT64(4),
  DOUBLE(10),
  BOOLEAN(11),
  STRING(12),
  DATE_TIME(13);

  private final int code;

  MetricType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Name in the specification, for people. */
  String wireName() {
    return switch (this) {
      case INT32 -> "Int32";
      case INT64 -> "Int64";
      case DOUBLE -> "Double";
      case BOOLEAN -> "Boolean";
      case STRING -> "String";
      case DATE_TIME -> "DateTime";
    };
  }
}

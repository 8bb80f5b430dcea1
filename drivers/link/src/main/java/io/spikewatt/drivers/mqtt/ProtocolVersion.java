package io.spikewatt.drivers.mqtt;

/** A connection's version of MQTT. */
enum ProtocolVersion {
  V3_1_1("3.1.1"),
  V5("5");

  private final String number;

  ProtocolVersion(String number) {
    this.number = number;
  }

  String number() {
    return number;
  }
}

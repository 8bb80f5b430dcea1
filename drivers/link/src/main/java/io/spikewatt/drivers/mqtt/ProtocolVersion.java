package io.spikewatt.drivers.mqtt;

/** A version of MQTT, as one connection speaks it. */
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

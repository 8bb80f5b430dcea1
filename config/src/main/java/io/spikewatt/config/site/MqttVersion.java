package io.spikewatt.config.site;

/** Which version of MQTT is spoken with the broker. */
public enum MqttVersion {
  /** 5 where the broker supports it, 3.1.1 otherwise. */
  AUTO("auto"),
  V3_1_1("3.1.1"),
  V5("5");

  private final String word;

  MqttVersion(String word) {
    this.word = word;
  }

  /** As it is written in the configuration. */
  public String word() {
    return word;
  }
}

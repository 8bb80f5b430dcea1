package io.spikewatt.drivers.mqtt;

import java.io.IOException;

/** The broker's answer to MQTT 5 is that of a broker that does not speak it. */
final class VersionRefused extends IOException {

  private static final long serialVersionUID = 1;

  VersionRefused() {
    super("the broker does not speak MQTT 5");
  }
}

package io.spikewatt.drivers.mqtt;

import io.spikewatt.config.site.MqttVersion;

/** The same with MQTT 3.1.1. */
class Mosquitto3LinkTest extends MosquittoLinkTest {

  @Override
  MqttVersion version() {
    return MqttVersion.V3_1_1;
  }
}

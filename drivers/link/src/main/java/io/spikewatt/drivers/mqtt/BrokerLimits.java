package io.spikewatt.drivers.mqtt;

/**
 * What a broker takes from this connection. Brokers of MQTT 3.1.1 do not say it.
 *
 * @param unconfirmed most messages that are under way at a time
 * @param packetBytes largest packet
 */
record BrokerLimits(int unconfirmed, long packetBytes) {

  static final BrokerLimits UNKNOWN = new BrokerLimits(65_535, Long.MAX_VALUE);
}

package io.spikewatt.drivers.mqtt;

/** Most unconfirmed messages at a time and the largest packet; 3.1.1 brokers do not report them. */
record BrokerLimits(int unconfirmed, long packetBytes) {

  static final BrokerLimits UNKNOWN = new BrokerLimits(65_535, Long.MAX_VALUE);
}

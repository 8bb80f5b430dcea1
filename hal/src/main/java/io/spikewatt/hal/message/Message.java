package io.spikewatt.hal.message;

/**
 * One message of a topic.
 *
 * @param topic full topic
 * @param payload bytes, not to be changed by readers
 * @param retained whether the broker keeps (on publishing) or had kept (on receiving) it
 */
public record Message(String topic, byte[] payload, boolean retained) {}

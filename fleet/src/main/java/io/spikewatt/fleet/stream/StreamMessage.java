package io.spikewatt.fleet.stream;

/**
 * One message of a stream.
 *
 * @param offset its place in the stream, from 0
 * @param topic as its sender published it, levels separated by {@code /}
 * @param body payload, not to be changed by readers
 */
public record StreamMessage(long offset, String topic, byte[] body) {}

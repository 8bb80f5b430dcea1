package io.spikewatt.config.profile;

/**
 * Where a device's presence is published.
 *
 * @param place place of a text, which the broker may have retained
 * @param online text for a present device
 * @param offline text for an absent device
 */
public record Availability(TopicPlace place, String online, String offline) {}

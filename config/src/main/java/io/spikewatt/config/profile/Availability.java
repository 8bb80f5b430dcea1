package io.spikewatt.config.profile;

/**
 * Where it stands whether a device is there.
 *
 * @param place a text, which the broker may have kept
 * @param online text that says that it is there
 * @param offline text that says that it is not
 */
public record Availability(TopicPlace place, String online, String offline) {}

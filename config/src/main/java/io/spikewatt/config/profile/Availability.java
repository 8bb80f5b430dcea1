package io.spikewatt.config.profile;

/** Topic of a device's presence, maybe retained, and its texts for present and absent. */
public record Availability(TopicPlace place, String online, String offline) {}

package io.spikewatt.config.profile;

/** Where a setting that the map depends on stands, its value, and advice if it differs. */
public record DeviceSetting(RegisterSpec register, int raw, String advice) {}

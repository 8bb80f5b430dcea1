package io.spikewatt.config.profile;

/**
 * A setting of a device on which the meaning of its map depends. A device without the register is
 * taken to have it.
 *
 * @param register that holds the setting
 * @param raw required value
 * @param advice for a device with another value
 */
public record DeviceSetting(RegisterSpec register, int raw, String advice) {}

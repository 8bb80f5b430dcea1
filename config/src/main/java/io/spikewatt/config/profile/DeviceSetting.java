package io.spikewatt.config.profile;

/**
 * A setting of a device on which the meaning of its map depends. A device without the register is
 * taken to have it.
 *
 * @param register where the setting stands
 * @param raw what it must be
 * @param advice what to do if it is not
 */
public record DeviceSetting(RegisterSpec register, int raw, String advice) {}

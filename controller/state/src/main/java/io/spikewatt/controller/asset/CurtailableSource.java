package io.spikewatt.controller.asset;

import io.spikewatt.config.profile.DeviceProfile.Response;

/**
 * A source with a power envelope from 0 to the potential of sun or wind.
 *
 * @param term whether sun or wind make it
 * @param ratedW nameplate power, W
 * @param response how it answers
 */
public record CurtailableSource(BalanceTerm term, double ratedW, Response response)
    implements ControlCapability {}

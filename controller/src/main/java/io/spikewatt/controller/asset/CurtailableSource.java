package io.spikewatt.controller.asset;

import io.spikewatt.config.profile.DeviceProfile.Response;

/**
 * A source with a power envelope from 0 to what sun or wind give.
 *
 * @param kind what it produces from
 * @param ratedW nameplate power, W
 * @param response how it answers
 */
public record CurtailableSource(SourceState.Kind kind, double ratedW, Response response)
    implements Control {}

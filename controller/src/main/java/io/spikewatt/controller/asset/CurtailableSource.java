package io.spikewatt.controller.asset;

import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.Optional;

/**
 * A source with a power envelope from 0 to what sun or wind give.
 *
 * @param kind what it produces from
 * @param ratedW nameplate power, W
 * @param response how it answers
 * @param output largest power; empty = it cannot be limited
 */
public record CurtailableSource(
    SourceState.Kind kind, double ratedW, Response response, Optional<OutputSpec> output)
    implements Control {}

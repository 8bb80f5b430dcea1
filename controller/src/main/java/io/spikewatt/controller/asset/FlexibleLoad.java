package io.spikewatt.controller.asset;

import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.hal.guard.OutputSpec;
import java.util.function.Function;

/**
 * A load whose power dispatch sets.
 *
 * @param response how it answers
 * @param range powers that it can take
 * @param followsPower whether a request sets its power; otherwise a request is a limit
 * @param output its power or its largest power
 * @param offers what it wants, once a cycle
 * @param scale how its power is told to the output
 */
public record FlexibleLoad(
    Response response,
    LoadRange range,
    boolean followsPower,
    OutputSpec output,
    Function<LoadView, LoadOffer> offers,
    OutputScale scale)
    implements Control {}

package io.spikewatt.controller.asset;

import io.spikewatt.config.profile.DeviceProfile.Response;
import java.util.function.Function;

/**
 * A load whose power dispatch sets.
 *
 * @param response how it answers
 * @param range powers that it can take
 * @param followsPower whether a request sets its power; otherwise a request is a limit
 * @param offers what it wants, once a cycle
 */
public record FlexibleLoad(
    Response response, LoadRange range, boolean followsPower, Function<LoadView, LoadOffer> offers)
    implements Control {}

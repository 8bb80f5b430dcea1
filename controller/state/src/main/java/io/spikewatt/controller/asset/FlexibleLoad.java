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
 * @param decidesToo whether it also takes power by itself, as a thermostat does
 * @param offers its needs, once a cycle
 * @param scale value of its output for each power
 */
public record FlexibleLoad(
    Response response,
    LoadRange range,
    boolean followsPower,
    boolean decidesToo,
    Function<LoadView, LoadOffer> offers,
    Function<OutputSpec, OutputScale> scale)
    implements ControlCapability {}

package io.spikewatt.inference.lifecycle;

import io.spikewatt.inference.blend.ForecastSource;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Recent quality of a series' forecasts: means over about the last fortnight, with a half-life of
 * ten days.
 *
 * @param skill 1 - error / error of the better naive forecast; before the first week is over what
 *     validation found; empty if that neither
 * @param live whether the skill was observed in service
 * @param coverage share of outcomes from P10 to P90; empty before the first week is over
 * @param best candidate with the least error; what validation chose until a week is over
 * @param model end of the data that the model in use learnt from; empty after a cold start
 * @param drifting whether the error has risen and no newer model is in use since
 */
public record ForecastQuality(
    OptionalDouble skill,
    boolean live,
    OptionalDouble coverage,
    ForecastSource best,
    Optional<Instant> model,
    boolean drifting) {}

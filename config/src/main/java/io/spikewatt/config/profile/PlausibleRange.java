package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * What a reading of a quantity can be on a device of this type. Narrower than what the quantity can
 * be anywhere.
 *
 * @param min smallest true value, in the quantity's unit
 * @param max largest true value
 * @param maxRatePerS largest true change a second; infinity = no bound
 * @param freeze how long a true value can stand still to the last bit; empty = for ever
 */
public record PlausibleRange(
    Quantity quantity, double min, double max, double maxRatePerS, Optional<Duration> freeze) {}

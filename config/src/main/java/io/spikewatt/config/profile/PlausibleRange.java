package io.spikewatt.config.profile;

import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Optional;

/**
 * Plausible readings of a quantity on a device of this type. Narrower than the range of the
 * quantity itself.
 *
 * @param min smallest true value, in the quantity's unit
 * @param max largest true value
 * @param maxRatePerS largest true change a second; infinity = no bound
 * @param freeze longest time for which a true value repeats bit by bit; empty = unlimited
 */
public record PlausibleRange(
    Quantity quantity, double min, double max, double maxRatePerS, Optional<Duration> freeze) {}

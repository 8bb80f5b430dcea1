package io.spikewatt.inference.feature;

import java.util.Optional;

/**
 * Settings that turn the history of a series into rows of features.
 *
 * @param set features of a row
 * @param kind what the series measures
 * @param position position of the plant; without it the clear sky is unknown
 * @param scale unit of all scaled values, in the series' unit, above 0
 * @param holidayShare see {@link HolidayShare}
 */
public record RowSettings(
    FeatureSet set,
    SeriesKind kind,
    Optional<GeoPosition> position,
    double scale,
    double holidayShare) {}

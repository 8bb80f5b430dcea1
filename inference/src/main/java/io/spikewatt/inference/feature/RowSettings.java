package io.spikewatt.inference.feature;

import java.util.Optional;

/**
 * How the history of a series becomes rows of features.
 *
 * @param set features of a row
 * @param kind what the series measures
 * @param position where the plant is; the sky over it is unknown without
 * @param scale unit of all scaled values, in the series' unit, above 0
 * @param holidayShare see {@link HolidayShare}
 */
public record RowSettings(
    FeatureSet set,
    SeriesKind kind,
    Optional<GeoPosition> position,
    double scale,
    double holidayShare) {}

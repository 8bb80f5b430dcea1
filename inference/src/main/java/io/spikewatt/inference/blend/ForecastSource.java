package io.spikewatt.inference.blend;

import java.util.List;

/** Source of a forecast that is kept until its outcomes are known. */
public enum ForecastSource {
  SEASONAL("the seasonal forecast"),
  SIMILAR_DAY("the mean of similar days"),
  RIDGE("the linear models"),
  SPIKING("the LIF network"),
  /** The blend of them before its correction by the last hours. */
  BLEND("the blend"),
  /** The corrected blend that was given out. */
  PUBLISHED("the published forecast"),
  /** The same slot a day before. */
  NAIVE_DAY("yesterday again"),
  /** The same slot a week before. */
  NAIVE_WEEK("last week again"),
  /** The model in use, alone. */
  REIGNING("the model in use"),
  /** Its rival in shadow, alone. */
  RIVAL("the model in shadow");

  /** The members that are blended, in order of simplicity. */
  public static final List<ForecastSource> CANDIDATES =
      List.of(SEASONAL, SIMILAR_DAY, RIDGE, SPIKING);

  /** The members with a full record. */
  public static final List<ForecastSource> SCORED =
      List.of(SEASONAL, SIMILAR_DAY, RIDGE, SPIKING, PUBLISHED);

  private final String words;

  ForecastSource(String words) {
    this.words = words;
  }

  /** Whether it is a candidate that was learnt. */
  public boolean learnt() {
    return this == RIDGE || this == SPIKING;
  }

  /** Name in a sentence. */
  public String words() {
    return words;
  }

  /** Name in payloads. */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}

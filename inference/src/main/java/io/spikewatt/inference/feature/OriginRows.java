package io.spikewatt.inference.feature;

/**
 * All a model may know at one origin, for some leads ahead of it: all of them, or a slice. Arrays
 * are not to be changed by readers.
 *
 * @param origin row of lead 0
 * @param first lead that the arrays begin with
 * @param features number of features a lead
 * @param shared how many of them, from the first on, every site has
 * @param x leads × features, standardised
 * @param similar mean of four similar days, scaled units, one a lead
 * @param median median of the last seven days at that time, scaled units, one a lead
 * @param hour local hour of each lead
 * @param part slot of that hour
 * @param weekend whether a lead falls on one
 * @param dark whether the sun is known to be down; all false for a load
 * @param target scaled outcome, NaN where it is unknown or may not be used; one a lead
 */
public record OriginRows(
    int origin,
    int first,
    int features,
    int shared,
    float[] x,
    float[] similar,
    float[] median,
    byte[] hour,
    byte[] part,
    boolean[] weekend,
    boolean[] dark,
    float[] target) {

  /** Number of leads in the arrays. */
  public int leads() {
    return hour.length;
  }
}

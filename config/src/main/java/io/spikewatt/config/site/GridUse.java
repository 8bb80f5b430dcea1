package io.spikewatt.config.site;

/**
 * Permission for a battery to trade with the grid.
 *
 * @param charge whether it may charge beyond the site's surplus
 * @param discharge whether it may discharge beyond the site's load
 */
public record GridUse(boolean charge, boolean discharge) {
  public static final GridUse FREE = new GridUse(true, true);
}

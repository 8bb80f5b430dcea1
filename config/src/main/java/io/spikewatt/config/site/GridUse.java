package io.spikewatt.config.site;

/** Whether a battery may charge beyond the site's surplus and discharge beyond its load. */
public record GridUse(boolean charge, boolean discharge) {
  public static final GridUse FREE = new GridUse(true, true);
}

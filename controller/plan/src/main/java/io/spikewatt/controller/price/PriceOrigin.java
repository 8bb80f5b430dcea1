package io.spikewatt.controller.price;

/** Where a price or an emission comes from, from the strongest to the weakest. */
public enum PriceOrigin {
  /** Published by the command {@code prices}. */
  COMMAND,
  /** Answer of a configured source. */
  SOURCE,
  /** Forecast from published prices; emissions as on the last known day. */
  LEARNT,
  /** The site's configuration. */
  TARIFF
}

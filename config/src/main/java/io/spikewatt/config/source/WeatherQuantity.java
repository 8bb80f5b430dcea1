package io.spikewatt.config.source;

/** A quantity that a weather or solar service predicts, as a mean over a slot, in one unit. */
public enum WeatherQuantity {
  /** Air temperature 2 m above ground. */
  TEMPERATURE("°C", -60, 60),
  /** Irradiance on the horizontal plane, direct and diffuse together. */
  GLOBAL_IRRADIANCE("W/m²", 0, 1_500),
  /** Direct part of the irradiance on the horizontal plane. */
  DIRECT_IRRADIANCE("W/m²", 0, 1_500),
  /** Diffuse part of the irradiance on the horizontal plane. */
  DIFFUSE_IRRADIANCE("W/m²", 0, 1_500),
  /** Part of the sky behind clouds. */
  CLOUD_COVER("%", 0, 100),
  /** Wind speed 10 m above ground. */
  WIND_SPEED("m/s", 0, 75),
  /** Power of the site's PV arrays together, as a solar forecast service computes it. */
  PV_POWER("W", 0, 100_000_000);

  private final String unit;
  private final double least;
  private final double most;

  WeatherQuantity(String unit, double least, double most) {
    this.unit = unit;
    this.least = least;
    this.most = most;
  }

  /** Unit of all its values in Spikewatt. */
  public String unit() {
    return unit;
  }

  /** Least value that is possible on Earth. */
  public double least() {
    return least;
  }

  /** Largest value that is possible on Earth. */
  public double most() {
    return most;
  }
}

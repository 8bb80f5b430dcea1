package io.spikewatt.config.compute;

/** Where the draw of a compute box is known from. */
public sealed interface DrawSource {

  /**
   * The meters of the means, and a constant for what they do not measure.
   *
   * @param restW draw of all other parts, W, {@code >= 0}: an estimate
   */
  record Meters(double restW) implements DrawSource {}

  /**
   * A file with one number, such as {@code power1_average} of a hwmon directory.
   *
   * @param wattsPerUnit of the number, W, {@code > 0}
   */
  record MeterFile(String file, double wattsPerUnit) implements DrawSource {}

  /**
   * An estimate from the processors' use: a straight line.
   *
   * @param idleW at rest, W
   * @param fullW with all processors in use, W, {@code > idleW}
   */
  record Processors(double idleW, double fullW) implements DrawSource {}
}

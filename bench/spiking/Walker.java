/** Something that makes a forecast from its inputs, to be timed. */
interface Walker {
  /**
   * One forecast.
   *
   * @param x steps × inputs
   * @param y steps × outputs
   */
  void walk(float[] x, int steps, float[] y);
}

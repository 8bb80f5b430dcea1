package io.spikewatt.inference.train;

/** The error of one step's outputs. */
interface StepLoss {

  /**
   * @param step of the sequence
   * @param y outputs of the network
   * @param dy receives the derivative of the returned loss by each output
   * @return the loss, 0 with all derivatives 0 where there is no outcome
   */
  double at(int step, float[] y, float[] dy);
}

package io.spikewatt.controller.dispatch;

/**
 * What compute needs of the grid, before anything is given to anyone.
 *
 * @param reservedW what an EV that can wait leaves to compute, W
 * @param urgentW jobs that have to be done in time, W
 * @param worthW compute that is worth its power from the grid, W
 */
record ComputeNeeds(double reservedW, double urgentW, double worthW) {

  ComputeNeeds plus(double jobW, double fromGridW, boolean fromGrid) {
    return new ComputeNeeds(
        reservedW + (fromGrid ? fromGridW : jobW),
        urgentW + jobW,
        worthW + (fromGrid ? fromGridW : 0));
  }

  /** What is left of them once a cluster has its power. */
  ComputeNeeds without(double jobW, double fromGridW) {
    return new ComputeNeeds(reservedW, urgentW - jobW, worthW - fromGridW);
  }
}

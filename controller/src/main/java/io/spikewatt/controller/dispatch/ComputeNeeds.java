package io.spikewatt.controller.dispatch;

/**
 * Needs of compute from the grid, before any allocation.
 *
 * @param reservedW power that an EV that can wait leaves to compute, W
 * @param urgentW urgent jobs, W
 * @param worthW compute that is worth its power from the grid, W
 */
record ComputeNeeds(double reservedW, double urgentW, double worthW) {

  ComputeNeeds plus(double jobW, double fromGridW, boolean fromGrid) {
    return new ComputeNeeds(
        reservedW + (fromGrid ? fromGridW : jobW),
        urgentW + jobW,
        worthW + (fromGrid ? fromGridW : 0));
  }

  /** The remaining needs once a cluster has its power. */
  ComputeNeeds without(double jobW, double fromGridW) {
    return new ComputeNeeds(reservedW, urgentW - jobW, worthW - fromGridW);
  }
}

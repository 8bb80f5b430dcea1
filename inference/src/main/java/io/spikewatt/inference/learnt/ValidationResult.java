package io.spikewatt.inference.learnt;

/**
 * How the candidates did on the last part of the history, which nothing was fitted to. The choice
 * and the blend were made on the same rows, so the winner's figures are a little flattering.
 *
 * @param chosen candidate with the least mean absolute error
 * @param naiveDayMae mean absolute error of the same slot a day ago, in the series' unit
 * @param naiveWeekMae of the same slot a week ago
 * @param seasonalMae of the seasonal forecaster
 * @param ridgeMae of the linear stack
 * @param spikingMae of stack and network
 * @param skill 1 - chosen's mean absolute error / that of the better naive
 * @param skillRmse the same for the root mean squared error of the mean forecast
 * @param coverage share of outcomes from P10 to P90 of the chosen; by design near 0.8
 * @param parameters number of learnt numbers of the chosen
 * @param trainingRows origin-slot pairs with an outcome that were learnt from
 * @param validationRows pairs that were compared
 * @param spikesPerStep mean number of spikes of the network in one step
 */
public record ValidationResult(
    CandidateModel chosen,
    double naiveDayMae,
    double naiveWeekMae,
    double seasonalMae,
    double ridgeMae,
    double spikingMae,
    double skill,
    double skillRmse,
    double coverage,
    int parameters,
    int trainingRows,
    int validationRows,
    double spikesPerStep) {}

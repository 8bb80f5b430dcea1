package io.spikewatt.controller.asset;

import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/**
 * Inputs from which a load forms its offer in one cycle.
 *
 * @param takenW power that it was granted last, W; negative = it gives
 * @param isWithoutGrid whether nothing may come from the grid
 * @param policy storage policy: value of energy now
 * @param plan its part of the plan; empty = there is no plan
 * @param now the cycle's moment
 */
public record LoadView(
    AssetState state,
    double takenW,
    boolean isWithoutGrid,
    StoragePolicy policy,
    Optional<LoadPlan> plan,
    Moment now) {}

package io.spikewatt.controller.asset;

import io.spikewatt.hal.time.Moment;
import java.util.Optional;

/**
 * What a load sees of a cycle to say what it wants.
 *
 * @param state its state
 * @param takenW power that it was granted last, W; negative = it gives
 * @param isWithoutGrid whether nothing may come from the grid
 * @param policy storage policy: what energy is worth now
 * @param plan what the plan says of it; empty = there is no plan
 * @param now the cycle's moment
 */
public record LoadView(
    AssetState state,
    double takenW,
    boolean isWithoutGrid,
    StoragePolicy policy,
    Optional<LoadPlan> plan,
    Moment now) {}

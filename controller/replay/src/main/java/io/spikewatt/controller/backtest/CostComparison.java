package io.spikewatt.controller.backtest;

import io.spikewatt.controller.backtest.HistoryResult.Trajectory;
import java.time.Instant;
import java.util.Optional;

/**
 * Costs of a recorded time, as measured and by rules. All count the same slots.
 *
 * @param from start of the first slot that counts
 * @param to end of the last one
 * @param slots that count
 * @param unknown slots of the requested range that were left out because too little is known of
 *     them
 * @param measured as it was; empty where the meter is not known throughout
 * @param rules plain self-consumption with the same batteries
 * @param withoutBattery the same load and production without them; empty where there is none
 */
public record CostComparison(
    Instant from,
    Instant to,
    int slots,
    int unknown,
    Optional<Trajectory> measured,
    Trajectory rules,
    Optional<Trajectory> withoutBattery) {}

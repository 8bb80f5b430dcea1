package io.spikewatt.controller.optimise;

/**
 * The cheapest action in one slot.
 *
 * @param kw power of each storage, discharge positive, kW
 * @param kwh change of each storage's energy, kWh
 * @param supply the sources that serve the rest of the need
 * @param total cost of the slot plus the value after it, currency
 * @param later the value after it, part of {@code total}
 * @param committed the commitment of the generator, or of a storage's converter, after the slot
 * @param runs whether that one runs; without a commitment the split among sources decides
 */
public record SlotChoice(
    double[] kw,
    double[] kwh,
    SupplyMix supply,
    double total,
    double later,
    int committed,
    boolean runs) {}

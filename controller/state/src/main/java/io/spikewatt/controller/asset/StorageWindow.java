package io.spikewatt.controller.asset;

/**
 * Capacity of a storage, and the range of charge in which it is used.
 *
 * @param capacityWh usable capacity, Wh
 * @param minSocPct lowest state of charge, percent
 * @param reservePct state of charge kept for outages, percent, at least {@code minSocPct}
 * @param maxSocPct highest state of charge, percent
 * @param efficiency of charging and of discharging, each, 0..1
 */
public record StorageWindow(
    double capacityWh, double minSocPct, double reservePct, double maxSocPct, double efficiency) {}

package io.spikewatt.controller.asset;

import java.time.Duration;

/**
 * A generator that runs on request, in an island only; its own controller starts, synchronises,
 * loads and cools it down.
 *
 * @param lapses whether it drops a request by itself that is not renewed
 * @param startSocPct state of charge of the island's batteries below which it is requested, percent
 * @param stopSocPct state of charge from which it is no longer needed, percent
 * @param minRun it is not stopped sooner
 * @param minRest it is not started again sooner
 * @param plannable whether a plan can request it
 */
public record BackupGenerator(
    String id,
    boolean lapses,
    double startSocPct,
    double stopSocPct,
    Duration minRun,
    Duration minRest,
    boolean plannable)
    implements ControlCapability {}

package io.spikewatt.controller.asset;

/** How dispatch controls a device: what it can do, never which kind it is. */
public sealed interface ControlCapability
    permits BackupGenerator,
        CurtailableSource,
        FastRegulator,
        FlexibleLoad,
        GridSeparation,
        OperationModes,
        SheddableLoad {}

package io.spikewatt.controller.asset;

/** How dispatch controls a device: by its abilities, not by its kind. */
public sealed interface ControlCapability
    permits BackupGenerator,
        CurtailableSource,
        FastRegulator,
        FlexibleLoad,
        GridSeparation,
        OperationModes,
        SheddableLoad {}

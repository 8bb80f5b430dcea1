package io.spikewatt.controller.asset;

/** A switch that separates the site from the public grid. */
public record GridSeparation() implements ControlCapability {}

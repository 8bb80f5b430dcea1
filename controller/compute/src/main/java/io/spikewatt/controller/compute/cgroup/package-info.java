/**
 * Groups of processes on Linux, held by the kernel's control groups: a quota of processor time, the
 * freezer, and the time used. Version 2 and version 1, whichever has the controller.
 *
 * <p>Tested with real processes in version 1 (cpu, cpuacct, freezer) and with the freezer of
 * version 2; the quota of version 2 ({@code cpu.max}) against plain files only. A frozen process of
 * a GPU keeps its memory there, and the GPU its idle power: never seen on hardware.
 */
@NullMarked
package io.spikewatt.controller.compute.cgroup;

import org.jspecify.annotations.NullMarked;

package io.spikewatt.controller.cycle;

import java.util.concurrent.CompletableFuture;

/** Reads the configuration again. The file is checked beside the cycle, before anything changes. */
@FunctionalInterface
public interface ConfigReload {

  /** Where there is no file to read again. */
  ConfigReload NONE =
      () -> CompletableFuture.completedFuture(new Check.Faulty("there is no configuration file"));

  /** Starts a check; it never completes with an exception. */
  CompletableFuture<Check> check();

  sealed interface Check {

    /**
     * The file is sound.
     *
     * @param changes what changes with it; one sentence
     * @param apply puts it in force soon after it was called
     */
    record Sound(String changes, Runnable apply) implements Check {}

    /**
     * The file stays out of force.
     *
     * @param problems in one line
     */
    record Faulty(String problems) implements Check {}
  }
}

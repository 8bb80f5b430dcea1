package io.spikewatt.controller.compute.nvml;

import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Clock;
import io.spikewatt.hal.time.Moment;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.tinylog.Logger;

/**
 * The driver of all GPUs of a box, opened when it is needed and again after it was reset, updated
 * or lost a GPU. The end of the process closes it. Safe for use by many threads.
 */
public final class NvmlSession {

  private final String file;
  private final Clock clock;
  private @Nullable NvmlLibrary library;
  private boolean open;
  private long generation;

  /**
   * @param file the library, a path or a name that the system's linker finds; empty = the driver's
   */
  public NvmlSession(String file, Clock clock) {
    this.file = file.isEmpty() ? NvmlLibrary.NAME : file;
    this.clock = clock;
  }

  /** Asks the driver about one GPU. */
  @FunctionalInterface
  interface GpuCall<T> {
    T run(NvmlLibrary nvml, MemorySegment device) throws NvmlException;
  }

  /**
   * One GPU, by its index or its {@code GPU-…} identifier. An index is taken once: afterwards the
   * card is known by its identifier, because indices move when a GPU is lost.
   */
  final class Gpu {

    private final Backoff backoff = new Backoff();
    private String id;
    private @Nullable MemorySegment handle;
    private long handleOf;
    private @Nullable NvmlException failure;

    private Gpu(String id) {
      this.id = id;
    }

    /** Counts the times that the driver was opened: settings of before may be gone. */
    long generation() {
      synchronized (NvmlSession.this) {
        return generation;
      }
    }

    /**
     * The answer of a call. After a loss of the device or the driver, the next tries wait.
     *
     * @throws NvmlException of a function that failed, or the last one while tries wait
     */
    <T> T call(GpuCall<T> call) throws NvmlException {
      synchronized (NvmlSession.this) {
        Moment now = clock.now();
        NvmlException before = failure;
        if (before != null && !backoff.ready(now)) {
          throw new NvmlException(before, backoff.why(String.valueOf(before.getMessage()), now));
        }
        try {
          NvmlLibrary opened = opened();
          T answer = call.run(opened, handle(opened));
          if (failure != null) {
            Logger.info("{} answers again", id);
          }
          failure = null;
          backoff.succeeded();
          return answer;
        } catch (NvmlException e) {
          if (e.losesDevice()) {
            lost(e, now);
          }
          throw e;
        }
      }
    }

    private MemorySegment handle(NvmlLibrary nvml) throws NvmlException {
      MemorySegment known = handle;
      if (known != null && handleOf == generation) {
        return known;
      }
      MemorySegment found;
      if (id.matches("[0-9]{1,4}")) {
        found = nvml.byIndex(Integer.parseInt(id));
        id = nvml.uuid(found);
      } else {
        found = nvml.byUuid(id);
      }
      handle = found;
      handleOf = generation;
      return found;
    }

    private void lost(NvmlException e, Moment now) {
      if (failure == null) {
        Logger.warn("{}: {}", id, e.getMessage());
      }
      failure = e;
      handle = null;
      backoff.failed(now);
      shutDown();
    }
  }

  /** A GPU of this box, which need not be there yet. */
  Gpu gpu(String id) {
    return new Gpu(id);
  }

  private NvmlLibrary opened() throws NvmlException {
    NvmlLibrary loaded = library;
    if (loaded == null) {
      loaded = NvmlLibrary.load(file);
      library = loaded;
    }
    if (!open) {
      loaded.init();
      open = true;
      generation++;
    }
    return loaded;
  }

  /** Lets the driver go; the next call opens it again. */
  private void shutDown() {
    NvmlLibrary loaded = library;
    if (loaded == null || !open) {
      return;
    }
    open = false;
    try {
      loaded.shutdown();
    } catch (NvmlException e) {
      Logger.debug("closing the driver: {}", e.getMessage());
    }
  }
}

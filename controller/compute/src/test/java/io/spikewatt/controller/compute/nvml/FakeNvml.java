package io.spikewatt.controller.compute.nvml;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * NVML with two simulated cards (200 to 750 W, 700 W by default, 70 W idle, 1,980 MHz), compiled
 * from {@code src/test/c}. Each instance is a library of its own; its time stands until {@link
 * #time}.
 */
public final class FakeNvml {

  private static final Path SOURCE = Path.of("src/test/c/fake_nvml.c");

  private final Path file;
  private final SymbolLookup symbols;

  private FakeNvml(Path file, SymbolLookup symbols) {
    this.file = file;
    this.symbols = symbols;
  }

  /** Compiles the library if that was not done; skips the test without a C compiler. */
  @SuppressWarnings("restricted")
  public static FakeNvml in(Path folder) throws Exception {
    Path file = Files.copy(compiled(), folder.resolve("libnvidia-ml.so.1"));
    return new FakeNvml(file, SymbolLookup.libraryLookup(file, Arena.global()));
  }

  private static Path compiled() throws IOException, InterruptedException {
    String hash = HexFormat.of().toHexDigits(Files.readString(SOURCE).hashCode());
    Path library = Path.of("target", "fake-nvml-" + hash + ".so").toAbsolutePath();
    if (Files.exists(library)) {
      return library;
    }
    Path beside = Files.createTempFile(library.getParent(), "fake-nvml", ".so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  List.of(
                      "gcc",
                      "-Wall",
                      "-Wextra",
                      "-Werror",
                      "-shared",
                      "-fPIC",
                      "-o",
                      beside.toString(),
                      SOURCE.toString()))
              .inheritIO()
              .start();
    } catch (IOException e) {
      Files.delete(beside);
      return Assumptions.abort("SKIPPED: no C compiler for the fake NVML: " + e.getMessage());
    }
    if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
      throw new IOException("gcc does not compile " + SOURCE);
    }
    return Files.move(beside, library);
  }

  /** Where it lies, as {@link NvmlSession} takes it. */
  public String file() {
    return file.toString();
  }

  /** The library's time since its start; only forwards. */
  public void time(long milliseconds) {
    call("fake_time", FunctionDescriptor.ofVoid(JAVA_LONG), milliseconds);
  }

  /** Time until a change of limit, clock or phase shows in the draw. */
  public void lag(int milliseconds) {
    call("fake_lag", numbers(1), milliseconds);
  }

  /** Draw of a card's work at full clock without a limit. */
  public void phase(int card, int watts) {
    call("fake_phase", numbers(2), card, watts * 1000);
  }

  /** Limit from outside, as of a rack's power manager. */
  public void outsideLimit(int card, int watts) {
    call("fake_outside", numbers(2), card, watts * 1000);
  }

  /** Another program sets the driver's limit. */
  public void otherLimit(int card, int watts) {
    call("fake_limit", numbers(2), card, watts * 1000);
  }

  /** The card is gone, or is back with its defaults; the indices of the others move. */
  public void lost(int card, boolean lost) {
    call("fake_lost", numbers(2), card, lost ? 1 : 0);
  }

  /** The driver is unloaded for this time; afterwards limits and clocks are its defaults. */
  public void unload(int milliseconds) {
    call("fake_unload", numbers(1), milliseconds);
  }

  /** The driver refuses the handles that it gave out before. */
  public void stale() {
    call("fake_stale", numbers(0));
  }

  /** Whether limits may be set, as root may. */
  public void permit(boolean allowed) {
    call("fake_permit", numbers(1), allowed ? 1 : 0);
  }

  /** Whether the cards do not tell their draw, only their energy. */
  public void withoutPower(boolean without) {
    call("fake_without_power", numbers(1), without ? 1 : 0);
  }

  /** Whether the cards do not tell their bounds. */
  public void withoutConstraints(boolean without) {
    call("fake_without_constraints", numbers(1), without ? 1 : 0);
  }

  /** Number of limits and locks that were set until now. */
  public int sets() {
    return (int) call("fake_sets", FunctionDescriptor.of(JAVA_INT));
  }

  /** Lock of a card's clock, MHz; 0 = none. */
  public int lock(int card) {
    return (int) call("fake_lock", FunctionDescriptor.of(JAVA_INT, JAVA_INT), card);
  }

  /** Draw of a card now, W, by an independent meter. */
  public double drawW(int card) {
    return (int) call("fake_draw", FunctionDescriptor.of(JAVA_INT, JAVA_INT), card) / 1000.0;
  }

  /** Energy of a card since the start, J, by an independent meter. */
  public double energyJ(int card) {
    return (long) call("fake_energy", FunctionDescriptor.of(JAVA_LONG, JAVA_INT), card) / 1000.0;
  }

  private static FunctionDescriptor numbers(int count) {
    MemoryLayout[] layouts = new MemoryLayout[count];
    Arrays.fill(layouts, JAVA_INT);
    return FunctionDescriptor.ofVoid(layouts);
  }

  @SuppressWarnings("restricted")
  private Object call(String name, FunctionDescriptor signature, Object... arguments) {
    MethodHandle handle =
        Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), signature);
    try {
      Object answer = handle.invokeWithArguments(arguments);
      return answer == null ? 0 : answer;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}

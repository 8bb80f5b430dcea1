package io.spikewatt.controller.compute.nvml;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * The functions of NVML that power control needs. Safe for use by many threads, as NVML is. A
 * function that an older driver lacks fails with {@link NvmlResult#FUNCTION_NOT_FOUND}.
 */
final class NvmlLibrary {

  /** The driver's own name of the library, which the system's linker finds. */
  static final String NAME = "libnvidia-ml.so.1";

  /** Longest identifier with its end, {@code NVML_DEVICE_UUID_V2_BUFFER_SIZE}. */
  private static final int UUID_BYTES = 96;

  /** Clock of the streaming multiprocessors, {@code NVML_CLOCK_SM}. */
  private static final int CLOCK_SM = 1;

  private static final FunctionDescriptor NOTHING = FunctionDescriptor.of(JAVA_INT);
  private static final FunctionDescriptor DEVICE = FunctionDescriptor.of(JAVA_INT, ADDRESS);
  private static final FunctionDescriptor DEVICE_NUMBER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor DEVICE_TWO_NUMBERS =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor DEVICE_ANSWER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  private static final FunctionDescriptor DEVICE_TWO_ANSWERS =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor DEVICE_NUMBER_ANSWER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  private static final FunctionDescriptor DEVICE_ANSWER_NUMBER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor NUMBER_ANSWER =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS);

  /** A function by its name, if this library has it. */
  private record Function(String name, Optional<MethodHandle> handle) {

    MethodHandle require() throws NvmlException {
      return handle.orElseThrow(() -> new NvmlException(NvmlResult.FUNCTION_NOT_FOUND, name));
    }
  }

  /** A call of a handle; handles declare every exception, C functions throw none. */
  @FunctionalInterface
  private interface Call {
    int run(MethodHandle handle) throws Throwable;
  }

  private final Function init;
  private final Function shutdown;
  private final Function count;
  private final Function byIndex;
  private final Function byUuid;
  private final Function uuid;
  private final Function power;
  private final Function energy;
  private final Function limit;
  private final Function defaultLimit;
  private final Function enforcedLimit;
  private final Function limitRange;
  private final Function setLimit;
  private final Function clock;
  private final Function mostClock;
  private final Function lockClocks;
  private final Function resetClocks;

  private NvmlLibrary(SymbolLookup symbols) {
    init = function(symbols, "nvmlInit_v2", NOTHING);
    shutdown = function(symbols, "nvmlShutdown", NOTHING);
    count = function(symbols, "nvmlDeviceGetCount_v2", DEVICE);
    byIndex = function(symbols, "nvmlDeviceGetHandleByIndex_v2", NUMBER_ANSWER);
    byUuid = function(symbols, "nvmlDeviceGetHandleByUUID", DEVICE_ANSWER);
    uuid = function(symbols, "nvmlDeviceGetUUID", DEVICE_ANSWER_NUMBER);
    power = function(symbols, "nvmlDeviceGetPowerUsage", DEVICE_ANSWER);
    energy = function(symbols, "nvmlDeviceGetTotalEnergyConsumption", DEVICE_ANSWER);
    limit = function(symbols, "nvmlDeviceGetPowerManagementLimit", DEVICE_ANSWER);
    defaultLimit = function(symbols, "nvmlDeviceGetPowerManagementDefaultLimit", DEVICE_ANSWER);
    enforcedLimit = function(symbols, "nvmlDeviceGetEnforcedPowerLimit", DEVICE_ANSWER);
    limitRange =
        function(symbols, "nvmlDeviceGetPowerManagementLimitConstraints", DEVICE_TWO_ANSWERS);
    setLimit = function(symbols, "nvmlDeviceSetPowerManagementLimit", DEVICE_NUMBER);
    clock = function(symbols, "nvmlDeviceGetClockInfo", DEVICE_NUMBER_ANSWER);
    mostClock = function(symbols, "nvmlDeviceGetMaxClockInfo", DEVICE_NUMBER_ANSWER);
    lockClocks = function(symbols, "nvmlDeviceSetGpuLockedClocks", DEVICE_TWO_NUMBERS);
    resetClocks = function(symbols, "nvmlDeviceResetGpuLockedClocks", DEVICE);
  }

  /**
   * Opens a library for as long as the process lives.
   *
   * @param file {@link #NAME}, or a path
   * @throws NvmlException {@link NvmlResult#LIBRARY_NOT_FOUND} if there is none
   */
  // Foreign functions are restricted as a whole; the start script enables them for us.
  @SuppressWarnings("restricted")
  static NvmlLibrary load(String file) throws NvmlException {
    try {
      return new NvmlLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
    } catch (IllegalArgumentException e) {
      throw new NvmlException(NvmlResult.LIBRARY_NOT_FOUND, file);
    }
  }

  @SuppressWarnings("restricted")
  private static Function function(
      SymbolLookup symbols, String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return new Function(
        name, symbols.find(name).map(symbol -> linker.downcallHandle(symbol, signature)));
  }

  /** Opens the driver; each call is undone by one of {@link #shutdown}. */
  void init() throws NvmlException {
    check(init, handle -> (int) handle.invokeExact());
  }

  void shutdown() throws NvmlException {
    check(shutdown, handle -> (int) handle.invokeExact());
  }

  /** Number of GPUs that the driver shows. */
  int count() throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(JAVA_INT);
      check(count, handle -> (int) handle.invokeExact(answer));
      return answer.get(JAVA_INT, 0);
    }
  }

  /** A GPU's handle, valid until the library is shut down or the driver resets. */
  MemorySegment byIndex(int index) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ADDRESS);
      check(byIndex, handle -> (int) handle.invokeExact(index, answer));
      return answer.get(ADDRESS, 0);
    }
  }

  /** The same, by {@code GPU-…}. */
  MemorySegment byUuid(String name) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(name);
      MemorySegment answer = arena.allocate(ADDRESS);
      check(byUuid, handle -> (int) handle.invokeExact(text, answer));
      return answer.get(ADDRESS, 0);
    }
  }

  /** Identifier that stays with the card: {@code GPU-…}. */
  String uuid(MemorySegment device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(UUID_BYTES);
      check(uuid, handle -> (int) handle.invokeExact(device, text, UUID_BYTES));
      return text.getString(0);
    }
  }

  /** Draw of the board, mW; newer cards tell the mean of the last second. */
  long powerMw(MemorySegment device) throws NvmlException {
    return unsigned(power, device);
  }

  /** Energy since the driver was loaded, mJ. */
  long energyMj(MemorySegment device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(JAVA_LONG);
      check(energy, handle -> (int) handle.invokeExact(device, answer));
      return answer.get(JAVA_LONG, 0);
    }
  }

  /** Power limit that was requested of the driver, mW. */
  long limitMw(MemorySegment device) throws NvmlException {
    return unsigned(limit, device);
  }

  /** Power limit after the driver was loaded, mW. */
  long defaultLimitMw(MemorySegment device) throws NvmlException {
    return unsigned(defaultLimit, device);
  }

  /** Lowest of all power limits, mW: the driver's, the board's, and one from outside. */
  long enforcedLimitMw(MemorySegment device) throws NvmlException {
    return unsigned(enforcedLimit, device);
  }

  /** Power limits that the card accepts, mW. */
  Constraints limitConstraints(MemorySegment device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment least = arena.allocate(JAVA_INT);
      MemorySegment most = arena.allocate(JAVA_INT);
      check(limitRange, handle -> (int) handle.invokeExact(device, least, most));
      return new Constraints(unsigned(least), unsigned(most));
    }
  }

  /** Bounds of a power limit, mW. */
  record Constraints(long leastMw, long mostMw) {}

  /** Requests a power limit, mW; needs root. */
  void setLimitMw(MemorySegment device, long milliwatts) throws NvmlException {
    int value = Math.toIntExact(milliwatts);
    check(setLimit, handle -> (int) handle.invokeExact(device, value));
  }

  /** Clock of the streaming multiprocessors now, MHz. */
  long clockMhz(MemorySegment device) throws NvmlException {
    return clock(clock, device);
  }

  /** Highest clock of the streaming multiprocessors, MHz. */
  long mostClockMhz(MemorySegment device) throws NvmlException {
    return clock(mostClock, device);
  }

  /** Keeps the clock within two bounds, MHz; needs root. */
  void lockClocks(MemorySegment device, int leastMhz, int mostMhz) throws NvmlException {
    check(lockClocks, handle -> (int) handle.invokeExact(device, leastMhz, mostMhz));
  }

  /** Undoes {@link #lockClocks}; needs root. */
  void resetClocks(MemorySegment device) throws NvmlException {
    check(resetClocks, handle -> (int) handle.invokeExact(device));
  }

  private static long clock(Function function, MemorySegment device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(JAVA_INT);
      check(function, handle -> (int) handle.invokeExact(device, CLOCK_SM, answer));
      return unsigned(answer);
    }
  }

  private static long unsigned(Function function, MemorySegment device) throws NvmlException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(JAVA_INT);
      check(function, handle -> (int) handle.invokeExact(device, answer));
      return unsigned(answer);
    }
  }

  private static long unsigned(MemorySegment number) {
    return Integer.toUnsignedLong(number.get(JAVA_INT, 0));
  }

  private static void check(Function function, Call call) throws NvmlException {
    int code;
    try {
      code = call.run(function.require());
    } catch (NvmlException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      // C functions throw nothing; only the handles' signature declares it.
      throw new AssertionError(e);
    }
    if (code != NvmlResult.SUCCESS.code()) {
      throw new NvmlException(NvmlResult.of(code), function.name());
    }
  }
}

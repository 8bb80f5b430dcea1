package io.spikewatt.hal.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * The user by whose rights Linux checks a thread's access to files, by foreign functions. Linux
 * keeps one for each thread; a new thread inherits its parent's.
 */
final class ThreadIdentity {

  /** No user: Linux then changes nothing and returns the user in force. */
  private static final int NOBODY = -1;

  private ThreadIdentity() {}

  /** Number of the user in force for this thread. */
  static int uid() {
    return call("setfsuid", NOBODY);
  }

  /**
   * Takes root's rights to files from this thread for good. Throws IOException where that is not
   * permitted, as in some containers. {@code groups} are those besides {@code gid}.
   */
  static void become(int uid, int gid, List<Integer> groups) throws IOException {
    // The C library's own function would change all threads.
    boolean grouped = setGroups(groups);
    call("setfsgid", gid);
    call("setfsuid", uid);
    if (!grouped || call("setfsgid", NOBODY) != gid || uid() != uid) {
      throw new IOException("root may not act as user %d and group %d here".formatted(uid, gid));
    }
  }

  private static int call(String name, int id) {
    try {
      return (int) function(name, FunctionDescriptor.of(JAVA_INT, JAVA_INT)).invokeExact(id);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      // C functions throw nothing; only the handles' signature declares it.
      throw new AssertionError(e);
    }
  }

  private static boolean setGroups(List<Integer> groups) {
    MethodHandle syscall =
        function(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ids =
          arena.allocateFrom(JAVA_INT, groups.stream().mapToInt(Integer::intValue).toArray());
      return (long) syscall.invokeExact(setGroupsNumber(), (long) groups.size(), ids) == 0;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Number of the system call; Linux's newer architectures share arm64's. */
  private static long setGroupsNumber() {
    return System.getProperty("os.arch").equals("amd64") ? 116 : 159;
  }

  // Foreign functions are restricted as a whole; the start script enables them for us.
  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
  }
}

package io.spikewatt.hal.watchdog;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to one Unix socket of Linux, by foreign functions, because Java's own Unix
 * sockets are streams only.
 */
final class UnixDatagram {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** Room for a path in struct sockaddr_un. */
  private static final int PATH_BYTES = 108;

  private final byte[] path;
  private final MethodHandle socket;
  private final MethodHandle sendto;
  private final MethodHandle close;

  /** Path of the socket; a leading {@code @} names one in the abstract namespace. */
  UnixDatagram(String name) {
    path = name.getBytes(StandardCharsets.UTF_8);
    if (path.length > PATH_BYTES) {
      throw new IllegalArgumentException("NOTIFY_SOCKET is too long: " + name);
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    socket = function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    sendto =
        function(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    close = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  }

  /** Whether the kernel took the datagram whole. */
  boolean send(byte[] message) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address =
          arena.allocate(MemoryLayout.sequenceLayout(2 + PATH_BYTES, JAVA_BYTE));
      address.set(JAVA_SHORT.withByteAlignment(1), 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
      int fd = (int) socket.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (fd < 0) {
        return false;
      }
      try {
        MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message);
        long sent =
            (long)
                sendto.invokeExact(
                    fd, bytes, (long) message.length, MSG_NOSIGNAL, address, 2 + path.length);
        return sent == message.length;
      } finally {
        int ignored = (int) close.invokeExact(fd);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      // C functions throw nothing; only the handles' signature declares it.
      throw new AssertionError(e);
    }
  }

  // Foreign functions are restricted as a whole; the start script enables them for us.
  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor signature) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature);
  }
}

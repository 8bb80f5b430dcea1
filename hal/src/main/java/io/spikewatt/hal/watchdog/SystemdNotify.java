package io.spikewatt.hal.watchdog;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * systemd's notification protocol, sd_notify(3): one datagram a message to the socket named in
 * {@code NOTIFY_SOCKET}. Does nothing when the variable is absent. Never throws; counts the
 * messages that could not be sent.
 *
 * <p>Safe for use by many threads.
 */
public final class SystemdNotify {

  private final Optional<UnixDatagram> socket;
  private final AtomicLong failures = new AtomicLong();

  /** For this process. */
  public static SystemdNotify fromEnvironment() {
    return new SystemdNotify(System.getenv());
  }

  SystemdNotify(Map<String, String> environment) {
    socket = address(environment).map(UnixDatagram::new);
  }

  /** Whether there is a service manager to notify. */
  public boolean active() {
    return socket.isPresent();
  }

  /** Start-up is finished. */
  public void ready() {
    send("READY=1");
  }

  /** The control loop and every vital thread have moved. */
  public void watchdog() {
    send("WATCHDOG=1");
  }

  /** The daemon stops in order. */
  public void stopping() {
    send("STOPPING=1");
  }

  /** Messages that could not be sent. */
  public long failures() {
    return failures.get();
  }

  private void send(String message) {
    socket.ifPresent(
        to -> {
          if (!to.send(message.getBytes(StandardCharsets.UTF_8))) {
            failures.incrementAndGet();
          }
        });
  }

  private static Optional<String> address(Map<String, String> environment) {
    // systemd also knows vsock: addresses, for whole virtual machines.
    return Optional.ofNullable(environment.get("NOTIFY_SOCKET"))
        .filter(name -> name.length() > 1)
        .filter(name -> name.startsWith("/") || name.startsWith("@"));
  }
}

package io.spikewatt.hal.watchdog;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * systemd's notification protocol, sd_notify(3): one datagram a message to the socket named in
 * {@code NOTIFY_SOCKET}. Does nothing when the variable is absent. Nothing here throws; what could
 * not be sent is counted.
 *
 * <p>Safe for use by many threads.
 */
public final class SystemdNotify {

  private final Optional<UnixDatagram> socket;
  private final Optional<Duration> watchdogInterval;
  private final AtomicLong failures = new AtomicLong();

  /** For this process: its own environment and process id. */
  public static SystemdNotify fromEnvironment() {
    return new SystemdNotify(System.getenv(), ProcessHandle.current().pid());
  }

  SystemdNotify(Map<String, String> environment, long pid) {
    socket = address(environment).map(UnixDatagram::new);
    watchdogInterval = socket.flatMap(present -> interval(environment, pid));
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

  /** One line for people, shown by {@code systemctl status}. */
  public void status(String line) {
    send("STATUS=" + line.replace('\n', ' '));
  }

  /** The daemon goes down in order. */
  public void stopping() {
    send("STOPPING=1");
  }

  /** Time after which systemd kills a silent process; call {@link #watchdog} at half of it. */
  public Optional<Duration> watchdogInterval() {
    return watchdogInterval;
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

  private static Optional<Duration> interval(Map<String, String> environment, long pid) {
    // A watchdog that is meant for another process is inherited by children as well.
    String owner = environment.get("WATCHDOG_PID");
    if (owner != null && !owner.equals(Long.toString(pid))) {
      return Optional.empty();
    }
    return Optional.ofNullable(environment.get("WATCHDOG_USEC"))
        .filter(text -> text.matches("[1-9][0-9]{0,17}"))
        .map(text -> Duration.of(Long.parseLong(text), java.time.temporal.ChronoUnit.MICROS));
  }
}

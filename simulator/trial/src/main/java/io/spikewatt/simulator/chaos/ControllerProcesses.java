package io.spikewatt.simulator.chaos;

import io.spikewatt.config.site.Site;
import io.spikewatt.controller.local.SiteLock;
import io.spikewatt.controller.report.Event;
import io.spikewatt.hal.message.MessagePort;
import io.spikewatt.hal.message.NoBroker;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.simulator.envelope.EnvelopeRecorder;
import io.spikewatt.simulator.envelope.Visibility;
import io.spikewatt.simulator.server.SharedPlant;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The controller's process, and further ones that are started beside it. Each takes the site's lock
 * with a runtime directory of its own. Confined to one thread.
 */
final class ControllerProcesses {

  private final Site site;
  private final Connections connections;
  private final ControllerMutation mutation;
  private final EnvelopeRecorder recorder;
  private final Consumer<Event> onEvent;
  private final Path directory;
  private int started;
  private @Nullable Running first;
  private @Nullable Running second;

  /**
   * Connections of a process.
   *
   * @param links to the plant's devices
   * @param wiring of contacts and relays
   */
  record Connections(SharedPlant plant, FaultyLinks links, GpioWiring wiring, MessagePort broker) {}

  /**
   * A process that controls.
   *
   * @param name as the recorder knows it
   */
  record Running(String name, DaemonProcess process, Closeable lock) {}

  /**
   * @param directory for the runtime directories
   * @param onEvent receives the controller's events
   */
  ControllerProcesses(
      Site site,
      Connections connections,
      ControllerMutation mutation,
      EnvelopeRecorder recorder,
      Consumer<Event> onEvent,
      Path directory) {
    this.site = site;
    this.connections = connections;
    this.mutation = mutation;
    this.recorder = recorder;
    this.onEvent = onEvent;
    this.directory = directory;
  }

  /** Those that control now; the site's own first. */
  List<Running> running() {
    List<Running> all = new ArrayList<>();
    Optional.ofNullable(first).ifPresent(all::add);
    Optional.ofNullable(second).ifPresent(all::add);
    return all;
  }

  /** Whether a process is the site's own, and not one beside it. */
  boolean isOwn(DaemonProcess process) {
    return first != null && first.process == process;
  }

  /** Ends, begins and reloads processes as the faults of a second want it. */
  void at(FaultInjector faults, Moment now) throws IOException {
    boolean stopped = faults.on(FaultKind.STOPPED);
    boolean gone = stopped || faults.on(FaultKind.KILLED);
    if (gone && first != null) {
      if (stopped) {
        first.process.release(now);
      }
      end(first);
      first = null;
      connections.wiring.letGo();
    }
    if (!gone && first == null) {
      recorder.orders().beginsAnew();
      first = start("run", connections.wiring, connections.broker, now);
    }
    if (first != null && (faults.begins(FaultKind.RELOADED) || first.process.wantsReload())) {
      recorder.orders().beginsAnew();
      first.process.reload(now);
    }
    second(faults, now);
    recorder
        .sight()
        .controller(
            gone
                ? Visibility.Controller.GONE
                : faults.on(FaultKind.DECISIONS_STALL)
                    ? Visibility.Controller.STALLED
                    : Visibility.Controller.RUNNING);
  }

  /** A second controller is started, which the site's lock keeps from the site. */
  private void second(FaultInjector faults, Moment now) throws IOException {
    if (second != null && !faults.on(FaultKind.SECOND_START)) {
      end(second);
      second = null;
    }
    if (first != null && faults.begins(FaultKind.SECOND_START)) {
      second = start("run-beside", connections.wiring.another(), new NoBroker(), now);
    }
  }

  /** One that is kept from the site, or fails to start, does not control: null. */
  private @Nullable Running start(String runtime, GpioWiring wiring, MessagePort port, Moment now) {
    try {
      Closeable lock =
          mutation.lock(site, Map.of("RUNTIME_DIRECTORY", directory.resolve(runtime).toString()));
      String name = "process " + ++started;
      recorder.sight().writer(name);
      return new Running(
          name,
          new DaemonProcess(
              site, connections.plant, connections.links, wiring, port, mutation, onEvent, now),
          lock);
    } catch (SiteLock.TakenException kept) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("the process does not start", e);
    }
  }

  private void end(Running one) throws IOException {
    one.process.close();
    one.lock.close();
    recorder.sight().ended(one.name);
  }

  /** Ends all of them abruptly. */
  void end() {
    try {
      for (Running one : running()) {
        end(one);
      }
      if (first != null) {
        connections.wiring.letGo();
      }
      first = null;
      second = null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package io.spikewatt.controller.io;

import io.spikewatt.controller.loop.CycleHandover;
import io.spikewatt.controller.loop.LoopTiming;
import io.spikewatt.controller.loop.PeriodicRunner;
import io.spikewatt.controller.loop.PeriodicThread.Phase;
import io.spikewatt.controller.loop.PeriodicThread.Step;
import io.spikewatt.controller.loop.SharedLinkThreads;
import io.spikewatt.controller.loop.SharedLinkThreads.Job;
import io.spikewatt.drivers.DeviceFactory.Link;
import io.spikewatt.hal.device.Device;
import io.spikewatt.hal.guard.ApprovedSetpoint;
import io.spikewatt.hal.signal.Quantity;
import io.spikewatt.hal.signal.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** The loops that read and write the devices, link by link, so that none waits for another. */
public final class LinkLoops {

  private static final double WRITE_AT = 0.25;

  /** The same in the first cycle, in which the links connect. */
  private static final double FIRST_WRITE_AT = 0.95;

  /** Share of a period by which all links have begun to read. */
  private static final double BEGUN_BY = 0.1;

  /** Links that may begin at once. Only a larger burst would show on the wire. */
  private static final int BURST = 16;

  /** Up to this number the decision follows the last reading, and the meter is polled between. */
  private static final int FEW = 16;

  /** Within this time a battery that empties in an hour moves by a third of a percent. */
  private static final Duration CHARGE_COUNTS = Duration.ofSeconds(10);

  private LinkLoops() {}

  /**
   * The loops that read and write all links, not yet started.
   *
   * @param glanced the link that is polled between its readings, see {@link FastMeterPolling}
   * @param handover notified of each link that was read; many links do not notify it, because they
   *     begin one after the other
   * @param neutral setpoints that a loop leaves when it ends
   */
  public static List<PeriodicRunner> of(
      List<Link> links,
      Optional<Link> glanced,
      PlantBoard board,
      SetpointBoard setpointBoard,
      LoopTiming timing,
      CycleHandover handover,
      Supplier<List<ApprovedSetpoint>> neutral) {
    List<PeriodicRunner> loops = new ArrayList<>(links.size());
    List<Job> readers = new ArrayList<>(links.size());
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      DeviceRunner runner = new DeviceRunner(link.devices(), board, setpointBoard);
      String name = "link " + link.endpoint();
      Duration readAt = readAt(i, links.size(), timing);
      Step read = read(runner, handover, i, links.size());
      Step release = now -> runner.release(neutral.get(), now);
      List<Phase> phases = new ArrayList<>();
      phases.add(new Phase(readAt, read));
      if (link.devices().stream().anyMatch(device -> !device.outputs().isEmpty())) {
        phases.add(
            Phase.following(timing.share(WRITE_AT), timing.share(FIRST_WRITE_AT), runner::write));
      }
      if (links.size() <= FEW && glanced.filter(link::equals).isPresent()) {
        Step poll = readPowerOnly(runner, handover);
        FastMeterPolling.AT.forEach(at -> phases.add(Phase.punctual(timing.share(at), poll)));
      }
      if (phases.size() == 1) {
        readers.add(new Job(name, readAt, runner::ask, read, release));
      } else {
        loops.add(timing.loop(name, phases, runner::writeChanged, release));
      }
    }
    if (!readers.isEmpty()) {
      loops.add(
          new SharedLinkThreads(
              readers, timing.clock(), timing.epoch(), timing.cycle(), timing.onBug()));
    }
    return loops;
  }

  private static Step readPowerOnly(DeviceRunner runner, CycleHandover handover) {
    return now -> {
      if (runner.readPowerOnly(now)) {
        handover.powerRead();
      }
    };
  }

  private static Step read(DeviceRunner runner, CycleHandover handover, int link, int links) {
    if (links > FEW) {
      return runner::read;
    }
    return now -> {
      runner.read(now);
      handover.read(link, now);
    };
  }

  /**
   * Age limits of samples: two cycles, or three readings of slower devices. A state of charge
   * counts ten seconds at least: it hardly moves, and a battery whose link takes longer than a
   * cycle would otherwise alternate between known and unknown.
   */
  public static SequencedMap<Signal, Duration> maxAges(List<Link> links, Duration cycle) {
    SequencedMap<Signal, Duration> ages = new LinkedHashMap<>();
    for (Link link : links) {
      for (Device device : link.devices()) {
        for (Signal signal : device.inputs()) {
          Duration every = device.every(signal);
          Duration age = every.compareTo(cycle) > 0 ? every.multipliedBy(3) : cycle.multipliedBy(2);
          boolean slow = signal.quantity() == Quantity.SOC_PCT && age.compareTo(CHARGE_COUNTS) < 0;
          ages.put(signal, slow ? CHARGE_COUNTS : age);
        }
      }
    }
    return ages;
  }

  /** Few links begin together; many begin in successive bursts, to avoid a queue. */
  private static Duration readAt(int link, int links, LoopTiming timing) {
    int burst = link / BURST;
    return timing.share(BEGUN_BY * burst / Math.ceilDiv(links, BURST));
  }
}

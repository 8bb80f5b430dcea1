package io.spikewatt.controller.command;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.controller.asset.ComputeState;
import io.spikewatt.controller.asset.Estimate;
import io.spikewatt.controller.estimate.PlantState;
import io.spikewatt.controller.setpoint.DeviceRequest;
import io.spikewatt.hal.store.KeptValues;
import io.spikewatt.hal.time.Moment;
import io.spikewatt.hal.time.SettledClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tinylog.Logger;

/**
 * Jobs that compute clusters got by command, and the progress of each: the energy that the cluster
 * is measured to draw above its minimum. While its power is unknown, progress pauses and the pause
 * is reported. Jobs survive a restart. They end when done or due. Confined to the control cycle's
 * thread.
 */
public final class ActiveJobs {

  /** Longest time that one reading counts for, s. */
  private static final double LONGEST_STEP_S = 60;

  /** Longest progress that a restart may lose. The disk is not written every second. */
  private static final Duration KEPT_EVERY = Duration.ofMinutes(5);

  private final Map<String, Role.Compute> clusters = new LinkedHashMap<>();
  private final Map<String, JobProgress> jobs = new LinkedHashMap<>();
  private final KeptValues kept;
  private final List<String> news = new ArrayList<>();
  private final SettledClock clock = new SettledClock();
  private Optional<Moment> lastCycle = Optional.empty();

  /** {@code kept}: store that survives a restart, by device. */
  public ActiveJobs(Site site, KeptValues kept) {
    this.kept = kept;
    for (DeviceConfig device : site.devices()) {
      if (device.role() instanceof Role.Compute role) {
        clusters.put(device.id(), role);
        kept.get(device.id())
            .filter(text -> !text.isEmpty())
            .flatMap(text -> noted(device.id(), text))
            .ifPresent(job -> jobs.put(device.id(), job));
      }
    }
  }

  private static Optional<JobProgress> noted(String device, String text) {
    Optional<JobProgress> job = JobProgress.parse(device, text);
    if (job.isEmpty()) {
      Logger.warn("the job of {} is not understood and forgotten: {}", device, text);
    }
    return job;
  }

  /** The jobs in the state directory. */
  public static ActiveJobs in(Path directory, Site site) {
    String comment = "jobs of compute clusters: Wh, due, largest W, Wh done, s not counted, when";
    Path file = directory.resolve("compute-jobs.properties");
    return new ActiveJobs(site, KeptValues.in(file, comment, Logger::warn));
  }

  /** Replaces the cluster's job by a new one, which is kept at once. */
  public void take(SiteCommand.ComputeJob job, Instant now) {
    JobProgress before = jobs.get(job.device());
    if (before != null) {
      news.add("the job of " + job.device() + " ends before its time: " + before.progress());
    }
    if (job.energyWh() > 0) {
      JobProgress begun = new JobProgress(job.device(), job.energyWh(), job.by(), job.maxW());
      jobs.put(job.device(), begun);
      kept.put(job.device(), begun.keep(now));
    } else {
      end(job.device());
    }
  }

  /** Adds the work done since the last cycle; returns the state with the jobs in it. */
  public PlantState apply(PlantState state, CommandEffects effects) {
    Moment now = state.at();
    Instant settled = clock.at(now);
    double sinceS = lastCycle.map(before -> now.since(before).toNanos() * 1e-9).orElse(0.0);
    lastCycle = Optional.of(now);
    if (jobs.isEmpty()) {
      return state;
    }
    List<ComputeState> working = new ArrayList<>();
    List<Phrase> notes = new ArrayList<>(state.notes());
    for (ComputeState compute : state.computes()) {
      JobProgress job = jobs.get(compute.id());
      if (job == null) {
        continue;
      }
      count(job, compute, sinceS, now.instant());
      if (over(job, now.instant(), settled)) {
        end(compute.id());
        continue;
      }
      if (job.isDueForKeeping(now.instant(), KEPT_EVERY)) {
        kept.put(compute.id(), job.keep(now.instant()));
      }
      if (!measured(compute)) {
        notes.add(
            new Phrase(
                "note.job-uncounted", Map.of("device", compute.id(), "done", job.progress())));
      }
      double maxW = Math.min(job.maxW.orElse(Double.POSITIVE_INFINITY), mostW(compute, effects));
      working.add(compute.with(job.state(maxW)));
    }
    return state.withAssets(working).withNotes(notes);
  }

  /** Events of jobs since the last call, one sentence each. */
  public List<String> news() {
    List<String> events = List.copyOf(news);
    news.clear();
    return events;
  }

  private void count(JobProgress job, ComputeState compute, double sinceS, Instant now) {
    if (job.begins(now)) {
      return;
    }
    double stepS = Math.min(sinceS, LONGEST_STEP_S);
    if (compute.powerW() instanceof Estimate.Known known && measured(compute)) {
      double aboveW = Math.max(0, -known.value() - role(compute.id()).minW());
      job.count(aboveW * stepS / 3600, Math.max(0, sinceS - stepS));
    } else {
      job.count(0, sinceS);
    }
  }

  /** A derived power would count other loads as work. */
  private static boolean measured(ComputeState compute) {
    return compute.powerW() instanceof Estimate.Known known && known.how() == Estimate.How.MEASURED;
  }

  /** A clock that is ahead for a moment must not end a job for good. */
  private boolean over(JobProgress job, Instant now, Instant settled) {
    if (job.isDone()) {
      news.add("the job of " + job.device + " is done: " + job.progress());
      return true;
    }
    if (!job.by.isAfter(now) && !job.by.isAfter(settled)) {
      news.add(
          String.format(
              Locale.ROOT,
              "the job of %s was due and is %.0f Wh short: %s",
              job.device,
              job.leftWh(),
              job.progress()));
      return true;
    }
    return false;
  }

  private void end(String device) {
    jobs.remove(device);
    if (!kept.get(device).orElse("").isEmpty()) {
      kept.put(device, "");
    }
  }

  /** Largest power that the cluster, its budget and its setpoint leave, W. */
  private double mostW(ComputeState compute, CommandEffects effects) {
    return Math.min(
        role(compute.id()).maxW(),
        Math.min(
            requestedW(effects.computeBudgetsW(), compute),
            requestedW(effects.setpoints(), compute)));
  }

  private static double requestedW(Map<String, DeviceRequest> requests, ComputeState compute) {
    DeviceRequest request = requests.get(compute.id());
    return request == null ? Double.POSITIVE_INFINITY : request.value();
  }

  private Role.Compute role(String device) {
    return java.util.Objects.requireNonNull(clusters.get(device));
  }
}

package io.spikewatt.controller.compute.cgroup;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import io.spikewatt.controller.compute.sysfs.KernelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Quota of processor time of a control group, % of all processors of the box. At 100 % there is no
 * quota. It measures no power.
 */
public final class CpuQuota implements PowerMeans {

  private static final int ALL = 100;

  /** Usual period of the kernel's scheduler, µs. */
  private static final long PERIOD_US = 100_000;

  private final Label label;
  private final ControlGroup group;
  private final int processors;
  private final SettingRange range;
  private @Nullable Long wanted;

  /**
   * @param title for people, unique: {@code jobs}
   * @param processors of the box, {@code >= 1}
   * @param least smallest share, 1 to 100 %
   */
  public CpuQuota(String title, ControlGroup group, int processors, long least) {
    this.label = new Label(title, Kind.ADMISSION);
    this.group = group;
    this.processors = processors;
    this.range = new SettingRange(Math.max(1, least), ALL);
  }

  @Override
  public Label label() {
    return label;
  }

  @Override
  public SettingRange range() {
    return range;
  }

  @Override
  public void set(long value) {
    wanted = range.require(value);
    Reading _ = read();
  }

  @Override
  public Reading read() {
    try {
      Path file = group.quotaFile();
      Quota quota = file.endsWith("cpu.max") ? new UnifiedQuota(file) : new SchedulerQuota(file);
      Long value = wanted;
      if (value != null) {
        long wantedUs = value == ALL ? Quota.NONE : PERIOD_US * processors * value / ALL;
        if (quota.share() != Quota.share(wantedUs, PERIOD_US)) {
          quota.set(wantedUs);
        }
      }
      double share = quota.share();
      return new Reading(
          OptionalDouble.empty(),
          OptionalDouble.of(Math.min(ALL, ALL * share / processors)),
          Optional.empty());
    } catch (IOException e) {
      return Reading.failed(e);
    }
  }

  /** A quota as one of the two versions of control groups keeps it. */
  private interface Quota {

    long NONE = -1;

    Pattern UNIFIED = Pattern.compile("(max|[0-9]{1,15}) [1-9][0-9]{0,8}");
    Pattern SCHEDULER = Pattern.compile("-1|[0-9]{1,15}");

    /** Processors that may be used; infinite without a quota. */
    double share() throws IOException;

    void set(long quotaUs) throws IOException;

    static double share(long quotaUs, long periodUs) {
      return quotaUs < 0 ? Double.POSITIVE_INFINITY : (double) quotaUs / periodUs;
    }
  }

  /** {@code cpu.max}: {@code QUOTA PERIOD} or {@code max PERIOD}. */
  private record UnifiedQuota(Path file) implements Quota {

    @Override
    public double share() throws IOException {
      String text = new KernelFile(file).text();
      if (!UNIFIED.matcher(text).matches()) {
        throw new IOException(
            "%s: expected a quota and a period, found \"%s\"".formatted(file, text));
      }
      String[] words = text.split(" ", 2);
      long quotaUs = words[0].equals("max") ? NONE : Long.parseLong(words[0]);
      return Quota.share(quotaUs, Long.parseLong(words[1]));
    }

    @Override
    public void set(long quotaUs) throws IOException {
      new KernelFile(file).write((quotaUs < 0 ? "max" : quotaUs) + " " + PERIOD_US);
    }
  }

  /** {@code cpu.cfs_quota_us} with {@code cpu.cfs_period_us}; -1 is no quota. */
  private record SchedulerQuota(Path file) implements Quota {

    private KernelFile period() {
      return new KernelFile(file.resolveSibling("cpu.cfs_period_us"));
    }

    @Override
    public double share() throws IOException {
      String text = new KernelFile(file).text();
      if (!SCHEDULER.matcher(text).matches()) {
        throw new IOException("%s: expected a quota, found \"%s\"".formatted(file, text));
      }
      return Quota.share(Long.parseLong(text), Math.max(1, period().number()));
    }

    @Override
    public void set(long quotaUs) throws IOException {
      if (period().number() != PERIOD_US) {
        period().write(Long.toString(PERIOD_US));
      }
      new KernelFile(file).write(Long.toString(quotaUs));
    }
  }
}

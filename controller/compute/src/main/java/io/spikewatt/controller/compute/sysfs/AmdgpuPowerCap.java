package io.spikewatt.controller.compute.sysfs;

import io.spikewatt.controller.compute.means.PowerMeans;
import io.spikewatt.controller.compute.means.SettingRange;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The power limit of an AMD GPU, W, by the hwmon files of the kernel's driver. */
public final class AmdgpuPowerCap implements PowerMeans {

  private static final long UW_PER_W = 1_000_000;

  private final Label label;
  private final Path device;
  private final SettingRange configured;
  private final RequestedFile request = new RequestedFile(UW_PER_W);
  private volatile SettingRange range;
  private @Nullable Long wanted;

  /**
   * @param title for people, unique: {@code gpu0}
   * @param device its directory, such as {@code /sys/class/drm/card0/device}; the number of its
   *     hwmon directory changes from start to start
   * @param configured limits to use, W; the card's own bounds and its default limit narrow them
   */
  public AmdgpuPowerCap(String title, Path device, SettingRange configured) {
    this.label = new Label(title, Kind.POWER_LIMIT);
    this.device = device;
    this.configured = configured;
    this.range = configured;
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
    wanted = configured.require(value);
    Reading _ = read();
  }

  @Override
  public Reading read() {
    try {
      Path hwmon = hwmon();
      learnRange(hwmon);
      Long value = wanted;
      if (value != null) {
        request.want(range.clamp(value));
      }
      RequestedFile.InForce inForce = request.reading(new KernelFile(hwmon.resolve("power1_cap")));
      return new Reading(power(hwmon), inForce.watts(), inForce.problem());
    } catch (IOException e) {
      return Reading.failed(e);
    }
  }

  private Path hwmon() throws IOException {
    Path parent = device.resolve("hwmon");
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, "hwmon*")) {
      for (Path one : found) {
        if (Files.exists(one.resolve("power1_cap"))) {
          return one;
        }
      }
    } catch (IOException e) {
      throw new IOException(parent + ": there is no such directory", e);
    }
    throw new IOException(parent + ": the card offers no power limit (power1_cap)");
  }

  private void learnRange(Path hwmon) {
    OptionalDouble least = watts(hwmon, "power1_cap_min");
    OptionalDouble most = watts(hwmon, "power1_cap_max");
    // More than the default is overclocking.
    OptionalDouble usual = watts(hwmon, "power1_cap_default");
    if (least.isPresent() && most.isPresent()) {
      long bottom = (long) Math.ceil(least.getAsDouble());
      long top = (long) Math.min(most.getAsDouble(), usual.orElse(most.getAsDouble()));
      range = configured.within(bottom, Math.max(bottom, top));
    }
  }

  /** The driver's mean where it has one, otherwise the present draw. */
  private static OptionalDouble power(Path hwmon) {
    OptionalDouble mean = watts(hwmon, "power1_average");
    return mean.isPresent() ? mean : watts(hwmon, "power1_input");
  }

  private static OptionalDouble watts(Path hwmon, String file) {
    try {
      return OptionalDouble.of((double) new KernelFile(hwmon.resolve(file)).number() / UW_PER_W);
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}

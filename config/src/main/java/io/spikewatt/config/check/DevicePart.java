package io.spikewatt.config.check;

import io.spikewatt.config.site.DeviceConfig;
import io.spikewatt.config.site.Role;
import io.spikewatt.config.site.Site;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A device of a sound site with its role of one kind.
 *
 * @param path its place in the file, for example {@code devices[2]}
 */
record DevicePart<R extends Role>(String path, DeviceConfig device, R role) {

  /** Devices whose role is of a kind, in the file's order. */
  static <R extends Role> Stream<DevicePart<R>> of(Site site, Class<R> kind) {
    return IntStream.range(0, site.devices().size())
        .filter(i -> kind.isInstance(site.devices().get(i).role()))
        .mapToObj(
            i ->
                new DevicePart<>(
                    "devices[" + i + "]",
                    site.devices().get(i),
                    kind.cast(site.devices().get(i).role())));
  }
}

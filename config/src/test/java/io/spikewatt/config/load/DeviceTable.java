package io.spikewatt.config.load;

import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.LinkDefaults;
import io.spikewatt.config.profile.OutputRegister;
import io.spikewatt.config.profile.RegisterOutput;
import io.spikewatt.hal.signal.Quantity;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an installer has to know about the shipped profiles, as Markdown. */
final class DeviceTable {

  private DeviceTable() {}

  static String ofShipped() {
    List<DeviceProfile> profiles =
        ProfileLoader.shippedIds().stream()
            .map(ProfileLoader::shipped)
            .sorted(Comparator.comparing(p -> p.about().title().toLowerCase(Locale.ROOT)))
            .toList();
    StringBuilder text = new StringBuilder();
    text.append("\n| device | profile | at | sets | lets go | memory | verified |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    profiles.forEach(profile -> text.append(row(profile)));
    profiles.forEach(profile -> text.append(note(profile)));
    return text.toString();
  }

  private static String row(DeviceProfile profile) {
    return Stream.of(
            profile.about().title(),
            "[`" + profile.id() + "`](#" + profile.id() + ")",
            at(profile),
            names(profile.points().writes()),
            letsGo(profile.points()),
            memory(profile.points()),
            profile.about().verified().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String note(DeviceProfile profile) {
    String firmware =
        profile.about().firmware().isEmpty()
            ? ""
            : "\n\nFirmware: " + plain(profile.about().firmware());
    return "\n### "
        + profile.id()
        + "\n\n"
        + plain(profile.about().remarks())
        + firmware
        + "\n\nReads "
        + reads(profile.points())
        + ".\n";
  }

  private static String at(DeviceProfile profile) {
    LinkDefaults link = profile.link();
    return Stream.concat(
            link.port().filter(port -> port != 502).map(port -> "port " + port).stream(),
            link.unit().filter(unit -> unit != 1).map(unit -> "unit " + unit).stream())
        .collect(Collectors.joining(", "));
  }

  private static String reads(DeviceProfile.Points points) {
    return points instanceof DeviceProfile.SunSpec
        ? "what its SunSpec models have, at least " + names(points.reads())
        : names(points.reads());
  }

  private static String letsGo(DeviceProfile.Points points) {
    if (points.writes().isEmpty()) {
      return "";
    }
    return switch (points) {
      case DeviceProfile.Modbus map ->
          Stream.concat(
                  map.heartbeat().stream().map(beat -> beat.timeout()),
                  map.outputs().stream().flatMap(output -> output.timeout().stream()))
              .min(Duration::compareTo)
              .map(DeviceTable::after)
              .orElse("at a stop");
      case DeviceProfile.SunSpec _ -> after(Duration.ofMinutes(1)) + ", if it can";
      case DeviceProfile.OpcUa nodes ->
          nodes.outputs().stream()
              .flatMap(output -> output.timeout().stream())
              .min(Duration::compareTo)
              .map(DeviceTable::after)
              .orElse("at a stop");
      case DeviceProfile.Mqtt topics ->
          topics.outputs().stream()
              .flatMap(output -> output.timeout().stream())
              .min(Duration::compareTo)
              .map(DeviceTable::after)
              .orElse("at a stop");
      default -> "at a stop";
    };
  }

  private static String after(Duration timeout) {
    return "after " + timeout.toSeconds() + " s";
  }

  private static String memory(DeviceProfile.Points points) {
    if (!(points instanceof DeviceProfile.Modbus map) || map.outputs().isEmpty()) {
      return "";
    }
    RegisterOutput output = map.outputs().getFirst();
    OptionalInt daily = output.dailyWrites();
    return daily.isPresent() && output.registers().stream().anyMatch(DeviceTable::wearsWithChange)
        ? daily.getAsInt() + " writes a day"
        : "as often as needed";
  }

  /** Modes are written when control is taken and given back only. */
  private static boolean wearsWithChange(OutputRegister register) {
    return !(register.takes() instanceof OutputRegister.CellContent.Constant)
        && register.persistence() != OutputRegister.Persistence.VOLATILE;
  }

  private static String names(Collection<Quantity> quantities) {
    return quantities.stream().sorted().map(Quantity::wireName).collect(Collectors.joining(", "));
  }

  private static String plain(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}

package io.spikewatt.config.load;

import io.spikewatt.config.check.ProfileRules;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.config.profile.LinkDefaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Loads {@link DeviceProfile}s: the shipped ones by id, the user's own by path. */
public final class ProfileLoader {

  private static final String ENDING = ".yaml";

  private ProfileLoader() {}

  /** Ids of the profiles that come with the program, sorted. */
  public static List<String> shippedIds() {
    Class<?> neighbour = DeviceProfile.class;
    URL file = neighbour.getResource(neighbour.getSimpleName() + ".class");
    return BundledFiles.names(Objects.requireNonNull(file), ENDING);
  }

  /** Whether a profile of that id comes with the program; cheaper than the list. */
  static boolean isShipped(String id) {
    return !id.contains("/") && DeviceProfile.class.getResource(id + ENDING) != null;
  }

  /**
   * A profile that comes with the program.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public static DeviceProfile shipped(String id) {
    if (!isShipped(id)) {
      throw new IllegalArgumentException("no shipped profile " + id);
    }
    return switch (load(resource(id + ENDING), id + ENDING)) {
      case LoadedProfile.Ok ok -> ok.profile();
      case LoadedProfile.Failed failed -> throw new IllegalStateException(failed.toString());
    };
  }

  /** A user's own profile. */
  public static LoadedProfile load(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<byte[]> bytes = TextFile.read(file, problems);
    return bytes.isPresent()
        ? load(bytes.get(), file.toString())
        : new LoadedProfile.Failed(problems.all());
  }

  /** A profile from a file's bytes; messages name the file {@code <id>.yaml}. */
  static LoadedProfile load(byte[] bytes, String fileName) {
    Problems problems = new Problems(fileName);
    Optional<SectionValues> values =
        TextFile.decode(bytes, problems)
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(syntaxTree -> new Validator(problems).file(ProfileKeys.FILE, syntaxTree));
    values.ifPresent(v -> nameIsId(v, fileName, problems));
    values
        .flatMap(v -> v.all(ModbusKeys.MODBUS).stream().findFirst())
        .ifPresent(modbus -> OutputKeys.reportClashes(modbus, problems));
    Optional<DeviceProfile> profile = values.filter(SectionValues::sound).map(ProfileLoader::bind);
    problems.addAt(profile.map(ProfileRules::findings).orElse(List.of()));
    return problems.count() == 0 && profile.isPresent()
        ? new LoadedProfile.Ok(profile.get())
        : new LoadedProfile.Failed(problems.all());
  }

  private static void nameIsId(SectionValues sectionValues, String fileName, Problems problems) {
    Path name = Path.of(fileName).getFileName();
    Optional<String> id = sectionValues.find(ProfileKeys.ID);
    if (name != null && id.isPresent() && !name.toString().equals(id.get() + ENDING)) {
      problems.addAt("id", "the file's name without .yaml: " + name, "\"" + id.get() + "\"");
    }
  }

  private static DeviceProfile bind(SectionValues v) {
    String kind = v.chosen().orElseThrow();
    Points points =
        SectionVariant.bind(PointKinds.ALL, kind, v.alternative().orElseThrow(), Path.of(""));
    SectionValues response = v.one(ProfileKeys.RESPONSE).orElse(SectionValues.DEFAULTS);
    return new DeviceProfile(
        v.get(ProfileKeys.ID),
        new DeviceProfile.About(
            v.get(ProfileKeys.TITLE),
            v.get(ProfileKeys.VERIFIED),
            v.get(ProfileKeys.REMARKS).strip(),
            v.get(ProfileKeys.FIRMWARE).strip()),
        new Response(response.get(ProfileKeys.DEAD_TIME), response.get(ProfileKeys.SETTLING)),
        points,
        v.one(LinkKeys.LINK).map(LinkKeys::bind).orElse(LinkDefaults.NONE),
        v.all(ProfileKeys.PLAUSIBLE).stream().map(ProfileKeys::plausible).toList(),
        v.one(IdentityKeys.IDENTITY).map(IdentityKeys::bind));
  }

  private static byte[] resource(String name) {
    try (InputStream in = DeviceProfile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: profile resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

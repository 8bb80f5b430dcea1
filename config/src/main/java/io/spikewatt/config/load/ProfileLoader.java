package io.spikewatt.config.load;

import io.spikewatt.config.check.ProfileRules;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.profile.DeviceProfile.Points;
import io.spikewatt.config.profile.DeviceProfile.Response;
import io.spikewatt.config.profile.LinkDefaults;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads {@link DeviceProfile}s: the shipped ones by id, the user's own by path. */
public final class ProfileLoader {

  private static final ShippedFiles SHIPPED = new ShippedFiles(DeviceProfile.class);

  /** Profiles as a site names them. */
  static final DescriptionFiles.Kind<DeviceProfile> KIND =
      new DescriptionFiles.Kind<>() {
        @Override
        public String word() {
          return "profile";
        }

        @Override
        public ShippedFiles files() {
          return SHIPPED;
        }

        @Override
        public DeviceProfile shipped(String id) {
          return ProfileLoader.shipped(id);
        }

        @Override
        public DescriptionFiles.Content<DeviceProfile> load(Path file) {
          return switch (ProfileLoader.load(file)) {
            case LoadedProfile.Ok ok ->
                new DescriptionFiles.Content<>(Optional.of(ok.profile()), List.of());
            case LoadedProfile.Failed failed ->
                new DescriptionFiles.Content<>(Optional.empty(), failed.problems());
          };
        }
      };

  private ProfileLoader() {}

  /** Ids of the profiles that come with the program, sorted. */
  public static List<String> shippedIds() {
    return SHIPPED.ids();
  }

  /**
   * A profile that comes with the program.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public static DeviceProfile shipped(String id) {
    return switch (load(SHIPPED.bytes(id), ShippedFiles.fileName(id))) {
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
    values.ifPresent(v -> ShippedFiles.nameIsId(v.find(ProfileKeys.ID), fileName, problems));
    values
        .flatMap(v -> v.all(ModbusKeys.MODBUS).stream().findFirst())
        .ifPresent(modbus -> OutputKeys.reportClashes(modbus, problems));
    Optional<DeviceProfile> profile = values.filter(SectionValues::sound).map(ProfileLoader::bind);
    problems.addAt(profile.map(ProfileRules::findings).orElse(List.of()));
    return problems.count() == 0 && profile.isPresent()
        ? new LoadedProfile.Ok(profile.get())
        : new LoadedProfile.Failed(problems.all());
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
}

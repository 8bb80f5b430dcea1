package io.spikewatt.config.load;

import io.spikewatt.config.check.Finding;
import io.spikewatt.config.check.PartialSite;
import io.spikewatt.config.check.ReferencedFiles;
import io.spikewatt.config.check.SiteRules;
import io.spikewatt.config.check.SiteWarnings;
import io.spikewatt.config.check.StoragePlace;
import io.spikewatt.config.profile.DeviceProfile;
import io.spikewatt.config.site.NetworkFees;
import io.spikewatt.config.site.Site;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.hal.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Loads a site's configuration file: the site, or every problem in the file. */
public final class ConfigLoader {

  private static final int HASH_DIGITS = 12;

  private ConfigLoader() {}

  /**
   * Reads and checks the file, and the files of profiles and network fees that it names. Their
   * content causes no exception.
   */
  public static LoadedSite load(Path file) {
    return load(file, site -> List.of());
  }

  /** As {@link #load(Path)}. {@code unlikely}: further warnings about a sound site. */
  public static LoadedSite load(Path file, Function<Site, List<Finding>> unlikely) {
    Problems problems = new Problems(file.toString());
    Optional<byte[]> bytes = TextFile.read(file, problems);
    return bytes.isPresent()
        ? load(bytes.get(), file, problems, unlikely)
        : new LoadedSite.Failed(problems.all());
  }

  /** Checks a text as the content of a file, whose folder resolves relative file names. */
  public static LoadedSite load(String text, String fileName) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return load(bytes, Path.of(fileName), new Problems(fileName), site -> List.of());
  }

  private static LoadedSite load(
      byte[] bytes, Path file, Problems problems, Function<Site, List<Finding>> unlikely) {
    Path parent = file.getParent();
    Path directory = parent == null ? Path.of("") : parent;
    Optional<SectionValues> values =
        TextFile.decode(bytes, problems)
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(syntaxTree -> new Validator(problems).file(SiteKeys.FILE, syntaxTree));
    if (values.isEmpty()) {
      return new LoadedSite.Failed(problems.all());
    }
    DescriptionFiles<DeviceProfile> profiles =
        new DescriptionFiles<>(ProfileLoader.KIND, directory);
    DescriptionFiles<SourceDescription> sources =
        new DescriptionFiles<>(SourceLoader.KIND, directory);
    NetworkFeesSource fees = new NetworkFeesSource(directory);
    SiteBinder binder = new SiteBinder(values.get(), directory, profiles, sources, fees, problems);
    PartialSite partialSite = binder.draft();
    problems.addAt(SiteRules.findings(partialSite));
    List<Problem> all =
        Stream.of(problems.all(), profiles.problems(), sources.problems(), fees.problems())
            .flatMap(List::stream)
            .toList();
    if (!all.isEmpty()) {
      return new LoadedSite.Failed(all);
    }
    Site site = binder.site(partialSite);
    problems.addAt(SiteWarnings.findings(site));
    problems.addAt(
        StoragePlace.findings(Path.of(site.storage().directory()), file.toAbsolutePath()));
    problems.addAt(unlikely.apply(site));
    String hash = Sha256.of(bytes).substring(0, HASH_DIGITS);
    return new LoadedSite.Ok(
        site, hash, files(site, profiles.files(), sources.files()), problems.all());
  }

  private static List<Path> files(Site site, Set<Path> profiles, Set<Path> sources) {
    Stream<Path> named = ReferencedFiles.of(site).values().stream().map(Path::of);
    Stream<Path> fees =
        site.tariff().networkFees().flatMap(NetworkFees::file).stream().map(Path::of);
    return Stream.of(profiles.stream(), sources.stream(), fees, named)
        .flatMap(paths -> paths)
        .map(file -> file.toAbsolutePath().normalize())
        .distinct()
        .sorted()
        .toList();
  }
}

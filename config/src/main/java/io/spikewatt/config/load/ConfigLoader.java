package io.spikewatt.config.load;

import io.spikewatt.config.check.Draft;
import io.spikewatt.config.check.Finding;
import io.spikewatt.config.check.SiteRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A site's configuration file to a {@link Loaded} site, or to every problem in it. */
public final class ConfigLoader {

  private static final int HASH_DIGITS = 12;

  private ConfigLoader() {}

  /** Reads and checks the file, and the profile files that it names. Throws for nothing in them. */
  public static Loaded load(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<byte[]> bytes = TextFile.read(file, problems);
    return bytes.isPresent()
        ? load(bytes.get(), file, problems)
        : new Loaded.Failed(problems.all());
  }

  /**
   * Checks a text as if it stood in a file.
   *
   * @param fileName for messages, and where relative file names start
   */
  public static Loaded load(String text, String fileName) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return load(bytes, Path.of(fileName), new Problems(fileName));
  }

  private static Loaded load(byte[] bytes, Path file, Problems problems) {
    Path parent = file.getParent();
    Path directory = parent == null ? Path.of("") : parent;
    Optional<Values> values =
        TextFile.decode(bytes, problems)
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(tree -> new Validator(problems).file(SiteKeys.FILE, tree));
    if (values.isEmpty()) {
      return new Loaded.Failed(problems.all());
    }
    ProfileSource profiles = new ProfileSource(directory);
    SiteBinder binder = new SiteBinder(values.get(), directory, profiles, problems);
    Draft draft = binder.draft();
    for (Finding f : SiteRules.findings(draft)) {
      problems.addAt(f.path(), f.expected(), f.found());
    }
    List<Problem> all =
        Stream.concat(problems.all().stream(), profiles.problems().stream()).toList();
    return all.isEmpty() ? new Loaded.Ok(binder.site(draft), hash(bytes)) : new Loaded.Failed(all);
  }

  private static String hash(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

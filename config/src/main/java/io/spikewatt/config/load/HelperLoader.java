package io.spikewatt.config.load;

import io.spikewatt.config.helper.HelperConfig;
import java.nio.file.Path;
import java.util.Optional;

/** Loads the configuration of a compute box's root helper. */
public final class HelperLoader {

  private HelperLoader() {}

  /** The configuration in a file. */
  public static LoadedHelper load(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<HelperConfig> config =
        TextFile.read(file, problems)
            .flatMap(bytes -> TextFile.decode(bytes, problems))
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(tree -> new Validator(problems).file(HelperKeys.FILE, tree))
            .filter(SectionValues::sound)
            .map(values -> HelperKeys.bind(values, problems));
    return problems.count() == 0 && config.isPresent()
        ? new LoadedHelper.Ok(config.get())
        : new LoadedHelper.Failed(problems.all());
  }
}

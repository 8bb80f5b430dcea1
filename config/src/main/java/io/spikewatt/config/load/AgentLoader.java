package io.spikewatt.config.load;

import io.spikewatt.config.check.ComputeAgentRules;
import io.spikewatt.config.compute.ComputeAgentConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Loads the configuration of a compute box's agent. */
public final class AgentLoader {

  private AgentLoader() {}

  /** The configuration in a file. */
  public static LoadedAgent load(Path file) {
    Problems problems = new Problems(file.toString());
    return load(TextFile.read(file, problems), file, problems);
  }

  /** Checks a text as the content of a file, whose folder resolves relative file names. */
  public static LoadedAgent load(String text, Path file) {
    return load(
        Optional.of(text.getBytes(StandardCharsets.UTF_8)), file, new Problems(file.toString()));
  }

  private static LoadedAgent load(Optional<byte[]> content, Path file, Problems problems) {
    Path parent = file.getParent();
    Path directory = parent == null ? Path.of("") : parent;
    Optional<ComputeAgentConfig> config =
        content
            .flatMap(bytes -> TextFile.decode(bytes, problems))
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(tree -> new Validator(problems).file(AgentKeys.FILE, tree))
            .filter(SectionValues::sound)
            .flatMap(values -> AgentKeys.bind(values, directory, problems));
    config.ifPresent(found -> problems.addAt(ComputeAgentRules.findings(found)));
    return problems.count() == 0 && config.isPresent()
        ? new LoadedAgent.Ok(config.get())
        : new LoadedAgent.Failed(problems.all());
  }
}

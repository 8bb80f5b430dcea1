package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.spikewatt.config.compute.MeansSpec;
import io.spikewatt.config.helper.HelperDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code blocks of docs/compute-means.md are right files. */
final class DocumentedMeansTest {

  private static final Path PAGE = Path.of("../docs/compute-means.md");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
  private static final Section AGENT = Section.of("", "Agent.").withChildren(MeansKeys.MEANS);

  @TempDir Path folder;

  private static List<String> blocks() throws IOException {
    List<String> found = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      found.add(blocks.group(1));
    }
    return found;
  }

  private static List<MeansSpec> means(String text) {
    Problems problems = new Problems("agent.yaml");
    List<MeansSpec> means =
        YamlParser.parse(text, problems)
            .map(tree -> new Validator(problems).file(AGENT, tree))
            .filter(SectionValues::sound)
            .map(v -> MeansKeys.bind(v.all(MeansKeys.MEANS), problems))
            .orElse(List.of());
    assertEquals(List.of(), problems.all());
    return means;
  }

  @Test
  void every_block_of_the_page_is_a_right_file() throws IOException {
    List<String> blocks = blocks();
    assertEquals(3, blocks.size());
    assertEquals(
        List.of("chat", "images", "training", "night", "gpu0-clock", "gpu0-limit", "jobs"),
        means(blocks.get(0)).stream().map(MeansSpec::name).toList());
    assertEquals(
        List.of("cpu-quota", "freeze"),
        means(blocks.get(1)).stream().map(MeansSpec::name).toList());
    LoadedHelper helper =
        HelperLoader.load(Files.writeString(folder.resolve("helper.yaml"), blocks.get(2)));
    assertEquals(
        List.of("gpu0", "cpu0", "cgroup"),
        assertInstanceOf(LoadedHelper.Ok.class, helper, helper::toString)
            .config()
            .devices()
            .stream()
            .map(HelperDevice::name)
            .toList());
  }
}

package io.spikewatt.controller.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.load.AgentLoader;
import io.spikewatt.controller.compute.agent.ComputeAgentMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A switch over types is linked when it is first reached, by 140 classes of the class-file library
 * that a start-up archive cannot replace. An agent beside other work does without.
 */
class AgentFootprintTest {

  private static final String LINKED_AT_RUN_TIME = "java/lang/runtime/SwitchBootstraps";

  @Test
  void the_agent_reaches_no_switch_over_types() throws Exception {
    Path ours = classesOf(ComputeAgentMain.class);
    try (Stream<Path> files = Files.walk(ours)) {
      List<Path> classes = files.filter(file -> file.toString().endsWith(".class")).toList();
      assertTrue(classes.size() > 50, "classes found: " + classes.size());
      assertEquals(List.of(), classes.stream().filter(AgentFootprintTest::switches).toList());
    }
    for (String name : List.of("YamlParser.class", "ValueTypes.class")) {
      try (InputStream stream = AgentLoader.class.getResourceAsStream(name)) {
        assertFalse(switches(Objects.requireNonNull(stream).readAllBytes()), name);
      }
    }
  }

  private static Path classesOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static boolean switches(Path file) {
    try {
      return switches(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names stand in a class as they are; a byte is a character. */
  private static boolean switches(byte[] classFile) {
    return new String(classFile, StandardCharsets.ISO_8859_1).contains(LINKED_AT_RUN_TIME);
  }
}

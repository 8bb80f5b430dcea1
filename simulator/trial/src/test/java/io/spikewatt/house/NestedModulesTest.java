package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** House rules and line counts see a module that lies in another's folder. */
final class NestedModulesTest {

  @TempDir private Path checkout;

  @BeforeEach
  void plant() throws IOException {
    for (String module : Set.of("hal", "controller/gateway")) {
      Path room = checkout.resolve(module).resolve("src/main/java/io/spikewatt/room");
      Files.createDirectories(room);
      Files.writeString(
          room.resolve("Twice.java"),
          "package io.spikewatt.room;\n\nfinal class Twice {\n  int one;\n}\n");
    }
  }

  @Test
  void the_rules_of_the_house_see_it() {
    assertEquals(2, MainSources.parse(checkout).size());
    assertEquals(new TreeSet<>(Set.of("Twice")), MainSources.parse(checkout).namesTwice());
    assertTrue(MainSources.parse().size() > 1_000, "this checkout's own");
  }

  @Test
  void the_count_of_lines_sees_it() throws Exception {
    assertTrue(printed("code-lines").contains("controller/gateway        1        4\n"));
    assertTrue(printed("walls").matches("(?s).*\ncontroller/gateway  +1  +5\n.*"));
  }

  private String printed(String bench) throws Exception {
    Path output = checkout.resolve("output");
    Process process =
        new ProcessBuilder(SourceCheckout.file("bench/" + bench).toString(), checkout.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> bench + " ended badly");
    return Files.readString(output);
  }
}

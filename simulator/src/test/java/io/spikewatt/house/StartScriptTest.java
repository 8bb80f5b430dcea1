package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of a checkout, on a machine that has neither Maven nor a way to ask. */
final class StartScriptTest {

  private static final String MAIN =
      "controller/src/main/java/io/spikewatt/controller/cli/Main.java";

  /** Everything that the script may call there. */
  private static final List<String> TOOLS = List.of("dirname", "sed", "ls", "id", "env", "touch");

  @TempDir private Path checkout;

  @BeforeEach
  void copy() throws IOException {
    Files.copy(Path.of("../spikewatt"), checkout.resolve("spikewatt"));
    Path main = checkout.resolve(MAIN);
    Files.createDirectories(main.getParent());
    Files.copy(Path.of("..").resolve(MAIN), main);
    Path bin = Files.createDirectory(checkout.resolve("bin"));
    for (String tool : TOOLS) {
      script(bin.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"");
    }
    for (String fake : List.of("apt-get", "sudo")) {
      script(bin.resolve(fake), "echo \"$0 $*\" >> " + checkout.resolve("installed"));
    }
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private record Ended(int code, String text) {}

  private Ended run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "spikewatt"));
    command.addAll(List.of(arguments));
    Path output = checkout.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", checkout.resolve("bin").toString());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), Files.readString(output));
  }

  @Test
  void helpAndVersionNeedNeitherJavaNorABuild() throws Exception {
    Ended help = run("--help");
    assertEquals(0, help.code, help.text);
    assertTrue(help.text.startsWith("spikewatt: supervisory control for a microgrid"), help.text);
    assertTrue(help.text.contains("\n  check --config FILE [--strict]\n"), help.text);
    assertTrue(help.text.endsWith("78 configuration.\n"), help.text);
    assertEquals(new Ended(0, "spikewatt development\n"), run("version"));
    assertFalse(Files.exists(checkout.resolve(".build")));
  }

  @Test
  void nothingIsInstalledWithoutConsent() throws Exception {
    Ended refused = run("check");
    assertEquals(69, refused.code, refused.text);
    assertTrue(refused.text.contains("pass --yes as the first argument"), refused.text);
    assertFalse(Files.exists(checkout.resolve("installed")), refused.text);
    run("--yes", "check");
    assertTrue(Files.readString(checkout.resolve("installed")).contains("install"));
  }
}

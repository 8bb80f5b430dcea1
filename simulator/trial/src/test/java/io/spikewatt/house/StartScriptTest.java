package io.spikewatt.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of a checkout, on a machine that has neither Maven nor a way to ask. */
final class StartScriptTest {

  private static final String MAIN =
      "controller/gateway/src/main/java/io/spikewatt/controller/cli/Main.java";

  private static final String COMMANDS =
      "config/src/main/resources/io/spikewatt/config/cli/commands.txt";

  /** Everything that the script may call there. */
  private static final List<String> TOOLS =
      List.of(
          "dirname", "awk", "sed", "ls", "id", "env", "touch", "mkdir", "mv", "find", "grep",
          "flock", "cat", "sleep");

  @TempDir private Path checkout;

  @BeforeEach
  void copy() throws IOException {
    for (String file : List.of("spikewatt", MAIN, "packaging/bin/arguments", COMMANDS)) {
      Path copy = checkout.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(SourceCheckout.file(file), copy);
    }
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
    Path output = checkout.resolve("output");
    return ended(start(output, arguments), output);
  }

  private Process start(Path output, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "spikewatt"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(checkout.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", checkout.resolve("bin").toString());
    builder.environment().put("JAVA_HOME", checkout.resolve("jdk").toString());
    return builder.start();
  }

  private static Ended ended(Process process, Path output) throws Exception {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Ended(process.exitValue(), Files.readString(output));
  }

  @Test
  void helpAndVersionNeedNeitherJavaNorABuild() throws Exception {
    Ended help = run("--help");
    assertEquals(0, help.code, help.text);
    assertTrue(help.text.startsWith("spikewatt: supervisory control for a microgrid"), help.text);
    assertTrue(
        help.text.contains("\n  check                        checks configuration"), help.text);
    assertTrue(help.text.endsWith("78 configuration.\n"), help.text);
    for (String[] asked : List.of(new String[] {"help", "why"}, new String[] {"why", "--help"})) {
      Ended why = run(asked);
      assertEquals(0, why.code, why.text);
      assertTrue(why.text.startsWith("usage: spikewatt why [TIME] "), why.text);
    }
    assertEquals(new Ended(0, "spikewatt development\n"), run("version"));
    assertFalse(Files.exists(checkout.resolve(".build")));
  }

  @Test
  void nothingIsInstalledWithoutConsent() throws Exception {
    Ended refused = run("check");
    assertEquals(69, refused.code, refused.text);
    assertTrue(refused.text.contains("pass --yes to have it installed"), refused.text);
    assertFalse(Files.exists(checkout.resolve("installed")), refused.text);
    run("--yes", "check");
    assertTrue(Files.readString(checkout.resolve("installed")).contains("install"));
    Files.delete(checkout.resolve("installed"));
    run("demo", "--yes");
    assertTrue(Files.readString(checkout.resolve("installed")).contains("install"));
  }

  @Test
  void aSecondBuildWaitsForTheFirstAndFindsNothingLeftToDo() throws Exception {
    Path jdk = Files.createDirectories(checkout.resolve("jdk/bin"));
    script(jdk.resolve("java"), "echo 'openjdk version \"25.0.1\" 2025-10-21'");
    script(jdk.resolve("javac"), "exit 0");
    Path runs = checkout.resolve("runs");
    Path go = checkout.resolve("go");
    script(
        checkout.resolve("bin/mvn"),
        "echo run >> %s; while [ ! -e %s ]; do sleep 0.05; done".formatted(runs, go));
    Files.writeString(checkout.resolve("pom.xml"), "");
    Files.writeString(checkout.resolve("controller/gateway/pom.xml"), "");
    Path one = checkout.resolve("one");
    Path two = checkout.resolve("two");
    Process first = start(one, "build");
    await(() -> Files.exists(runs));
    Process second = start(two, "build");
    await(() -> Files.exists(two) && Files.readString(two).contains("waiting for another build"));
    Files.writeString(go, "");
    assertEquals(0, ended(first, one).code);
    assertEquals(0, ended(second, two).code, Files.readString(two));
    assertEquals("run\n", Files.readString(runs));
  }

  @Test
  void aChangeInAModuleThatLiesInAnothersFolderIsBuilt() throws Exception {
    Path jdk = Files.createDirectories(checkout.resolve("jdk/bin"));
    script(jdk.resolve("java"), "echo 'openjdk version \"25.0.1\" 2025-10-21'");
    script(jdk.resolve("javac"), "exit 0");
    Path runs = checkout.resolve("runs");
    script(checkout.resolve("bin/mvn"), "echo run >> " + runs);
    assertEquals(0, run("build").code);
    assertEquals(0, run("build").code);
    assertEquals("run\n", Files.readString(runs), "nothing has changed");
    for (String changed : List.of(MAIN, "controller/gateway/pom.xml")) {
      Files.writeString(checkout.resolve(changed), " ");
      FileTime later = FileTime.from(Instant.now().plusSeconds(60));
      Files.setLastModifiedTime(checkout.resolve(changed), later);
      Files.delete(runs);
      assertEquals(0, run("build").code);
      assertEquals("run\n", Files.readString(runs), changed);
      Files.setLastModifiedTime(checkout.resolve(changed), FileTime.fromMillis(0));
    }
  }

  private static void await(Callable<Boolean> done) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!done.call()) {
      assertTrue(System.nanoTime() < end, "not within 30 s");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}

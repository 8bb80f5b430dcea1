package io.spikewatt.controller.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.ConfigLoader;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.controller.assistant.proposal.PinHash;
import io.spikewatt.testkit.OneMeterSite;
import io.spikewatt.testkit.SourceCheckout;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The blocks of docs/assistant.md, in its order, without the service: {@link AskServedTest} has a
 * daemon with the page's section.
 */
class DocumentedAssistantTest {

  @TempDir private Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Blocks of a language, without the page's indentation. */
  static List<String> blocks(String language) throws IOException {
    String page = Files.readString(SourceCheckout.file("docs/assistant.md"));
    return Pattern.compile("(?ms)^( *)```" + language + "\\n(.*?)^ *```$")
        .matcher(page)
        .results()
        .map(found -> found.group(2).replaceAll("(?m)^" + found.group(1), ""))
        .toList();
  }

  @Test
  void each_command_of_the_page_does_what_it_says() throws Exception {
    Path site = OneMeterSite.write(folder, "home");
    List<String> commands = new ArrayList<>();
    for (String block : blocks("sh")) {
      block.lines().map(line -> line.replaceFirst("^sudo ", "")).forEach(commands::add);
    }
    assertEquals(8, commands.size(), commands::toString);
    InputStream stdin = System.in;
    System.setIn(new ByteArrayInputStream("482913\n482913\n".getBytes(UTF_8)));
    try {
      for (String command : commands) {
        if (command.startsWith("systemctl ")) {
          continue;
        }
        String words = command.replaceFirst("^spikewatt ", "").replace("\"", "");
        ExitCode code = run(site, words);
        switch (words.replaceFirst("^(\\S+( \\S+)?).*", "$1")) {
          case "assistant client", "check" -> assertEquals(ExitCode.OK, code, () -> command + err);
          case "assistant pin" -> assertPin(code);
          case "audit verify", "ask why" -> assertEquals(ExitCode.UNREACHABLE, code, command);
          default -> throw new AssertionError("no test of: " + command);
        }
        if (words.equals("assistant client add desk")) {
          Files.writeString(site, blocks("yaml").getFirst(), StandardOpenOption.APPEND);
          assertEquals(ExitCode.OK, run(site, "check"), err::toString);
        }
      }
    } finally {
      System.setIn(stdin);
    }
    assertTrue(Files.notExists(folder.resolve("desk-token")), "it was revoked");
  }

  @Test
  void a_model_beyond_this_network_needs_share_with() throws Exception {
    String near = blocks("yaml").get(1);
    Path site = OneMeterSite.write(folder, "home");
    String home = Files.readString(site) + "page: {}\n";
    assertInstanceOf(LoadedSite.Ok.class, ConfigLoader.load(home + near, "site.yaml"));
    Files.writeString(
        site, home + near.replace("http://127.0.0.1:8080/v1", "https://api.example.org/v1"));
    assertEquals(ExitCode.CONFIG, run(site, "ask why"));
    String said = err.toString(UTF_8);
    assertTrue(said.contains("assistant.share-with: expected api.example.org"), said);
    assertTrue(said.contains("found nothing"), said);
  }

  private void assertPin(ExitCode code) throws Exception {
    assertEquals(ExitCode.OK, code, err::toString);
    Path file = folder.resolve("anna.pin");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    PinHash hash = PinHash.parse(Files.readString(file));
    assertTrue(hash.matches("482913"));
    assertTrue(out.toString(UTF_8).contains("{ name: anna, pin-file: anna.pin }"));
  }

  private ExitCode run(Path site, String words) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of(words.split(" ")));
    all.addAll(List.of("--config", site.toString()));
    return Main.run(all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }
}

package io.spikewatt.controller.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTokenTest {

  @TempDir private Path directory = Path.of("");

  private PageToken of(Optional<String> file) throws IOException {
    return PageToken.of(file.map(Path::of), directory);
  }

  @Test
  void it_is_made_once_with_128_bits_for_its_owner_only() throws IOException {
    PageToken made = of(Optional.empty());
    Path file = directory.resolve(PageToken.FILE);
    String text = Files.readString(file).strip();
    assertTrue(text.matches("[0-9a-f]{32}"), text);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertTrue(made.matches(text));
    assertTrue(of(Optional.empty()).matches(text), "a restart keeps it");
    assertFalse(made.matches(text.substring(1)));
    assertFalse(made.matches(""));
    Files.delete(file);
    assertFalse(of(Optional.empty()).matches(text), "another one is different");
  }

  @Test
  void a_session_is_not_the_token_and_ends_with_it() throws IOException {
    PageToken made = of(Optional.empty());
    String text = Files.readString(directory.resolve(PageToken.FILE)).strip();
    assertNotEquals(text, made.session());
    assertTrue(made.matchesSession(made.session()));
    assertFalse(made.matchesSession(text));
    assertFalse(made.matches(made.session()));
    Files.delete(directory.resolve(PageToken.FILE));
    assertFalse(of(Optional.empty()).matchesSession(made.session()));
  }

  @Test
  void a_file_of_the_users_counts_and_a_short_one_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("mine"), " correct-horse-battery \n");
    assertTrue(of(Optional.of(file.toString())).matches("correct-horse-battery"));
    assertFalse(Files.exists(directory.resolve(PageToken.FILE)));
    Files.writeString(file, "short");
    IOException refused = assertThrows(IOException.class, () -> of(Optional.of(file.toString())));
    assertTrue(String.valueOf(refused.getMessage()).contains("at least 16"), refused::toString);
    Files.delete(file);
    assertThrows(IOException.class, () -> of(Optional.of(file.toString())));
  }

  @Test
  void a_made_one_that_has_lost_its_end_is_refused() throws IOException {
    PageToken made = of(Optional.empty());
    Path file = directory.resolve(PageToken.FILE);
    String text = Files.readString(file).strip();
    assertTrue(made.matches(text));
    for (int length : new int[] {0, 16, 31}) {
      Files.writeString(file, text.substring(0, length));
      IOException refused = assertThrows(IOException.class, () -> of(Optional.empty()));
      assertTrue(
          String.valueOf(refused.getMessage())
              .endsWith("page-token: expected at least 32 characters, found " + length),
          refused::toString);
    }
  }
}

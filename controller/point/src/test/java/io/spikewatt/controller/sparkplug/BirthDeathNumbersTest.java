package io.spikewatt.controller.sparkplug;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BirthDeathNumbersTest {

  @Test
  void numbers_begin_at_0_and_0_follows_255() {
    BirthDeathNumbers numbers = new BirthDeathNumbers(KeptValues.inMemory());
    for (int i = 0; i < 600; i++) {
      assertEquals(i % 256, numbers.next());
      assertEquals(i % 256, numbers.present());
    }
  }

  @Test
  void the_number_of_the_last_birth_outlives_a_restart_and_attempts_do_not_touch_the_disk(
      @TempDir Path directory) throws Exception {
    List<String> problems = new ArrayList<>();
    Path file = directory.resolve("sparkplug.properties");
    BirthDeathNumbers numbers = BirthDeathNumbers.in(directory, problems::add);
    for (int i = 0; i < 5; i++) {
      numbers.next();
    }
    assertFalse(Files.exists(file));
    numbers.born(numbers.present());
    assertEquals(5, BirthDeathNumbers.in(directory, problems::add).next());
    Files.writeString(file, "last-birth=256\n");
    assertEquals(0, BirthDeathNumbers.in(directory, problems::add).next());
    assertEquals(1, problems.size(), problems::toString);
  }
}

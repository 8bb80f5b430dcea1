package io.spikewatt.config.load;

import static org.junit.jupiter.api.Assertions.fail;

import io.spikewatt.config.site.Site;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Test files, and a {@link LoadedSite} taken apart. */
final class Fixture {

  private Fixture() {}

  /** A file beside these tests. */
  static String text(String name) {
    try (InputStream in = Fixture.class.getResourceAsStream(name)) {
      if (in == null) {
        return fail("no test file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Site site(LoadedSite loadedSite) {
    return switch (loadedSite) {
      case LoadedSite.Ok ok -> ok.site();
      case LoadedSite.Failed failed -> fail(failed.problems().toString());
    };
  }

  static List<Problem> problems(LoadedSite loadedSite) {
    return switch (loadedSite) {
      case LoadedSite.Ok ok -> fail("loaded: " + ok.site());
      case LoadedSite.Failed failed -> failed.problems();
    };
  }
}

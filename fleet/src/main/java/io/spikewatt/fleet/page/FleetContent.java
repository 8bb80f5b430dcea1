package io.spikewatt.fleet.page;

import io.spikewatt.config.words.Language;
import io.spikewatt.controller.http.PageContent;
import io.spikewatt.controller.http.PageRoute;
import io.spikewatt.controller.http.StaticFile;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The page of a fleet: its files and its state. It takes no commands. */
record FleetContent(FleetFeed feed) implements PageContent {

  private static final Class<?> HERE = FleetContent.class;

  /** Files of this page alone. */
  static final List<StaticFile> OWN =
      List.of(
          StaticFile.page(HERE, "index.html"),
          StaticFile.style("/fleet.css", HERE, "fleet.css"),
          StaticFile.script("/fleet.js", HERE, "fleet.js"),
          StaticFile.script("/sites.js", HERE, "sites.js"),
          StaticFile.script("/words.js", HERE, "words.js"),
          StaticFile.texts(Language.all(), "fleet."));

  private static final List<StaticFile> SHARED =
      List.of(
          StaticFile.BASE_STYLE,
          StaticFile.LANGUAGE,
          StaticFile.LIVE,
          StaticFile.TOKEN,
          StaticFile.PREACT,
          StaticFile.ICON);

  @Override
  public List<StaticFile> files() {
    return Stream.concat(OWN.stream(), SHARED.stream()).toList();
  }

  @Override
  public byte[] state() {
    return FleetDocument.of(feed.overview());
  }

  @Override
  public Map<String, PageRoute> routes() {
    return Map.of();
  }
}

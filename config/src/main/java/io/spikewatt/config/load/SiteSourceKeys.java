package io.spikewatt.config.load;

import io.spikewatt.config.check.PartialSite;
import io.spikewatt.config.site.SiteSource;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceUnit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keys of the sources of a site. */
final class SiteSourceKeys {

  private static final Key<String> SOURCE =
      Key.required(
          "source",
          ValueTypes.text("a shipped source or a path to a .yaml file", "\\S(.*\\S)?"),
          "service: a shipped source, or a file of your own, relative to this file");
  private static final Key<String> NAME =
      Key.optional(
          "name",
          ValueTypes.text("lower-case letters, digits and -", "[a-z0-9-]{1,32}"),
          "the source's id, with a number from the second on",
          "unique; names the source in status and log");
  private static final Key<String> HOST =
      Key.optional("host", SourceTypes.HOST, "the source's own", "another server to ask");
  private static final Key<String> USER =
      Key.optional(
          "user",
          FileKeys.USER.type(),
          "none",
          "user name, for a source that asks for one; token-file holds the password then");
  private static final Key<SourceTypes.TextMap> SETTINGS =
      Key.withDefault(
          "settings",
          SourceTypes.settings(),
          SourceTypes.TextMap.NONE,
          "none",
          "values that the source asks for");
  private static final Key<String> TOPIC =
      Key.optional(
          "topic", ValueTypes.topic(), "none", "topic of the broker, for a source that is one");
  private static final Key<SourceUnit> UNIT =
      Key.optional(
          "unit",
          SourceTypes.unit(),
          "the source's",
          "unit of the values, where the site decides it: an entity, a topic");

  static final Section SOURCES =
      Section.of(
              "sources",
              "Services that give prices, emissions and weather; the first that knows a slot gives it.",
              SOURCE,
              NAME,
              HOST,
              USER,
              FileKeys.TOKEN_FILE,
              FileKeys.SERVER_CA_FILE,
              SETTINGS,
              TOPIC,
              UNIT)
          .asList();

  private SiteSourceKeys() {}

  /** Sources without problems of their own. */
  static List<PartialSite.Source> bind(
      List<SectionValues> sources,
      Path directory,
      DescriptionFiles<SourceDescription> files,
      Problems problems) {
    List<PartialSite.Source> bound = new ArrayList<>();
    for (SectionValues v : sources) {
      Optional<SourceDescription> description =
          v.find(SOURCE).flatMap(name -> files.find(name, v.path() + ".source", problems));
      if (v.sound() && description.isPresent()) {
        String name = v.find(NAME).orElseGet(() -> free(description.get().id(), bound));
        bound.add(new PartialSite.Source(v.path(), source(v, name, description.get(), directory)));
      }
    }
    return bound;
  }

  private static SiteSource source(
      SectionValues v, String name, SourceDescription description, Path directory) {
    return new SiteSource(
        name,
        description,
        v.find(HOST),
        v.find(USER),
        new SiteSource.SourceFiles(
            FileKeys.file(v, FileKeys.TOKEN_FILE, directory),
            FileKeys.file(v, FileKeys.SERVER_CA_FILE, directory)),
        v.get(SETTINGS).all(),
        v.find(TOPIC),
        v.find(UNIT).orElse(description.unit()));
  }

  private static String free(String id, List<PartialSite.Source> before) {
    return FileKeys.free(id, before.stream().map(part -> part.source().name()).toList());
  }
}

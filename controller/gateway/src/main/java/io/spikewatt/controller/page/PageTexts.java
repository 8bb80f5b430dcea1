package io.spikewatt.controller.page;

import io.spikewatt.config.site.Site;
import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.json.JsonWriter;
import java.time.Instant;
import java.util.List;

/** Writes phrases in each language of the page, for the people of the site: without ids. */
public record PageTexts(List<Language> languages, ReaderLocale reader, DeviceNames names) {

  public static PageTexts of(List<Language> languages, Site site, Instant now) {
    return new PageTexts(languages, site.reader(now), DeviceNames.of(site));
  }

  /** A field with one text in each language, by its code. */
  void in(JsonWriter writer, String name, Phrase phrase) {
    writer.in(name, body -> each(body, phrase));
  }

  /** One text in each language, by its code. */
  void each(JsonWriter item, Phrase phrase) {
    Phrase named = names.in(phrase);
    languages.forEach(one -> item.put(one.tag(), one.text(named, reader)));
  }
}

package io.spikewatt.controller.page;

import io.spikewatt.config.words.Language;
import io.spikewatt.config.words.Phrase;
import io.spikewatt.config.words.ReaderLocale;
import io.spikewatt.controller.json.JsonWriter;
import java.util.List;

/** Writes phrases in each language of the page, for the people of the site. */
public record PageTexts(List<Language> languages, ReaderLocale reader) {

  /** A field with one text in each language, by its code. */
  void in(JsonWriter writer, String name, Phrase phrase) {
    writer.in(name, body -> each(body, phrase));
  }

  /** One text in each language, by its code. */
  void each(JsonWriter item, Phrase phrase) {
    languages.forEach(one -> item.put(one.tag(), one.text(phrase, reader)));
  }
}

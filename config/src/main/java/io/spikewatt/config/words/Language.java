package io.spikewatt.config.words;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A language with its texts for people, read from one file. Immutable. */
public final class Language {

  private static final String FILE = "io/spikewatt/config/words/words_%s.properties";
  private static final ClassLoader OURS = Language.class.getClassLoader();

  /** The language of messages, records and logs. */
  public static final Language ENGLISH = new Language("en", new Properties(), OURS);

  private final String tag;
  private final Properties texts;

  /** Loads the file directly: the lookup of a {@code ResourceBundle} takes 80 ms of a start. */
  private Language(String tag, Properties texts, ClassLoader files) {
    this.tag = tag;
    this.texts = texts;
    String file = FILE.formatted(tag);
    try (InputStream in = files.getResourceAsStream(file)) {
      texts.load(new InputStreamReader(Objects.requireNonNull(in, file), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** Texts that the file lacks are English. */
  private static Language of(String tag, ClassLoader files) {
    return tag.equals(ENGLISH.tag)
        ? ENGLISH
        : new Language(tag, new Properties(ENGLISH.texts), files);
  }

  /** The language with a code of ISO 639-1; fails if it has no file. */
  public static Language of(String tag) {
    return of(tag, OURS);
  }

  /** Whether a code of ISO 639-1 has a file. */
  public static boolean isKnown(String tag) {
    return tag.matches("[a-z]{2}") && OURS.getResource(FILE.formatted(tag)) != null;
  }

  /** Every language with a file, English first. */
  public static List<Language> all() {
    return among(OURS);
  }

  /** Every language with a file that a loader finds, English first. */
  public static List<Language> among(ClassLoader files) {
    return Stream.of(Locale.getISOLanguages())
        .filter(tag -> files.getResource(FILE.formatted(tag)) != null)
        .map(tag -> of(tag, files))
        .sorted(Comparator.comparing(one -> one != ENGLISH))
        .toList();
  }

  /** Code of the language: {@code en}. */
  public String tag() {
    return tag;
  }

  /** The phrase in this language for records: times in UTC, prices without a currency. */
  public String text(Phrase phrase) {
    return text(phrase, Optional.empty());
  }

  /** The same for people: times and prices by their clock and currency. */
  public String text(Phrase phrase, ReaderLocale reader) {
    return text(phrase, Optional.of(reader));
  }

  private String text(Phrase phrase, Optional<ReaderLocale> reader) {
    String template = template(phrase.key());
    StringBuilder text = new StringBuilder(template.length() + 16);
    int copied = 0;
    int open = template.indexOf('{');
    while (open >= 0) {
      int close = template.indexOf('}', open);
      if (close < 0) {
        break;
      }
      Object value = phrase.values().get(template.substring(open + 1, close));
      if (value != null) {
        text.append(template, copied, open).append(value(value, reader));
        copied = close + 1;
      }
      open = template.indexOf('{', open + 1);
    }
    return text.append(template, copied, template.length()).toString();
  }

  private String value(Object value, Optional<ReaderLocale> reader) {
    return switch (value) {
      case Phrase part -> text(part, reader);
      case FormattedNumber figure -> number(figure.format(), figure.value());
      case EnergyPrice price -> {
        FormattedNumber figure = reader.map(one -> one.of(price)).orElseGet(price::plain);
        yield number(figure.format(), figure.value());
      }
      case Instant at -> reader.map(one -> time(one, at)).orElseGet(at::toString);
      case Object other -> other.toString();
    };
  }

  /** With the date where it is another day than the reader's. */
  private String time(ReaderLocale reader, Instant at) {
    ZonedDateTime local = reader.local(at);
    boolean today = local.toLocalDate().equals(reader.today());
    String pattern = template(today ? "time.today" : "time.other-day");
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(local);
  }

  /** A missing text must not stop control: the key takes its place. */
  private String template(String key) {
    return texts.getProperty(key, key);
  }

  /** True if the language has a text for the key. */
  public boolean has(String key) {
    return texts.getProperty(key) != null;
  }

  /** The texts whose keys begin with a prefix, by the rest of the key. */
  public SortedMap<String, String> under(String prefix) {
    SortedMap<String, String> found = new TreeMap<>();
    texts.stringPropertyNames().stream()
        .filter(key -> key.startsWith(prefix))
        .forEach(key -> found.put(key.substring(prefix.length()), template(key)));
    return found;
  }

  /** A number with this language's decimal sign: {@code "%.1f kW"}. */
  public String number(String format, double value) {
    return String.format(Locale.ROOT, format, value).replace(".", template("decimal"));
  }
}

package io.spikewatt.config.load;

import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.RequestTemplate;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.words.Phrase;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Table of the shipped sources for installers, as Markdown. */
final class SourceTable {

  private SourceTable() {}

  static String ofShipped() {
    List<SourceDescription> sources =
        SourceLoader.shippedIds().stream().map(SourceLoader::shipped).toList();
    StringBuilder text = new StringBuilder();
    text.append("\n| source | service | gives | unit | settings | token | asks | verified |\n");
    text.append("|---|---|---|---|---|---|---|---|\n");
    sources.forEach(source -> text.append(row(source)));
    sources.forEach(source -> text.append(note(source)));
    return text.toString();
  }

  private static String row(SourceDescription source) {
    return Stream.of(
            "[`" + source.id() + "`](#" + source.id() + ")",
            source.about().title(),
            Phrase.word(source.gives()),
            unit(source),
            settings(source),
            source.authentication().needsSecret() ? "yes" : "",
            source.request().map(RequestTemplate::host).orElse("the broker"),
            Phrase.word(source.about().verified()))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String unit(SourceDescription source) {
    return source.weather().isEmpty()
        ? source.unit().text()
        : source.weather().stream()
            .map(field -> Phrase.word(field.quantity()) + " in " + field.unit().symbol())
            .collect(Collectors.joining(", "));
  }

  private static String settings(SourceDescription source) {
    Stream<String> topic =
        source.shape() instanceof AnswerShape.Topic ? Stream.of("`topic`") : Stream.of();
    return Stream.concat(
            topic,
            source.settings().stream()
                .map(s -> "`" + s.name() + "`: " + s.meaning() + ", such as " + s.example()))
        .collect(Collectors.joining("; "));
  }

  private static String note(SourceDescription source) {
    String licence =
        source.about().licence().isEmpty() ? "" : "\n\nLicence: " + source.about().licence();
    return "\n### " + source.id() + "\n\n" + source.about().remarks() + licence + "\n";
  }
}

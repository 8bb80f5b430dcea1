package io.spikewatt.config.load;

import io.spikewatt.config.check.DescriptionRules;
import io.spikewatt.config.source.AnswerShape;
import io.spikewatt.config.source.SourceContent;
import io.spikewatt.config.source.SourceDescription;
import io.spikewatt.config.source.SourceUnit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads {@link SourceDescription}s: the shipped ones by id, the user's own by path. */
public final class SourceLoader {

  private static final ShippedFiles SHIPPED = new ShippedFiles(SourceDescription.class);

  /** Sources as a site names them. */
  static final DescriptionFiles.Kind<SourceDescription> KIND =
      new DescriptionFiles.Kind<>() {
        @Override
        public String word() {
          return "source";
        }

        @Override
        public ShippedFiles files() {
          return SHIPPED;
        }

        @Override
        public SourceDescription shipped(String id) {
          return SourceLoader.shipped(id);
        }

        @Override
        public DescriptionFiles.Content<SourceDescription> load(Path file) {
          return switch (SourceLoader.load(file)) {
            case LoadedSource.Ok ok ->
                new DescriptionFiles.Content<>(Optional.of(ok.source()), List.of());
            case LoadedSource.Failed failed ->
                new DescriptionFiles.Content<>(Optional.empty(), failed.problems());
          };
        }
      };

  private SourceLoader() {}

  /** Ids of the sources that come with the program, sorted. */
  public static List<String> shippedIds() {
    return SHIPPED.ids();
  }

  /**
   * A source that comes with the program.
   *
   * @throws IllegalArgumentException if there is none of that id
   */
  public static SourceDescription shipped(String id) {
    return switch (load(SHIPPED.bytes(id), ShippedFiles.fileName(id))) {
      case LoadedSource.Ok ok -> ok.source();
      case LoadedSource.Failed failed -> throw new IllegalStateException(failed.toString());
    };
  }

  /** A user's own source. */
  public static LoadedSource load(Path file) {
    Problems problems = new Problems(file.toString());
    Optional<byte[]> bytes = TextFile.read(file, problems);
    return bytes.isPresent()
        ? load(bytes.get(), file.toString())
        : new LoadedSource.Failed(problems.all());
  }

  /** A source from a file's bytes; messages name the file {@code <id>.yaml}. */
  public static LoadedSource load(byte[] bytes, String fileName) {
    Problems problems = new Problems(fileName);
    Optional<SectionValues> values =
        TextFile.decode(bytes, problems)
            .flatMap(text -> YamlParser.parse(text, problems))
            .map(syntaxTree -> new Validator(problems).file(SourceKeys.FILE, syntaxTree));
    values.ifPresent(v -> ShippedFiles.nameIsId(v.find(SourceKeys.ID), fileName, problems));
    values
        .flatMap(SectionValues::alternative)
        .ifPresent(shape -> ShapeKinds.reportHalfUnits(shape, problems));
    values.ifPresent(
        v -> WeatherKeys.reportPaths(v.all(WeatherKeys.WEATHER), v.chosen(), problems));
    Optional<SourceDescription> source =
        values.filter(SectionValues::sound).map(SourceLoader::bind);
    problems.addAt(source.map(DescriptionRules::findings).orElse(List.of()));
    return problems.count() == 0 && source.isPresent()
        ? new LoadedSource.Ok(source.get())
        : new LoadedSource.Failed(problems.all());
  }

  private static SourceDescription bind(SectionValues v) {
    String kind = v.chosen().orElseThrow();
    AnswerShape shape =
        SectionVariant.bind(ShapeKinds.ALL, kind, v.alternative().orElseThrow(), Path.of(""));
    return new SourceDescription(
        v.get(SourceKeys.ID),
        new SourceDescription.About(
            v.get(SourceKeys.TITLE),
            v.get(SourceKeys.VERIFIED),
            v.get(SourceKeys.REMARKS).strip(),
            v.get(SourceKeys.LICENCE).strip()),
        new SourceContent(
            v.get(SourceKeys.GIVES),
            v.find(SourceKeys.UNIT).orElse(SourceUnit.NONE),
            v.all(WeatherKeys.WEATHER).stream().map(WeatherKeys::field).toList()),
        SourceKeys.schedule(v),
        v.one(SourceKeys.REQUEST).map(SourceKeys::request),
        v.all(SourceKeys.SETTINGS).stream().map(SourceKeys::setting).toList(),
        shape);
  }
}

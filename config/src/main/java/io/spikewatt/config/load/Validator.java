package io.spikewatt.config.load;

import io.spikewatt.config.cli.SpellingSuggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares a tree with its {@link Section} and reports every difference. */
record Validator(Problems problems) {

  private static final Pattern DIGITS = Pattern.compile("[-+]?[0-9]+");

  /** Checks the whole file. */
  SectionValues file(Section section, SyntaxTree tree) {
    return mapping(section, tree, "");
  }

  private SectionValues mapping(Section section, SyntaxTree tree, String path) {
    problems.place(path, tree.mark());
    int before = problems.count();
    Found found = new Found(path);
    if (tree instanceof SyntaxTree.Entries entries) {
      Optional<Section> variant = variant(section, entries, path);
      section(section, variant, entries, found);
      found.chosen = variant.map(Section::name).or(() -> alternative(section, entries, found));
    } else if (!(isNothing(tree) && section.mayBeEmpty())) {
      problems.add(tree.mark(), path, mappingOf(section), tree.describe());
    }
    return found.values(problems.count() == before);
  }

  /** Checks the mapping's keys one by one, then the missing ones. */
  private void section(
      Section section, Optional<Section> variant, SyntaxTree.Entries entries, Found found) {
    List<Key<?>> keys =
        Stream.concat(section.keys().stream(), variant.stream().flatMap(v -> v.keys().stream()))
            .toList();
    List<Section> below =
        Stream.concat(section.children().stream(), section.alternatives().stream()).toList();
    Set<SyntaxTree.Entry> fractions = decimalCommas(entries, found.path);
    for (SyntaxTree.Entry entry : entries.entries()) {
      if (fractions.contains(entry)) {
        continue;
      }
      String path = join(found.path, entry.key());
      Optional<Key<?>> key = keys.stream().filter(k -> k.name().equals(entry.key())).findFirst();
      Optional<Section> child =
          below.stream().filter(s -> s.name().equals(entry.key())).findFirst();
      if (key.isPresent()) {
        value(key.get(), entry, path, found);
      } else if (child.isPresent()) {
        found.below.put(entry.key(), child(child.get(), entry.value(), path));
      } else if (!section.words().contains(entry.key())) {
        unknown(entry, path, known(keys, below)).ifPresent(found.meant::add);
      } else if (variant.isPresent()) {
        String expected = "a key of " + variant.get().name() + ": " + list(known(keys, below));
        problems.add(entry.mark(), path, expected, "\"" + entry.key() + "\", which is not one");
      }
    }
    for (Key<?> key : keys) {
      if (key.required() && !has(entries, key.name()) && !found.meant.contains(key.name())) {
        missing(entries, join(found.path, key.name()), key.type().expected());
      }
    }
    for (Section child : section.children()) {
      if (child.required() && !has(entries, child.name()) && !found.meant.contains(child.name())) {
        String what = child.list() ? "a list of mappings with " : "a mapping with ";
        missing(entries, join(found.path, child.name()), what + list(child.words()));
      }
    }
  }

  /**
   * Reports numbers such as 0,32 in braces, where a comma ends an entry; returns their fractions.
   */
  private Set<SyntaxTree.Entry> decimalCommas(SyntaxTree.Entries entries, String path) {
    Set<SyntaxTree.Entry> fractions = new HashSet<>();
    for (int i = 1; i < entries.entries().size(); i++) {
      SyntaxTree.Entry whole = entries.entries().get(i - 1);
      SyntaxTree.Entry fraction = entries.entries().get(i);
      if (whole.value() instanceof SyntaxTree.Scalar number
          && DIGITS.matcher(number.text()).matches()
          && DIGITS.matcher(fraction.key()).matches()
          && isNothing(fraction.value())) {
        fractions.add(fraction);
        problems.add(
            number.mark(),
            join(path, whole.key()),
            "a number with a decimal point",
            number.text() + "," + fraction.key());
      }
    }
    return fractions;
  }

  private <T> void value(Key<T> key, SyntaxTree.Entry entry, String path, Found found) {
    problems.place(path, entry.value().mark());
    Optional<T> value = key.type().parse().apply(entry.value());
    if (value.isPresent()) {
      found.scalars.put(key.name(), value.get());
      return;
    }
    String question =
        entry.value() instanceof SyntaxTree.Scalar scalar
            ? SpellingSuggestion.question(scalar.text(), key.type().words())
            : "";
    String hint =
        entry.value() instanceof SyntaxTree.Scalar scalar ? key.type().hint().apply(scalar) : "";
    problems.add(
        entry.value().mark(),
        path,
        key.type().expected() + question,
        entry.value().describe() + hint);
  }

  private static String mappingOf(Section section) {
    return section.words().isEmpty() ? "nothing, or {}" : "a mapping with " + list(section.words());
  }

  private List<SectionValues> child(Section section, SyntaxTree tree, String path) {
    if (!section.list()) {
      return List.of(mapping(section, tree, path));
    }
    problems.place(path, tree.mark());
    List<SectionValues> values = new ArrayList<>();
    if (tree instanceof SyntaxTree.Items items && !items.items().isEmpty()) {
      for (SyntaxTree item : items.items()) {
        values.add(mapping(section, item, path + "[" + values.size() + "]"));
      }
    } else {
      String found = tree instanceof SyntaxTree.Items ? "an empty list" : tree.describe();
      problems.add(tree.mark(), path, "a list of mappings with " + list(section.words()), found);
    }
    return values;
  }

  private Optional<Section> variant(Section section, SyntaxTree.Entries entries, String path) {
    List<Section> present =
        section.variants().stream().filter(v -> has(entries, v.discriminator())).toList();
    oneOf(section.variants(), present, entries, path);
    return present.size() == 1 ? Optional.of(present.getFirst()) : Optional.empty();
  }

  private Optional<String> alternative(Section section, SyntaxTree.Entries entries, Found found) {
    List<Section> present =
        section.alternatives().stream().filter(a -> has(entries, a.name())).toList();
    Optional<String> meant =
        section.alternatives().stream()
            .map(Section::name)
            .filter(found.meant::contains)
            .findFirst();
    if (present.isEmpty() && meant.isPresent()) {
      return meant;
    }
    oneOf(section.alternatives(), present, entries, found.path);
    return present.stream().map(Section::name).findFirst();
  }

  private void oneOf(
      List<Section> known, List<Section> present, SyntaxTree.Entries entries, String path) {
    if (known.isEmpty() || present.size() == 1) {
      return;
    }
    List<String> names = known.stream().map(Section::name).toList();
    String found = present.isEmpty() ? "none" : list(present.stream().map(Section::name).toList());
    problems.add(entries.mark(), path, "exactly one of " + list(names), found);
  }

  /** Reports an unknown key, and returns the probably intended one. */
  private Optional<String> unknown(SyntaxTree.Entry entry, String path, List<String> known) {
    Optional<String> meant = SpellingSuggestion.to(entry.key(), known);
    String expected =
        meant
            .map(near -> "a known key (did you mean \"" + near + "\"?)")
            .orElse("one of " + list(known));
    String found = new SyntaxTree.Scalar(entry.mark(), entry.key(), false).describe();
    problems.add(entry.mark(), path, expected, "the unknown key " + found);
    return meant;
  }

  private void missing(SyntaxTree.Entries entries, String path, String expected) {
    problems.add(entries.mark(), path, expected, "nothing");
  }

  private static List<String> known(List<Key<?>> keys, List<Section> below) {
    return Stream.concat(keys.stream().map(Key::name), below.stream().map(Section::name)).toList();
  }

  private static boolean has(SyntaxTree.Entries entries, String name) {
    return entries.entries().stream().anyMatch(e -> e.key().equals(name));
  }

  private static boolean isNothing(SyntaxTree tree) {
    return tree instanceof SyntaxTree.Scalar scalar && scalar.isNothing();
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String list(List<String> words) {
    return String.join(", ", words);
  }

  /** Findings of one mapping so far. */
  private static final class Found {
    private final String path;
    private final Map<String, Object> scalars = new HashMap<>();
    private final Map<String, List<SectionValues>> below = new HashMap<>();

    /** Known names that unknown keys were probably meant to be; those are not missing, too. */
    private final Set<String> meant = new HashSet<>();

    private Optional<String> chosen = Optional.empty();

    Found(String path) {
      this.path = path;
    }

    SectionValues values(boolean sound) {
      return new SectionValues(path, sound, scalars, below, chosen);
    }
  }
}

package io.spikewatt.config.load;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One mapping of the file after its own keys were checked.
 *
 * @param path its position in the structure
 * @param sound no problem in it or below it; only then may it be bound to a record
 * @param scalars parsed values by key
 * @param below checked mappings by name; one element unless it is a list
 * @param chosen the variant or alternative that is present
 */
record SectionValues(
    String path,
    boolean sound,
    Map<String, Object> scalars,
    Map<String, List<SectionValues>> below,
    Optional<String> chosen) {

  /** An absent section: defaults only. */
  static final SectionValues DEFAULTS =
      new SectionValues("", true, Map.of(), Map.of(), Optional.empty());

  SectionValues {
    scalars = Map.copyOf(scalars);
    below = Map.copyOf(below);
  }

  /** The value, if it was written and is right. */
  <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable(scalars.get(key.name())).map(key.type().javaType()::cast);
  }

  /** The value or its default, of sound values. */
  <T> T get(Key<T> key) {
    return find(key)
        .or(key::fallback)
        .orElseThrow(() -> new IllegalStateException(path + "." + key.name() + " is not there"));
  }

  /** The mappings below of that name, valid or not. */
  List<SectionValues> all(Section section) {
    return below.getOrDefault(section.name(), List.of());
  }

  /** The one mapping below of that name, valid or not. */
  Optional<SectionValues> one(Section section) {
    return all(section).stream().findFirst();
  }

  /** The first mapping of the chosen alternative, if there is one. */
  Optional<SectionValues> alternative() {
    return chosen.flatMap(name -> below.getOrDefault(name, List.of()).stream().findFirst());
  }
}

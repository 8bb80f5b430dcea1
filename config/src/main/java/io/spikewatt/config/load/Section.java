package io.spikewatt.config.load;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A mapping of the file: its keys and the mappings below it.
 *
 * @param name its own key in the mapping above
 * @param meaning one line, for people
 * @param required whether leaving it out is a problem
 * @param list whether it is a list of such mappings
 * @param keys single values
 * @param children mappings below, each at most once
 * @param alternatives mappings below of which exactly one is present
 * @param variants kinds of this mapping, distinguished by the first key of each; exactly one
 *     applies, and its keys are among this mapping's own
 */
record Section(
    String name,
    String meaning,
    boolean required,
    boolean list,
    List<Key<?>> keys,
    List<Section> children,
    List<Section> alternatives,
    List<Section> variants) {

  static Section of(String name, String meaning, Key<?>... keys) {
    return new Section(
        name, meaning, false, false, Arrays.asList(keys), List.of(), List.of(), List.of());
  }

  Section asRequired() {
    return new Section(name, meaning, true, list, keys, children, alternatives, variants);
  }

  Section asList() {
    return new Section(name, meaning, required, true, keys, children, alternatives, variants);
  }

  Section withChildren(Section... below) {
    return new Section(name, meaning, required, list, keys, List.of(below), alternatives, variants);
  }

  Section withAlternatives(List<Section> oneOf) {
    return new Section(name, meaning, required, list, keys, children, oneOf, variants);
  }

  Section withVariants(List<Section> kinds) {
    return new Section(name, meaning, required, list, keys, children, alternatives, kinds);
  }

  /** The key that distinguishes this variant from the others. */
  String discriminator() {
    return keys.getFirst().name();
  }

  /** Whether an empty mapping would be complete. */
  boolean mayBeEmpty() {
    return alternatives.isEmpty()
        && variants.isEmpty()
        && keys.stream().noneMatch(Key::required)
        && children.stream().noneMatch(Section::required);
  }

  /** Every possible key here, of any variant. */
  List<String> words() {
    return Stream.of(
            keys.stream().map(Key::name),
            children.stream().map(Section::name),
            alternatives.stream().map(Section::name),
            variants.stream().flatMap(v -> v.words().stream()))
        .flatMap(s -> s)
        .distinct()
        .toList();
  }
}

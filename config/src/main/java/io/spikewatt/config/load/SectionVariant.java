package io.spikewatt.config.load;

import java.nio.file.Path;
import java.util.List;

/**
 * One variant of a sealed type, as the file writes it.
 *
 * @param type the record it becomes; a test compares the list of kinds with the sealed type
 * @param section its keys
 * @param bind from sound values; the path is the directory that relative file names start from
 */
record SectionVariant<T>(Class<? extends T> type, Section section, Binding<T> bind) {

  @FunctionalInterface
  interface Binding<T> {
    T from(SectionValues sectionValues, Path directory);
  }

  static List<Section> sections(List<? extends SectionVariant<?>> kinds) {
    return kinds.stream().<Section>map(SectionVariant::section).toList();
  }

  /** The record for values that the validator found to be of the kind {@code name}. */
  static <T> T bind(
      List<SectionVariant<T>> kinds, String name, SectionValues sectionValues, Path directory) {
    return kinds.stream()
        .filter(sectionVariant -> sectionVariant.section.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no kind " + name))
        .bind
        .from(sectionValues, directory);
  }
}

package io.spikewatt.drivers.sunspec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** Definitions of the models in the product's table {@code models.txt}. */
final class ModelTables {

  private static final Map<Integer, Model> MODELS = Collections.unmodifiableMap(load());

  private ModelTables() {}

  static Set<Integer> ids() {
    return MODELS.keySet();
  }

  /** The model of that id; throws IllegalArgumentException if the product does not know it. */
  static Model model(int id) {
    Model model = MODELS.get(id);
    if (model == null) {
      throw new IllegalArgumentException("no table of model " + id);
    }
    return model;
  }

  private static Map<Integer, Model> load() {
    try (InputStream in = ModelTables.class.getResourceAsStream("models.txt")) {
      if (in == null) {
        throw new IllegalStateException("models.txt is not on the class path");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return ModelParser.parse(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

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

/** The definitions that the product knows, from its own table {@code models.txt}. */
final class ModelTables {

  private static final ModelTables SHIPPED = load();

  private final Map<Integer, Model> models;

  private ModelTables(Map<Integer, Model> models) {
    this.models = Collections.unmodifiableMap(models);
  }

  /** The tables that come with the product. */
  static ModelTables shipped() {
    return SHIPPED;
  }

  Set<Integer> ids() {
    return models.keySet();
  }

  /**
   * The model of that id.
   *
   * @throws IllegalArgumentException if the product does not know it
   */
  Model model(int id) {
    Model model = models.get(id);
    if (model == null) {
      throw new IllegalArgumentException("no table of model " + id);
    }
    return model;
  }

  private static ModelTables load() {
    try (InputStream in = ModelTables.class.getResourceAsStream("models.txt")) {
      if (in == null) {
        throw new IllegalStateException("models.txt is not on the class path");
      }
      BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return new ModelTables(ModelParser.parse(reader.lines().toList()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

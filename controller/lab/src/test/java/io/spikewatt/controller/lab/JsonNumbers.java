package io.spikewatt.controller.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The numbers of a JSON document. */
final class JsonNumbers {

  private JsonNumbers() {}

  /** All numbers of a document by their path. */
  static Map<String, Double> of(String document) throws IOException {
    Map<String, Double> numbers = new HashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(document)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isNumeric()) {
          numbers.put(
              parser.getParsingContext().pathAsPointer().toString(), parser.getDoubleValue());
        }
      }
    }
    return numbers;
  }

  static double number(Map<String, Double> json, String path) {
    return Objects.requireNonNull(json.get(path), path);
  }
}

package io.spikewatt.controller.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A JSON object as UTF-8 that lacks some values. */
public final class JsonTemplate {

  final byte[] bytes;
  private final List<Integer> gaps;

  JsonTemplate(byte[] bytes, List<Integer> gaps) {
    this.bytes = bytes;
    this.gaps = List.copyOf(gaps);
  }

  /** The object, with a JSON value for each gap, in their order. */
  public byte[] filled(List<String> values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 32 * gaps.size());
    int from = 0;
    for (int i = 0; i < gaps.size(); i++) {
      out.write(bytes, from, gaps.get(i) - from);
      out.writeBytes(values.get(i).getBytes(UTF_8));
      from = gaps.get(i);
    }
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }
}

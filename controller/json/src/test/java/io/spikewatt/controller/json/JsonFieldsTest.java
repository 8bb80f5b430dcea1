package io.spikewatt.controller.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class JsonFieldsTest {

  private static JsonFields of(String json) {
    return JsonFields.of(json.getBytes(UTF_8));
  }

  @Test
  void an_object_comes_back_as_it_was() {
    String json = "{\"a\":1,\"b\":{\"c\":[1.5,null,\"\\\"x\\\"\"]},\"d\":\"ä\",\"e\":true}";
    assertEquals(json, of(json).json());
  }

  @Test
  void only_what_changed_is_sent_and_what_left_is_null() {
    JsonFields before = of("{\"same\":{\"x\":1},\"other\":1,\"gone\":2}");
    JsonFields after = of("{\"same\":{\"x\":1},\"other\":3,\"more\":[]}");
    assertEquals("{\"other\":3,\"more\":[],\"gone\":null}", after.since(before).json());
    assertEquals("{}", after.since(after).json());
  }
}

package io.spikewatt.controller.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlReaderTest {

  private static XmlTree read(String document) throws AnswerProblem {
    return XmlTree.of(document.getBytes(UTF_8));
  }

  private static XmlTree leaf(String name, String text) {
    return new XmlTree(name, Map.of(), text, List.of());
  }

  @Test
  void names_lose_their_prefix_and_texts_the_space_around_them() throws AnswerProblem {
    assertEquals(
        new XmlTree(
            "a",
            Map.of("n", "urn:x"),
            "",
            List.of(leaf("b", "1 2"), leaf("b", ""), leaf("c-d.e_f", ""))),
        read("<n:a xmlns:n='urn:x'>\r\n <n:b> 1 2\n</n:b ><b  />\t<c-d.e_f></c-d.e_f></n:a>\n"));
  }

  @Test
  void declarations_comments_instructions_and_a_mark_of_byte_order_are_no_content()
      throws AnswerProblem {
    assertEquals(
        new XmlTree("a", Map.of(), "", List.of(leaf("b", "12"))),
        read(
            "\uFEFF<?xml version=\"1.0\" encoding='utf-8' standalone=\"yes\"?>\n<!-- <x> & -->"
                + "<?xml-stylesheet href='<'?><a><!----><b>1<!-- 9 -->2<?p?></b></a><!-- end -->"));
  }

  @Test
  void references_and_sections_are_characters() throws AnswerProblem {
    assertEquals(
        new XmlTree(
            "a", Map.of("d", "<\t", "e", "'>"), "<b>&\"'A\u20AC\uD83D\uDD0B<c>&amp;]]", List.of()),
        read(
            "<a d='&lt;&#9;' e=\"'>\">&lt;b&gt;&amp;&quot;&apos;&#65;&#x20aC;&#128267;"
                + "<![CDATA[<c>&amp;]]]]></a>"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "<a>",
        "<a",
        "<a/",
        "< a/>",
        "<a></b>",
        "<a><b></a></b>",
        "<n:a></a>",
        "<a/><b/>",
        "<a/>1",
        "</a>",
        "<1/>",
        "<:a/>",
        "<a:/>",
        "<a:b:c/>",
        "<a b/>",
        "<a b=1/>",
        "<a b='1'c='2'/>",
        "<a b='1/>",
        "<a b='<'/>",
        "<a b='&x;'/>",
        "<a>&x;</a>",
        "<a>& </a>",
        "<a>&</a>",
        "<a>&lt</a>",
        "<a>&#;</a>",
        "<a>&#x;</a>",
        "<a>&#0;</a>",
        "<a>&#8;</a>",
        "<a>&#-65;</a>",
        "<a>&#+65;</a>",
        "<a>&#65A;</a>",
        "<a>&#xD800;</a>",
        "<a>&#x110000;</a>",
        "<a>&#99999999999999999999;</a>",
        "<a>\u0001</a>",
        "<a>\uFFFE</a>",
        "<a><!-- </a>",
        "<a><![CDATA[ </a>",
        "<a><!b></a>",
        "<a><? b?></a>",
        " <?xml version='1.0'?><a/>",
        "<a><?xml version='1.0'?></a>",
        "<?xml version='1.0' encoding='UTF-16'?><a/>",
        "<?xml version='1.0'",
        "<!DOCTYPE a><a/>",
        "<a/><!DOCTYPE a>"
      })
  void a_document_that_is_not_well_formed_is_refused(String document) {
    assertThrows(AnswerProblem.class, () -> read(document));
  }

  @Test
  void other_bytes_than_utf_8_are_refused() {
    assertThrows(AnswerProblem.class, () -> XmlTree.of("<a>\u00E4</a>".getBytes(ISO_8859_1)));
  }

  @Test
  void a_declared_iso_8859_1_is_read_and_long_texts_are_kept_on_demand() throws AnswerProblem {
    String document =
        "<?xml version='1.0' encoding='ISO-8859-1'?><a><b n:c='x'>\u00E4" + "1".repeat(2_000);
    byte[] bytes = (document + "</b></a>").getBytes(ISO_8859_1);
    XmlTree leaf = XmlTree.of(bytes, 3_000).first("b").orElseThrow();
    assertEquals(Optional.of("x"), leaf.attribute("c"));
    assertEquals("\u00E4" + "1".repeat(2_000), leaf.text());
    assertEquals(1_000, XmlTree.of(bytes).text("b").orElse("").length());
  }

  @Test
  void a_problem_names_its_line() {
    AnswerProblem problem = assertThrows(AnswerProblem.class, () -> read("<a>\n\n<b></c></a>"));
    assertEquals(
        "line 3: expected the end of \"b\", found \"c></a>\"", problem.reading().toString());
  }
}

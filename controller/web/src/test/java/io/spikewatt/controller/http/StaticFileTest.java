package io.spikewatt.controller.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What a browser need not load. */
class StaticFileTest {

  @Test
  void comments_with_lines_of_their_own_are_left_out_and_lines_keep_their_numbers() {
    String script =
        """
        // The page.
        import { a } from "/a.js"; // stays
        /** One line. */
        const url = "http://host//path";
          /**
           * Several lines.
           *
           * @param x of it
           */
          const f = x => x /** stays */ + 1;
        /*! A licence stays. */
        """;
    assertEquals(
        """

        import { a } from "/a.js"; // stays

        const url = "http://host//path";





          const f = x => x /** stays */ + 1;
        /*! A licence stays. */
        """,
        StaticFile.withoutComments(script));
  }
}

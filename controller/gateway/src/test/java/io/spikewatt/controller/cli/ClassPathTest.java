package io.spikewatt.controller.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The daemon's class path, of which memory and start-up archive consist. */
class ClassPathTest {

  /** It comes with a package of its own, for boxes that compute. */
  @Test
  void has_no_class_of_the_compute_agent() throws Exception {
    String main = "io.spikewatt.controller.cli.Main";
    assertEquals(main, Class.forName(main).getName());
    assertThrows(
        ClassNotFoundException.class,
        () -> Class.forName("io.spikewatt.controller.compute.agent.ComputeAgentMain"));
  }
}

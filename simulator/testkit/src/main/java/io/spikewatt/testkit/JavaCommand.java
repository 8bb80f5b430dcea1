package io.spikewatt.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command line of a Java process with the class path of the test. */
public final class JavaCommand {

  private JavaCommand() {}

  /**
   * @param options of the virtual machine, besides those of the daemon in service
   * @param main name of the main class
   */
  public static List<String> of(List<String> options, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    return command;
  }
}

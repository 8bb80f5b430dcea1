package io.spikewatt.config.assistant;

import java.util.List;
import java.util.Set;

/**
 * A program that speaks for an assistant, and its tiers. A tool or command without a tier is
 * denied.
 *
 * @param name unique; names the client in the audit
 * @param tokenFile file that holds its token and nothing else; without the file it is locked out
 * @param read names of the tools that it may call; {@link #EVERY} = all
 * @param propose first words of the commands that it may propose
 * @param act first words of the commands that are executed once a person has approved the proposal;
 *     part of {@code propose}
 */
public record AssistantClient(
    String name, String tokenFile, Set<String> read, Set<String> propose, Set<String> act) {

  /** Name in the place of all tools. */
  public static final String EVERY = "all";

  /**
   * First words of the commands that may be proposed. Those that set prices or touch the
   * configuration are not among them, and a limit is only tightened.
   */
  public static final List<String> PROPOSABLE =
      List.of(
          "mode",
          "setpoint",
          "reserve-soc",
          "ev",
          "compute",
          "objective",
          "charge-now",
          "charging-mode",
          "limit-import",
          "limit-export");

  public AssistantClient {
    read = Set.copyOf(read);
    propose = Set.copyOf(propose);
    act = Set.copyOf(act);
  }

  /** Whether it may call a tool that only reads. */
  public boolean mayRead(String tool) {
    return read.contains(EVERY) || read.contains(tool);
  }
}

package io.spikewatt.controller.assistant.mcp;

import java.util.Optional;

/**
 * A request as the audit records it.
 *
 * @param client whose token was shown; empty = none that is valid
 * @param method of the protocol, quoted and shortened; empty if it was not read
 * @param tool that was called, quoted and shortened; empty for other methods
 * @param refused why no tool answered; empty = answered
 */
public record McpNote(
    Optional<String> client, String method, String tool, Optional<String> refused) {

  static McpNote refused(String why) {
    return new McpNote(Optional.empty(), "", "", Optional.of(why));
  }
}

package io.spikewatt.controller.assistant.mcp;

import java.util.regex.Pattern;

/**
 * The token of one client, by its hash. It has to be random, of 128 bits at least: the hash is
 * fast.
 *
 * @param client name, as audit and approvers read it
 * @param sha256 of the token's UTF-8, in lower-case hexadecimal
 */
public record ClientToken(String client, String sha256) {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public ClientToken {
    if (client.isBlank() || !HASH.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "a client's token: expected a name and 64 hexadecimal digits for \"" + client + '"');
    }
  }
}

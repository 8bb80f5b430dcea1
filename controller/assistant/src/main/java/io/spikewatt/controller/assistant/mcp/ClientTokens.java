package io.spikewatt.controller.assistant.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.hal.store.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tokens of all clients. One that is no longer listed is revoked. */
public record ClientTokens(List<ClientToken> tokens) {

  public ClientTokens {
    tokens = List.copyOf(tokens);
  }

  /** Names of the clients that have one. */
  public Set<String> clients() {
    return tokens.stream().map(ClientToken::client).collect(Collectors.toUnmodifiableSet());
  }

  /** The client of a token; takes the same time whichever it is and wherever it differs. */
  public Optional<String> client(String presented) {
    byte[] hash = Sha256.begin().digest(presented.getBytes(UTF_8));
    Optional<String> client = Optional.empty();
    for (ClientToken token : tokens) {
      if (MessageDigest.isEqual(HexFormat.of().parseHex(token.sha256()), hash)) {
        client = Optional.of(token.client());
      }
    }
    return client;
  }
}

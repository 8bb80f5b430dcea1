package io.spikewatt.controller.assistant.mcp;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Admission of clients. The right token is always let in, however many guess meanwhile: each wrong
 * one is answered late, and beyond {@link GuessLimit} with 429. A static token is outside the OAuth
 * profile of the protocol, so the challenge names no authorization server.
 */
public final class McpAccess {

  /** Outcome for one request. */
  sealed interface Verdict permits Admitted, Denied {}

  record Admitted(String client) implements Verdict {}

  record Denied(McpAnswer answer) implements Verdict {}

  private static final String CHALLENGE = "Bearer realm=\"spikewatt\"";
  private static final Duration HELD = Duration.ofSeconds(1);
  private static final Pattern BEARER =
      Pattern.compile("Bearer +([\\x21-\\x7E]{1,512})", Pattern.CASE_INSENSITIVE);

  private final OriginCheck origin;
  private final ClientTokens tokens;
  private final GuessLimit guesses = new GuessLimit();

  public McpAccess(OriginCheck origin, ClientTokens tokens) {
    this.origin = origin;
    this.tokens = tokens;
  }

  Verdict judge(McpRequest request) {
    Optional<String> foreign = origin.refusal(request);
    if (foreign.isPresent()) {
      return new Denied(McpAnswer.refused(403, foreign.get()));
    }
    if (request.all("Authorization").isEmpty()) {
      return new Denied(challenge("a client's token is needed", ""));
    }
    Optional<String> client = client(request);
    if (client.isPresent()) {
      return new Admitted(client.get());
    }
    return new Denied(wrong(request).heldFor(HELD));
  }

  private Optional<String> client(McpRequest request) {
    Matcher bearer = BEARER.matcher(request.only("Authorization").orElse(""));
    return bearer.matches() ? tokens.client(bearer.group(1)) : Optional.empty();
  }

  private McpAnswer wrong(McpRequest request) {
    return guesses.take(request.now())
        ? challenge("this is no client's token", ", error=\"invalid_token\"")
        : McpAnswer.refused(429, "too many wrong tokens")
            .with("Retry-After", String.valueOf(GuessLimit.retryAfterS()));
  }

  private static McpAnswer challenge(String why, String error) {
    return McpAnswer.refused(401, why).with("WWW-Authenticate", CHALLENGE + error);
  }
}

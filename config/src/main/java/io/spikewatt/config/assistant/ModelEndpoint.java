package io.spikewatt.config.assistant;

import java.util.Optional;

/**
 * Endpoint of a language model with the usual chat interface, on this network or not.
 *
 * @param url {@code http} or {@code https}, the part before {@code /chat/completions}
 * @param name of the model at the endpoint; empty = its only one
 * @param tokenFile file that holds the token and nothing else
 * @param caFile certificates of the authorities to trust, PEM; empty = Java's
 */
public record ModelEndpoint(
    String url, Optional<String> name, Optional<String> tokenFile, Optional<String> caFile) {}

package io.spikewatt.controller.history;

/**
 * A command that holds for a time, as it came in, so that it holds after a restart, too.
 *
 * @param key of two commands with an equal key the later one counts
 * @param name what follows {@code command/} in its topic
 * @param payload the message, UTF-8
 */
public record KeptCommand(String key, String name, String payload) {}

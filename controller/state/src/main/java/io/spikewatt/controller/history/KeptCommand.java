package io.spikewatt.controller.history;

/**
 * A command that holds for a time, as it came in, so that it holds after a restart, too.
 *
 * @param name what follows {@code command/} in its topic; of two commands with an equal name the
 *     later one counts
 * @param payload the message, UTF-8
 */
public record KeptCommand(String name, String payload) {}

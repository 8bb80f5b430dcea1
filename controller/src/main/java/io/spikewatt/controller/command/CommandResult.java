package io.spikewatt.controller.command;

import java.time.Instant;
import java.util.Optional;

/**
 * The answer to a command.
 *
 * @param name what followed {@code command/} in its topic
 * @param id the command's id; empty if it could not be read
 * @param accepted whether it is acted upon
 * @param reason why not, or what it replaces; empty if there is nothing to say
 * @param effective until when it holds; empty if refused
 */
public record CommandResult(
    String name, String id, boolean accepted, String reason, Optional<Instant> effective) {}

package io.spikewatt.controller.assist;

import io.spikewatt.controller.assembly.RunningSite;
import io.spikewatt.controller.command.CommandQueue;
import io.spikewatt.controller.command.CommandResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Hands an assistant's commands to the site's control, which judges them as any others. */
interface CommandPort {

  /** The answer that a command would get in the next cycle; nothing changes. */
  CompletableFuture<CommandResult> tryOut(String command, byte[] payload);

  /** Gives a command; it is completed once a cycle has judged it. */
  CompletableFuture<CommandResult> submit(String command, byte[] payload);

  /** Commands to the running site. Their sender's name is reserved for assistants. */
  record Queued(Supplier<RunningSite> running) implements CommandPort {

    @Override
    public CompletableFuture<CommandResult> tryOut(String command, byte[] payload) {
      return running.get().commands().tryOut(CommandQueue.FROM_ASSISTANT + command, payload);
    }

    @Override
    public CompletableFuture<CommandResult> submit(String command, byte[] payload) {
      return running.get().commands().submit(CommandQueue.FROM_ASSISTANT + command, payload);
    }
  }
}

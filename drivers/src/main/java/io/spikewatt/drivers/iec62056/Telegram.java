package io.spikewatt.drivers.iec62056;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.openmuc.j62056.DataMessage;
import org.openmuc.j62056.DataSet;
import org.openmuc.j62056.ModeDListener;
import org.openmuc.jrxtx.SerialPortException;

/**
 * The first whole message of a meter that sends by itself. Listening begins anywhere in a message,
 * so unreadable bytes before it are ignored, but recorded.
 */
final class Telegram implements ModeDListener {

  private final CompletableFuture<DataMessage> first = new CompletableFuture<>();
  private volatile String lastTrouble = "nothing came";

  @Override
  public void newDataMessage(DataMessage message) {
    if (message.getDataSets().stream().allMatch(Telegram::sound)) {
      first.complete(message);
    } else {
      lastTrouble = "the end of one message and the beginning of another";
    }
  }

  /** A message that broke off runs into the next one's beginning, which no data set may hold. */
  private static boolean sound(DataSet set) {
    return Stream.of(set.getAddress(), set.getValue(), set.getUnit())
        .filter(Objects::nonNull)
        .allMatch(text -> text.chars().allMatch(c -> c >= ' ' && c != '/' && c != '!'));
  }

  @Override
  public void exceptionWhileListening(Exception trouble) {
    if (trouble instanceof SerialPortException) {
      first.completeExceptionally(trouble);
    } else {
      lastTrouble = String.valueOf(trouble.getMessage());
    }
  }

  /**
   * Ends the wait after the line was closed on this side, because the listener gets no event then.
   */
  void abandon() {
    first.completeExceptionally(new SerialPortException(lastTrouble));
  }

  /** Waits until the message is there, the line breaks or it is abandoned. */
  DataMessage await() throws IOException {
    try {
      return first.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SerialPortException line
          ? line
          : new SerialPortException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}

package io.spikewatt.fleet.stream;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.controller.protocol.CoordinatorMessage;
import io.spikewatt.controller.protocol.FleetTopics;
import io.spikewatt.controller.protocol.RecordBatch;
import io.spikewatt.fleet.record.StreamStore;
import io.spikewatt.fleet.record.StreamStore.SiteRows;
import io.spikewatt.fleet.record.StreamStore.StreamPosition;
import io.spikewatt.hal.message.Message;
import io.spikewatt.hal.message.MessagePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes records out of a stream into the store, and then answers the gateways. The offset is stored
 * with the rows that it belongs to, so a process that was killed goes on behind the last row that
 * is on the disk. Confined to one thread.
 */
public final class StreamIngest implements AutoCloseable {

  /** Messages of one transaction: as many as wait, so a slow disk makes larger ones. */
  private static final int MOST = 500;

  /** A reader of a replica that has died without a word delivers nothing; another one may. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final String name;
  private final RecordStream.Source source;
  private final StreamStore store;
  private final MessagePort port;
  private final FleetTopics topics;
  private final Consumer<SiteRows> stored;
  private @Nullable RecordStream open;
  private List<StreamMessage> unstored = List.of();
  private Duration silence = Duration.ZERO;

  /** What to send to a gateway once the rows are on the disk. */
  private record Answer(String gateway, CoordinatorMessage kind, String text) {}

  /**
   * @param name of the stream, under which the store keeps the offset
   * @param port answers are published with it
   * @param stored receives rows that are on the disk, on the caller's thread
   */
  public StreamIngest(
      String name,
      RecordStream.Source source,
      StreamStore store,
      MessagePort port,
      FleetTopics topics,
      Consumer<SiteRows> stored) {
    this.name = name;
    this.source = source;
    this.store = store;
    this.port = port;
    this.topics = topics;
    this.stored = stored;
  }

  /**
   * Stores the messages that wait, in one transaction, and answers them. After a failure the next
   * call goes on with the first message that is not stored.
   *
   * @param wait longest wait for a message
   * @return number of messages stored
   * @throws IOException if the stream or the store is out of reach
   */
  public int step(Duration wait) throws IOException, InterruptedException {
    if (unstored.isEmpty()) {
      unstored = read(wait);
    }
    if (unstored.isEmpty()) {
      return 0;
    }
    List<SiteRows> rows = new ArrayList<>();
    List<Answer> answers = new ArrayList<>();
    for (StreamMessage message : unstored) {
      take(message, rows, answers);
    }
    try {
      store.storeFrom(new StreamPosition(name, unstored.getLast().offset() + 1), rows);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    int taken = unstored.size();
    unstored = List.of();
    rows.forEach(stored);
    answers.forEach(
        answer ->
            port.publish(
                new Message(
                    topics.down(answer.gateway, answer.kind.topic()),
                    answer.text.getBytes(StandardCharsets.UTF_8),
                    false)));
    return taken;
  }

  private List<StreamMessage> read(Duration wait) throws IOException, InterruptedException {
    try {
      if (open == null) {
        open = source.open(store.nextOffset(name));
      }
      List<StreamMessage> found = open.next(MOST, wait);
      silence = found.isEmpty() ? silence.plus(wait) : Duration.ZERO;
      if (silence.compareTo(LONGEST_SILENCE) >= 0) {
        close();
      }
      return found;
    } catch (UncheckedIOException e) {
      close();
      throw e.getCause();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** A message that is none is answered and passed over: it must not stop those behind it. */
  private void take(StreamMessage message, List<SiteRows> rows, List<Answer> answers) {
    Optional<FleetTopics.Source> sender =
        topics.source(message.topic()).filter(s -> s.kind().equals(RecordBatch.TOPIC));
    if (sender.isEmpty()) {
      return;
    }
    String gateway = sender.get().gateway();
    try {
      RecordBatch batch = RecordBatch.decoded(message.body());
      rows.add(new SiteRows(gateway, batch.rows()));
      answers.add(new Answer(gateway, CoordinatorMessage.STORED, Long.toString(batch.number())));
    } catch (MalformedMessage e) {
      answers.add(
          new Answer(gateway, CoordinatorMessage.REFUSAL, "MALFORMED\nrecords: " + e.getMessage()));
    }
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
      silence = Duration.ZERO;
    }
  }
}

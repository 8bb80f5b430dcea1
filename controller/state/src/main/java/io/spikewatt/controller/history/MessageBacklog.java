package io.spikewatt.controller.history;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that wait for a receiver, on disk, in their order. Bounded in number and bytes: the
 * oldest go first. Safe for use by many threads.
 */
public final class MessageBacklog {

  /** A month of quarter hours and ten times as many events. */
  static final int MAX_MESSAGES = 10_000;

  static final long MAX_BYTES = 4L << 20;

  /** A number beyond it, or not above 0, comes from a damaged row. */
  private static final long LARGEST_NUMBER = 1L << 53;

  private static final String SOUND =
      "typeof(topic) = 'text' AND typeof(payload) = 'blob' AND length(payload) > 2 AND number > 0"
          + " AND number < "
          + LARGEST_NUMBER;

  private final HistoryStore store;
  private final int maxMessages;
  private final long maxBytes;
  private @Nullable Content content;

  /** A message that is not kept yet. */
  public record Draft(String topic, byte[] payload) {

    /** Bytes of topic and payload together, about. */
    public int size() {
      return topic.length() + payload.length;
    }
  }

  /** A kept message. {@code number}: rises with each message. */
  public record Kept(long number, String topic, byte[] payload) {}

  /**
   * Outcome of a change.
   *
   * @param numbers of the new messages, in their order
   * @param dropped number of messages that had to go for them, unsent
   */
  public record Change(List<Long> numbers, int dropped) {}

  /** Numbers, messages and bytes in the file. */
  private record Content(long lastNumber, long messages, long bytes) {}

  private record Outcome(Content content, Change change) {}

  MessageBacklog(HistoryStore store, int maxMessages, long maxBytes) {
    this.store = store;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Number of messages; throws if the store cannot be read, as all methods do. */
  public long size() throws IOException {
    synchronized (store) {
      return content().messages;
    }
  }

  /**
   * In one transaction: deletes messages, appends others, and drops the oldest beyond the bounds.
   *
   * @param done numbers to delete; unknown ones do not matter
   */
  public Change change(Collection<Long> done, List<Draft> fresh) throws IOException {
    synchronized (store) {
      Content before = content();
      Outcome outcome =
          wrapped(() -> store.transact(c -> append(c, fresh, delete(c, done, before))));
      content = outcome.content;
      return outcome.change;
    }
  }

  private Outcome append(Connection connection, List<Draft> fresh, Content before)
      throws SQLException {
    Content rest = before;
    List<Long> numbers = new ArrayList<>();
    for (Draft draft : fresh) {
      rest = insert(connection, draft, rest);
      numbers.add(rest.lastNumber);
    }
    int dropped = 0;
    while (rest.messages > maxMessages || (rest.bytes > maxBytes && rest.messages > 1)) {
      Content less = delete(connection, List.of(oldest(connection)), rest);
      if (less.equals(rest)) {
        throw new SQLException("the backlog holds less than was counted");
      }
      rest = less;
      dropped++;
    }
    return new Outcome(rest, new Change(List.copyOf(numbers), dropped));
  }

  /** At most that many of the oldest messages, in their order. */
  public List<Kept> oldest(int most) throws IOException {
    synchronized (store) {
      return content().messages == 0 ? List.of() : wrapped(() -> store.read(c -> oldest(c, most)));
    }
  }

  private static List<Kept> oldest(Connection connection, int most) throws SQLException {
    return SqlStatements.list(
        connection,
        "SELECT number, topic, payload FROM backlog WHERE " + SOUND + " ORDER BY number LIMIT ?",
        row -> new Kept(row.getLong(1), row.getString(2), row.getBytes(3)),
        most);
  }

  private static <T> T wrapped(HistoryUnreadable.Read<T> access) throws IOException {
    try {
      return access.get();
    } catch (SQLException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Content content() throws IOException {
    Content known = content;
    if (known == null) {
      known = wrapped(() -> store.read(MessageBacklog::count));
      content = known;
    }
    return known;
  }

  /** Also removes damaged rows, which nothing else would remove. Without any it writes nothing. */
  private static Content count(Connection connection) throws SQLException {
    String damaged = " FROM backlog WHERE NOT (" + SOUND + ")";
    if (!SqlStatements.list(connection, "SELECT 1" + damaged + " LIMIT 1", row -> 1).isEmpty()) {
      SqlStatements.change(connection, "DELETE" + damaged);
    }
    return SqlStatements.aggregate(
            connection,
            "SELECT max(number), count(*), sum(length(topic) + length(payload)) FROM backlog",
            row -> new Content(row.getLong(1), row.getLong(2), row.getLong(3)))
        .orElse(new Content(0, 0, 0));
  }

  private static Content insert(Connection connection, Draft draft, Content before)
      throws SQLException {
    long number = before.lastNumber + 1;
    SqlStatements.change(
        connection, "INSERT INTO backlog VALUES (?, ?, ?)", number, draft.topic, draft.payload);
    return new Content(number, before.messages + 1, before.bytes + draft.size());
  }

  private static long oldest(Connection connection) throws SQLException {
    return SqlStatements.aggregate(
            connection, "SELECT min(number) FROM backlog", row -> row.getLong(1))
        .orElse(0L);
  }

  private static Content delete(Connection connection, Collection<Long> numbers, Content before)
      throws SQLException {
    List<Long> sizes = new ArrayList<>();
    for (long number : numbers) {
      sizes.addAll(
          SqlStatements.list(
              connection,
              "DELETE FROM backlog WHERE number = ? RETURNING length(topic) + length(payload)",
              row -> row.getLong(1),
              number));
    }
    long bytes = sizes.stream().mapToLong(Long::longValue).sum();
    return new Content(before.lastNumber, before.messages - sizes.size(), before.bytes - bytes);
  }
}

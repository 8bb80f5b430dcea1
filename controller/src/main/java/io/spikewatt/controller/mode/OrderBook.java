package io.spikewatt.controller.mode;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import org.tinylog.Logger;

/**
 * The grid operator's last valid orders, in a small file that outlives a restart and is written
 * when one changes. A file that cannot be read is an empty book; one that cannot be written is told
 * and costs the memory over restarts only. One thread.
 */
public final class OrderBook {

  private static final String FILE = "grid-operator-orders.properties";

  private final Optional<Path> file;
  private final Properties orders = new Properties();

  private OrderBook(Optional<Path> file) {
    this.file = file;
  }

  /** A book that forgets. */
  public static OrderBook inMemory() {
    return new OrderBook(Optional.empty());
  }

  /** The book in the state directory. */
  public static OrderBook in(Path directory) {
    Path path = directory.resolve(FILE);
    OrderBook book = new OrderBook(Optional.of(path));
    if (Files.exists(path)) {
      try (Reader in = Files.newBufferedReader(path)) {
        book.orders.load(in);
      } catch (IOException | IllegalArgumentException e) {
        book.orders.clear();
        Logger.warn("{}: cannot be read, no order is known: {}", path, e.getMessage());
      }
    }
    return book;
  }

  /** The last valid order to a receiver, percent; empty if there is none, or none that can be. */
  OptionalDouble order(String device) {
    try {
      double pct = Double.parseDouble(orders.getProperty(device, ""));
      return pct >= 0 && pct <= 100 ? OptionalDouble.of(pct) : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  void note(String device, double pct) {
    orders.setProperty(device, Double.toString(pct));
    file.ifPresent(this::save);
  }

  private void save(Path path) {
    Path fresh = path.resolveSibling(FILE + ".new");
    try {
      try (Writer out = Files.newBufferedWriter(fresh)) {
        orders.store(out, "the grid operator's last valid feed-in limits, percent");
      }
      Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Logger.warn("{}: cannot be written: {}", path, e.getMessage());
    }
  }
}

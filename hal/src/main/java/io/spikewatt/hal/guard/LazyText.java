package io.spikewatt.hal.guard;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sentence that is made when somebody reads it first: setpoints are decided several times a
 * second, and most of their reasons are never read. Safe for use by many threads.
 */
public final class LazyText {

  private final Supplier<String> source;
  private volatile @Nullable String text;

  private LazyText(Supplier<String> source) {
    this.source = source;
  }

  /**
   * @param source gives the same text at every call
   */
  public static LazyText of(Supplier<String> source) {
    return new LazyText(source);
  }

  /** A text that is there already. */
  public static LazyText of(String text) {
    return new LazyText(() -> text);
  }

  /** The sentence. */
  @Override
  public String toString() {
    String made = text;
    if (made == null) {
      made = source.get();
      text = made;
    }
    return made;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LazyText that && toString().equals(that.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }
}

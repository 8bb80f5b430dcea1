package io.spikewatt.controller.io;

/** The newest value of something, from one thread to others. Safe for use by many threads. */
public final class Latest<T> {

  private volatile T value;

  public Latest(T first) {
    this.value = first;
  }

  public T get() {
    return value;
  }

  public void set(T newest) {
    value = newest;
  }
}

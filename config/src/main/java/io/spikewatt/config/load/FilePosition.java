package io.spikewatt.config.load;

/**
 * A place in a file.
 *
 * @param line 1-based
 * @param column 1-based, in characters
 */
record FilePosition(int line, int column) {

  static final FilePosition START = new FilePosition(1, 1);

  /** The place of the character at {@code index} of {@code text}. */
  static FilePosition of(CharSequence text, int index) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(index, text.length()); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new FilePosition(line, column);
  }
}

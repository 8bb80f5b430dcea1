package io.spikewatt.config.load;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A file's structure with places, free of the parser library and of any meaning. */
sealed interface SyntaxTree {

  /** Where it starts. */
  FilePosition mark();

  /** Description of the content for messages. */
  String describe();

  /** {@code text} is without quotes and escapes; only a plain scalar can be a number or flag. */
  record Scalar(FilePosition mark, String text, boolean plain) implements SyntaxTree {

    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern BARE = Pattern.compile("[-+.]?[0-9][-+.0-9a-zA-Z_]*|true|false");
    private static final int SHOWN = 60;

    /** Part of a URL that may hold a password. */
    private static final Pattern LOGIN = Pattern.compile("://.*@");

    boolean isNothing() {
      return plain && NOTHING.contains(text);
    }

    @Override
    public String describe() {
      if (isNothing()) {
        return "nothing";
      }
      boolean bare = BARE.matcher(text).matches();
      if (plain && bare && text.length() <= SHOWN) {
        return text;
      }
      String quoted = "\"" + shown() + "\"";
      return bare && !plain ? quoted + " in quotes" : quoted;
    }

    private String shown() {
      String shown = LOGIN.matcher(text).replaceAll("://…@");
      String cut = shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "…";
      StringBuilder line = new StringBuilder();
      cut.chars()
          .forEach(
              c ->
                  line.append(
                      Character.isISOControl(c) ? String.format("\\u%04x", c) : (char) c + ""));
      return line.toString();
    }
  }

  /** A YAML sequence. */
  record Items(FilePosition mark, List<SyntaxTree> items) implements SyntaxTree {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A YAML mapping; keys are unique. */
  record Entries(FilePosition mark, List<Entry> entries) implements SyntaxTree {
    public Entries {
      entries = List.copyOf(entries);
    }

    @Override
    public String describe() {
      return entries.isEmpty() ? "an empty mapping" : "a mapping";
    }
  }

  /** An entry, with the position of its key. */
  record Entry(FilePosition mark, String key, SyntaxTree value) {}
}

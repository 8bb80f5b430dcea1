package io.spikewatt.config.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A site file for others to read: known keys, numbers, flags, and words that name no person, place
 * or secret. Everything else is left out, comments included.
 *
 * @param text as YAML
 * @param hidden values that were left out
 */
public record RedactedSite(String text, Set<String> hidden) {

  /** Placeholder of a removed value. */
  public static final String HIDDEN = "…";

  /** Keys whose numbers reveal the position of the site. */
  private static final Set<String> PLACE = Set.of("latitude", "longitude");

  /** Keys whose texts are needed to follow a report, and are no secret. */
  private static final Set<String> SHOWN =
      Set.of(
          "id",
          "name",
          "profile",
          "source",
          "unit",
          "objective",
          "role",
          "kind",
          "forecaster",
          "nowcast",
          "mode",
          "parity",
          "signal",
          "currency",
          "timezone",
          "from",
          "to",
          "asks",
          "hours",
          "days",
          "months",
          "export",
          "version",
          "security",
          "share",
          "commands",
          "read",
          "propose",
          "act",
          "listen",
          "persistence",
          "direction",
          "device",
          "meter",
          "modbus-tcp",
          "modbus-rtu-tcp",
          "modbus-rtu",
          "iec62056",
          "iec62056-push",
          "opc-ua",
          "broker",
          "bind",
          "language",
          "type",
          "table",
          "word-order",
          "encryption",
          "at-least");

  private static final Pattern NUMBER = Pattern.compile("[-+.]?[0-9][-+.0-9a-fA-FxX_]*|true|false");

  /** Part of an address that may hold a password. */
  private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/]*@");

  /** The key of a time's begin is also that of a mail's sender. */
  private static final Pattern MAIL = Pattern.compile("[^@/]+@.*", Pattern.DOTALL);

  /** A serial adapter's own number is part of its path. */
  private static final Pattern BY_ID = Pattern.compile("(?<=/dev/serial/by-id/).*");

  /** Longest text of a shown key, in characters. */
  private static final int LONGEST = 120;

  /** Shortest value to hide: shorter ones would hide parts of other words. */
  private static final int LEAST_HIDDEN = 4;

  /** Empty text for a file that is not YAML. */
  public static RedactedSite of(String yaml) {
    Optional<SyntaxTree> tree = YamlParser.parse(yaml, new Problems("site"));
    if (tree.isEmpty()) {
      return new RedactedSite("(left out: it cannot be read as YAML)\n", Set.of());
    }
    Writer writer = new Writer(knownKeys());
    writer.write(tree.get(), "", 0);
    return new RedactedSite(writer.text.toString(), Set.copyOf(writer.hidden));
  }

  private static Set<String> knownKeys() {
    try (InputStream in = RedactedSite.class.getResourceAsStream("site.schema.json")) {
      String schema = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      Set<String> keys = new HashSet<>();
      Matcher key = Pattern.compile("\"([a-z][a-z0-9-]*)\"\\s*:").matcher(schema);
      while (key.find()) {
        keys.add(key.group(1));
      }
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Writer {

    private final Set<String> known;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> hidden = new HashSet<>();

    Writer(Set<String> known) {
      this.known = known;
    }

    private void write(SyntaxTree tree, String key, int depth) {
      switch (tree) {
        case SyntaxTree.Scalar scalar -> text.append(' ').append(value(key, scalar)).append('\n');
        case SyntaxTree.Items items -> {
          text.append('\n');
          for (SyntaxTree item : items.items()) {
            text.append("  ".repeat(depth)).append('-');
            write(item, key, depth + 1);
          }
        }
        case SyntaxTree.Entries entries -> {
          text.append(depth == 0 ? "" : "\n");
          for (SyntaxTree.Entry entry : entries.entries()) {
            String shown = known.contains(entry.key()) ? entry.key() : hide(entry.key());
            text.append("  ".repeat(depth)).append(shown).append(':');
            write(entry.value(), shown, depth + 1);
          }
        }
      }
    }

    private String value(String key, SyntaxTree.Scalar scalar) {
      if (scalar.isNothing()) {
        return "";
      }
      boolean isNumber = scalar.plain() && NUMBER.matcher(scalar.text()).matches();
      if (isNumber && known.contains(key) && !PLACE.contains(key)) {
        return scalar.text();
      }
      if (key.equals("directory") || key.endsWith("-file")) {
        // A path is no secret, and its words may occur anywhere: they stay out of the hidden
        // values.
        return HIDDEN;
      }
      if (!SHOWN.contains(key)
          || scalar.text().length() > LONGEST
          || MAIL.matcher(scalar.text()).matches()) {
        return hide(scalar.text());
      }
      Matcher login = LOGIN.matcher(scalar.text());
      if (login.find()) {
        List.of(login.group().split("[:@]")).forEach(this::hide);
      }
      String shown = login.replaceAll(HIDDEN + "@");
      shown = BY_ID.matcher(shown).replaceAll(HIDDEN);
      if (!shown.equals(scalar.text())) {
        hide(scalar.text());
      }
      return shown;
    }

    private String hide(String value) {
      if (value.strip().length() >= LEAST_HIDDEN) {
        hidden.add(value.strip());
      }
      return HIDDEN;
    }
  }
}

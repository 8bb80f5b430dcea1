package io.spikewatt.config.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML 1.2 text to a {@link SyntaxTree}; the only class that sees the parser library. */
final class YamlParser {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 20_000;

  private static final String NO_BREAK_SPACE = "a no-break space (U+00A0)";

  /** At the begin of a line or after a colon or hyphen; within a text such a space is a letter. */
  private static final Pattern MISPLACED_SPACE = Pattern.compile("(?:^|[:-])[ ]*(\u00A0)");

  private final Problems problems;
  private final Iterator<Event> events;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;
  private FilePosition last = FilePosition.START;
  private boolean noBreakSpaces;

  private record Anchored(SyntaxTree tree, int nodes) {}

  /** The structure is too deep, too large or not ours to read; already reported. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1;
  }

  private YamlParser(String text, Problems problems) {
    this.problems = problems;
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
  }

  /** The one document in {@code text}; empty if it is not complete, which is reported. */
  static Optional<SyntaxTree> parse(String text, Problems problems) {
    YamlParser parser = new YamlParser(text, problems);
    try {
      Optional<SyntaxTree> tree = parser.document();
      return parser.noBreakSpaces ? Optional.empty() : tree;
    } catch (Stop e) {
      return Optional.empty();
    } catch (MarkedYamlEngineException e) {
      parser.syntax(text, e);
    } catch (ReaderException e) {
      FilePosition filePosition =
          FilePosition.of(text, text.offsetByCodePoints(0, positionIn(text, e)));
      String found = "U+%04X".formatted(e.getCodePoint());
      problems.add(filePosition, "", "printable characters", "the control character " + found);
    } catch (YamlEngineException | NumberFormatException e) {
      // The library lets escapes such as "\UFFFFFFFF" through to Integer.parseInt.
      problems.add(parser.last, "", "YAML 1.2", "something unreadable: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static int positionIn(String text, ReaderException e) {
    return Math.clamp(e.getPosition(), 0, text.codePointCount(0, text.length()));
  }

  private void syntax(String text, MarkedYamlEngineException e) {
    int before = problems.count();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      String indent = line.substring(0, line.length() - line.stripLeading().length());
      int tab = indent.indexOf('\t');
      if (tab >= 0) {
        problems.add(new FilePosition(i + 1, tab + 1), "", "spaces for indentation", "a tab");
      }
      Matcher space = MISPLACED_SPACE.matcher(line);
      if (space.find()) {
        problems.add(new FilePosition(i + 1, space.start(1) + 1), "", "a space", NO_BREAK_SPACE);
      }
    }
    if (problems.count() == before) {
      FilePosition filePosition =
          e.getProblemMark().or(e::getContextMark).map(YamlParser::mark).orElse(last);
      int spaces = filePosition.column() - 1;
      String line = lines.get(Math.min(filePosition.line(), lines.size()) - 1);
      if (e.getProblem().startsWith("expected <block end>")
          && spaces < line.length()
          && line.substring(0, spaces).isBlank()) {
        String found = "a line that begins after " + spaces + (spaces == 1 ? " space" : " spaces");
        problems.add(filePosition, "", "the same indentation as the lines around it", found);
        return;
      }
      String context = e.getContext() == null ? "" : " (" + e.getContext().strip() + ")";
      problems.add(filePosition, "", "YAML" + context, "a syntax error: " + e.getProblem());
    }
  }

  private Optional<SyntaxTree> document() throws Stop {
    Optional<SyntaxTree> tree = Optional.empty();
    boolean seen = false;
    while (events.hasNext()) {
      Event event = next();
      if (event instanceof DocumentStartEvent) {
        if (seen) {
          problems.add(last, "", "one document", "a second one after ---");
          throw new Stop();
        }
        seen = true;
        tree = Optional.of(node(next(), "", 0));
      }
    }
    if (tree.isEmpty() || (tree.get() instanceof SyntaxTree.Scalar scalar && scalar.isNothing())) {
      problems.add(FilePosition.START, "", "a mapping of keys", "an empty file");
      return Optional.empty();
    }
    return tree;
  }

  private SyntaxTree node(Event event, String path, int depth) throws Stop {
    if (depth > MAX_DEPTH) {
      throw stop(path, "at most " + MAX_DEPTH + " levels", "more");
    }
    count(1, path);
    FilePosition filePosition = last;
    int before = nodes;
    if (event instanceof AliasEvent alias) {
      Anchored anchored = anchors.get(alias.getAlias().getValue());
      if (anchored == null) {
        throw stop(path, "an anchor that was defined before", "*" + alias.getAlias().getValue());
      }
      // Counted as often as it is used, so that aliases of aliases cannot explode.
      count(anchored.nodes, path);
      return anchored.tree;
    }
    SyntaxTree syntaxTree;
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag(), path);
      refuseNoBreakSpace(scalar);
      syntaxTree = new SyntaxTree.Scalar(filePosition, scalar.getValue(), scalar.isPlain());
    } else if (event instanceof MappingStartEvent mapping) {
      refuseTag(mapping.getTag(), path);
      syntaxTree = entries(filePosition, path, depth);
    } else if (event instanceof CollectionStartEvent sequence) {
      refuseTag(sequence.getTag(), path);
      syntaxTree = items(filePosition, path, depth);
    } else {
      throw new NoSuchElementException("unexpected " + event);
    }
    if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
      anchors.put(named.getAnchor().get().getValue(), new Anchored(syntaxTree, nodes - before + 1));
    }
    return syntaxTree;
  }

  private SyntaxTree items(FilePosition filePosition, String path, int depth) throws Stop {
    List<SyntaxTree> items = new ArrayList<>();
    for (Event e = next(); e.getEventId() != Event.ID.SequenceEnd; e = next()) {
      items.add(node(e, path + "[" + items.size() + "]", depth + 1));
    }
    return new SyntaxTree.Items(filePosition, items);
  }

  private SyntaxTree entries(FilePosition filePosition, String path, int depth) throws Stop {
    Map<String, SyntaxTree.Entry> entries = new LinkedHashMap<>();
    for (Event e = next(); e.getEventId() != Event.ID.MappingEnd; e = next()) {
      FilePosition at = last;
      SyntaxTree key = node(e, path, depth + 1);
      String name = key instanceof SyntaxTree.Scalar scalar ? scalar.text() : "";
      String below = path.isEmpty() ? name : path + "." + name;
      if (!(key instanceof SyntaxTree.Scalar)) {
        problems.add(at, path, "a plain word as key", key.describe());
      }
      SyntaxTree.Entry entry = new SyntaxTree.Entry(at, name, node(next(), below, depth + 1));
      if (key instanceof SyntaxTree.Scalar) {
        SyntaxTree.Entry twin = entries.putIfAbsent(name, entry);
        if (twin != null) {
          int first = twin.mark().line();
          problems.add(at, below, "each key once", "it again (first in line " + first + ")");
        }
      }
    }
    return new SyntaxTree.Entries(filePosition, List.copyOf(entries.values()));
  }

  private void refuseTag(Optional<String> tag, String path) {
    // "!" only marks a quoted scalar as text, which it is anyway.
    tag.filter(t -> !t.equals("!"))
        .ifPresent(t -> problems.add(last, path, "a value without a tag", "the tag " + t));
  }

  /** YAML takes a no-break space for a letter: before a value it makes a key of the whole line. */
  private void refuseNoBreakSpace(ScalarEvent scalar) {
    Matcher space = MISPLACED_SPACE.matcher(scalar.getValue());
    if (scalar.isPlain() && space.find()) {
      noBreakSpaces = true;
      FilePosition at = new FilePosition(last.line(), last.column() + space.start(1));
      problems.add(at, "", "a space", NO_BREAK_SPACE);
    }
  }

  private void count(int more, String path) throws Stop {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw stop(path, "at most " + MAX_NODES + " values, aliases counted", "more");
    }
  }

  private Stop stop(String path, String expected, String found) {
    problems.add(last, path, expected, found);
    return new Stop();
  }

  private Event next() {
    Event event = events.next();
    last = event.getStartMark().map(YamlParser::mark).orElse(last);
    return event;
  }

  private static FilePosition mark(org.snakeyaml.engine.v2.exceptions.Mark mark) {
    return new FilePosition(mark.getLine() + 1, mark.getColumn() + 1);
  }
}

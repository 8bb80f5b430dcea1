package io.spikewatt.house;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.spikewatt.testkit.SourceCheckout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The sources of all modules' main, parsed: what class files do not tell. */
final class MainSources {

  /** Where a parameter may be called {@code out}: streams and generators, as Java calls them. */
  private static final Set<String> STREAMS = Set.of("PrintStream", "OutputStream", "JsonGenerator");

  /** Looks at a type, {@code Outer.Inner} of a room. */
  @FunctionalInterface
  private interface Visit {
    void type(String room, String name, ClassTree type);
  }

  private final List<CompilationUnitTree> units;

  private MainSources(List<CompilationUnitTree> units) {
    this.units = units;
  }

  /** The sources of this checkout's modules, but what only tests use. */
  static MainSources parse() {
    return parse(SourceCheckout.root());
  }

  static MainSources parse(Path root) {
    List<Path> files = new ArrayList<>();
    try {
      for (Path folder : SourceCheckout.folders(root, "src/main/java")) {
        if (!folder.toString().contains("/testkit/")) {
          try (Stream<Path> found = Files.walk(folder)) {
            found.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
          }
        }
      }
      return parse(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MainSources parse(List<Path> files) throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
      List<CompilationUnitTree> units = new ArrayList<>();
      task.parse().forEach(units::add);
      return new MainSources(units);
    }
  }

  /** Number of source files. */
  int size() {
    return units.size();
  }

  /** Simple names that more than one top-level type has. */
  SortedSet<String> namesTwice() {
    Map<String, Integer> counts = new TreeMap<>();
    for (CompilationUnitTree unit : units) {
      for (Tree type : unit.getTypeDecls()) {
        if (type instanceof ClassTree named) {
          counts.merge(named.getSimpleName().toString(), 1, Integer::sum);
        }
      }
    }
    counts.values().removeIf(count -> count == 1);
    return new TreeSet<>(counts.keySet());
  }

  /** Records with more components than {@code most}: room and {@code Outer.Inner}. */
  SortedSet<String> recordsLargerThan(int most) {
    SortedSet<String> found = new TreeSet<>();
    types(
        (room, name, type) -> {
          if (type.getKind() == Tree.Kind.RECORD && components(type) > most) {
            found.add(room + " " + name);
          }
        });
    return found;
  }

  /** Number of a record's components, which are its instance fields. */
  private static long components(ClassTree record) {
    return record.getMembers().stream()
        .filter(VariableTree.class::isInstance)
        .map(VariableTree.class::cast)
        .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
        .count();
  }

  /**
   * Types with a constructor of more parameters than {@code most}, room and name; the constructor
   * of a record's components is counted by {@link #recordsLargerThan}.
   */
  SortedSet<String> constructorsLongerThan(int most) {
    SortedSet<String> found = new TreeSet<>();
    types(
        (room, name, type) ->
            methods(type).stream()
                .filter(method -> method.getName().contentEquals("<init>"))
                .filter(method -> method.getParameters().size() > most)
                .filter(
                    method ->
                        type.getKind() != Tree.Kind.RECORD
                            || method.getParameters().size() != components(type))
                .forEach(method -> found.add(room + " " + name)));
    return found;
  }

  /** Methods with a parameter called {@code out} that is no stream, {@code Type.method}. */
  SortedSet<String> parametersCalledOut() {
    SortedSet<String> found = new TreeSet<>();
    types(
        (room, name, type) -> {
          for (MethodTree method : methods(type)) {
            if (calledOut(method)) {
              found.add(name + "." + method.getName());
            }
          }
        });
    return found;
  }

  private static boolean calledOut(MethodTree method) {
    List<VariableTree> parameters = new ArrayList<>(method.getParameters());
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitLambdaExpression(LambdaExpressionTree lambda, Void none) {
        parameters.addAll(lambda.getParameters());
        return super.visitLambdaExpression(lambda, null);
      }

      @Override
      public Void visitClass(ClassTree inner, Void none) {
        return null;
      }
    }.scan(method, null);
    return parameters.stream()
        .filter(parameter -> parameter.getName().contentEquals("out"))
        .anyMatch(parameter -> !STREAMS.contains(String.valueOf(parameter.getType())));
  }

  /**
   * Methods of a room that give a result by filling what they were handed, {@code Type.method}.
   *
   * @param rooms of which there is at least one
   */
  SortedSet<String> fillers(Set<String> rooms) {
    Map<String, List<ClassTree>> found = new TreeMap<>();
    types(
        (room, name, type) -> {
          if (rooms.contains(room)) {
            found.computeIfAbsent(name, n -> new ArrayList<>()).add(type);
          }
        });
    if (found.isEmpty()) {
      throw new IllegalStateException("no type in " + rooms);
    }
    return new FilledParameters(found).methods();
  }

  /** Rooms that each source imports from: {@code module.room} to {@code module.room}s. */
  Map<String, Set<String>> imports() {
    Map<String, Set<String>> rooms = new TreeMap<>();
    for (CompilationUnitTree unit : units) {
      String from = room(String.valueOf(unit.getPackageName()));
      Set<String> to = rooms.computeIfAbsent(from, room -> new TreeSet<>());
      for (ImportTree imported : unit.getImports()) {
        String name = imported.getQualifiedIdentifier().toString();
        if (name.startsWith("io.spikewatt.") && !room(name).equals(from)) {
          to.add(room(name));
        }
      }
    }
    return rooms;
  }

  /** {@code module.room}, or {@code module} of what lies in no room. */
  static String room(String name) {
    String[] parts = name.split("\\.", -1);
    boolean isRoom = parts.length > 3 && Character.isLowerCase(parts[3].charAt(0));
    return parts.length < 3 ? name : isRoom ? parts[2] + "." + parts[3] : parts[2];
  }

  private void types(Visit each) {
    units.forEach(unit -> types(unit, each));
  }

  private static void types(CompilationUnitTree unit, Visit each) {
    String room = room(String.valueOf(unit.getPackageName()));
    new TreeScanner<Void, String>() {
      @Override
      public Void visitClass(ClassTree type, String outer) {
        String name =
            outer.isEmpty() ? "" + type.getSimpleName() : outer + "." + type.getSimpleName();
        each.type(room, name, type);
        return super.visitClass(type, name);
      }
    }.scan(unit, "");
  }

  private static List<MethodTree> methods(ClassTree type) {
    return type.getMembers().stream()
        .filter(MethodTree.class::isInstance)
        .map(MethodTree.class::cast)
        .toList();
  }
}

package io.spikewatt.house;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.lang.model.element.Modifier;
import javax.lang.model.type.TypeKind;
import org.jspecify.annotations.Nullable;

/**
 * Which methods of some packages fill a collection, map, array, StringBuilder or holder that they
 * were given. A holder is a class of these packages with a field that can be assigned from outside,
 * or with a method that changes its own fields.
 *
 * <p>A parameter of such a type is filled if its elements or fields are assigned, if a method that
 * changes it is called on it, or if it is handed to a method that fills its parameter there: one of
 * the same packages (by name and number of arguments) or one of the JDK that is known to.
 */
final class FilledParameters {

  private static final Set<String> CONTAINERS =
      Set.of(
          "Collection",
          "List",
          "ArrayList",
          "Set",
          "SortedSet",
          "SequencedSet",
          "Deque",
          "Queue",
          "ArrayDeque",
          "Map",
          "SortedMap",
          "SequencedMap",
          "NavigableMap",
          "HashMap",
          "TreeMap",
          "LinkedHashMap",
          "EnumMap",
          "StringBuilder",
          "StringJoiner",
          "BitSet");

  private static final Set<String> CHANGES =
      Set.of(
          "add",
          "addAll",
          "addFirst",
          "addLast",
          "offer",
          "push",
          "put",
          "putAll",
          "putIfAbsent",
          "putFirst",
          "putLast",
          "merge",
          "compute",
          "computeIfAbsent",
          "computeIfPresent",
          "append",
          "insert",
          "set",
          "setLength",
          "remove",
          "removeIf",
          "removeAll",
          "retainAll",
          "replaceAll",
          "clear",
          "sort");

  /** Methods of the JDK by name, with the argument that they fill. */
  private static final Map<String, Integer> JDK =
      Map.of(
          "Arrays.fill",
          0,
          "Arrays.setAll",
          0,
          "Arrays.sort",
          0,
          "System.arraycopy",
          2,
          "Collections.addAll",
          0,
          "Collections.sort",
          0);

  private record Method(String type, MethodTree tree, Set<String> filled) {

    String key() {
      return tree.getName() + "/" + tree.getParameters().size();
    }
  }

  private final Map<String, List<Method>> byKey = new HashMap<>();
  private final List<Method> all = new ArrayList<>();

  /** By type: methods that change its fields, by name and number of arguments. */
  private final Map<String, Set<String>> changing = new HashMap<>();

  /** Types with a field that others may assign. */
  private final Set<String> open = new TreeSet<>();

  /**
   * @param types of one package, by name
   */
  FilledParameters(Map<String, List<ClassTree>> types) {
    types.forEach((name, trees) -> trees.forEach(tree -> add(name, tree)));
    boolean more = true;
    while (more) {
      more = false;
      for (Map.Entry<String, List<ClassTree>> type : types.entrySet()) {
        for (ClassTree tree : type.getValue()) {
          more |= holder(simple(type.getKey()), tree);
        }
      }
      for (Method method : all) {
        more |= look(method);
      }
    }
  }

  private void add(String name, ClassTree type) {
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree tree && tree.getBody() != null) {
        Method method = new Method(name, tree, new TreeSet<>());
        all.add(method);
        byKey.computeIfAbsent(method.key(), key -> new ArrayList<>()).add(method);
      }
    }
  }

  /** Those that return nothing and are not private, {@code Type.method}. */
  SortedSet<String> methods() {
    SortedSet<String> names = new TreeSet<>();
    for (Method method : all) {
      boolean isPrivate = method.tree.getModifiers().getFlags().contains(Modifier.PRIVATE);
      boolean isVoid =
          method.tree.getReturnType() instanceof PrimitiveTypeTree type
              && type.getPrimitiveTypeKind() == TypeKind.VOID;
      if (isVoid && !isPrivate && !method.filled.isEmpty()) {
        names.add(method.type + "." + method.tree.getName());
      }
    }
    return names;
  }

  /** Whether another parameter was found to be filled. */
  private boolean look(Method method) {
    Map<String, String> containers = new HashMap<>();
    for (VariableTree parameter : method.tree.getParameters()) {
      String type = parameter.getType().toString();
      if (container(parameter.getType())
          || changing.containsKey(simple(type))
          || open.contains(simple(type))) {
        containers.put(parameter.getName().toString(), simple(type));
      }
    }
    Set<String> found = new TreeSet<>();
    method.tree.getBody().accept(new Changes(found, containers), null);
    found.retainAll(containers.keySet());
    return method.filled.addAll(found);
  }

  /** Whether another method of a class was found to change its fields. */
  private boolean holder(String name, ClassTree type) {
    if (type.getKind() != Tree.Kind.CLASS) {
      return false;
    }
    Map<String, String> fields = new HashMap<>();
    for (Tree member : type.getMembers()) {
      if (member instanceof VariableTree field) {
        Set<Modifier> flags = field.getModifiers().getFlags();
        if (!flags.contains(Modifier.STATIC)) {
          fields.put(field.getName().toString(), simple(field.getType().toString()));
          if (!flags.contains(Modifier.PRIVATE) && !flags.contains(Modifier.FINAL)) {
            open.add(name);
          }
        }
      }
    }
    Set<String> own = new TreeSet<>(changing.getOrDefault(name, Set.of()));
    boolean more = false;
    for (Tree member : type.getMembers()) {
      if (member instanceof MethodTree method
          && method.getBody() != null
          && method.getReturnType() != null) {
        Set<String> found = new TreeSet<>();
        Map<String, String> seen = new HashMap<>(fields);
        method.getParameters().forEach(each -> seen.remove(each.getName().toString()));
        new TreeScanner<Void, Void>() {
          @Override
          public Void visitVariable(VariableTree local, Void none) {
            seen.remove(local.getName().toString());
            return super.visitVariable(local, null);
          }
        }.scan(method.getBody(), null);
        method.getBody().accept(new Changes(found, seen, own), null);
        String key = method.getName() + "/" + method.getParameters().size();
        found.retainAll(seen.keySet());
        if (!found.isEmpty() && own.add(key)) {
          changing.computeIfAbsent(name, n -> new TreeSet<>()).add(key);
          more = true;
        }
      }
    }
    return more;
  }

  /** A type's name without the types around it and without arguments. */
  private static String simple(String type) {
    int generic = type.indexOf('<');
    String raw = generic < 0 ? type : type.substring(0, generic);
    return raw.substring(raw.lastIndexOf('.') + 1);
  }

  private static boolean container(Tree type) {
    String text = type.toString();
    int generic = text.indexOf('<');
    return text.endsWith("[]")
        || CONTAINERS.contains(generic < 0 ? text : text.substring(0, generic));
  }

  /** Collects names of variables that are changed. */
  private final class Changes extends TreeScanner<Void, Void> {

    private final Set<String> changed;

    /** Types of the variables that count, by name. */
    private final Map<String, String> variables;

    /** Methods of the class itself that change its fields; null outside of a class's own look. */
    private final @Nullable Set<String> own;

    Changes(Set<String> changed, Map<String, String> variables) {
      this(changed, variables, null);
    }

    Changes(Set<String> changed, Map<String, String> variables, @Nullable Set<String> own) {
      this.changed = changed;
      this.variables = variables;
      this.own = own;
    }

    @Override
    public Void visitAssignment(AssignmentTree tree, Void none) {
      element(tree.getVariable());
      return super.visitAssignment(tree, null);
    }

    @Override
    public Void visitCompoundAssignment(CompoundAssignmentTree tree, Void none) {
      element(tree.getVariable());
      return super.visitCompoundAssignment(tree, null);
    }

    @Override
    public Void visitUnary(UnaryTree tree, Void none) {
      switch (tree.getKind()) {
        case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
            element(tree.getExpression());
        default -> {}
      }
      return super.visitUnary(tree, null);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
      if (call.getMethodSelect() instanceof MemberSelectTree select
          && CHANGES.contains(select.getIdentifier().toString())) {
        changed(root(select.getExpression()));
      }
      List<? extends ExpressionTree> arguments = call.getArguments();
      called(call, name(call.getMethodSelect()) + "/" + arguments.size());
      Integer jdk = JDK.get(call.getMethodSelect().toString());
      if (jdk != null && jdk < arguments.size()) {
        changed(root(arguments.get(jdk)));
      }
      String key = name(call.getMethodSelect()) + "/" + arguments.size();
      for (Method called : byKey.getOrDefault(key, List.of())) {
        for (int i = 0; i < arguments.size(); i++) {
          if (called.filled.contains(called.tree.getParameters().get(i).getName().toString())) {
            changed(root(arguments.get(i)));
          }
        }
      }
      return super.visitMethodInvocation(call, null);
    }

    /** A holder changes if one of its changing methods is called, also through a chain of calls. */
    private void called(MethodInvocationTree call, String key) {
      if (own != null && call.getMethodSelect() instanceof IdentifierTree && own.contains(key)) {
        changed.addAll(variables.keySet());
      } else if (call.getMethodSelect() instanceof MemberSelectTree select) {
        String name = root(select.getExpression());
        String type = name == null ? null : variables.get(name);
        if (type != null && changing.getOrDefault(type, Set.of()).contains(key)) {
          changed(name);
        }
      }
    }

    private void element(ExpressionTree variable) {
      if (variable instanceof ArrayAccessTree) {
        changed(root(variable));
      } else if (own != null || variable instanceof MemberSelectTree) {
        changed(root(variable));
      }
    }

    /**
     * The variable that an element, a field or a row of elements belongs to; null if it is none.
     */
    private @Nullable String root(ExpressionTree expression) {
      return switch (expression) {
        case IdentifierTree variable -> variable.getName().toString();
        case ArrayAccessTree element -> root(element.getExpression());
        case MemberSelectTree field when field.getExpression().toString().equals("this") ->
            own == null ? null : field.getIdentifier().toString();
        case MemberSelectTree field -> root(field.getExpression());
        case MethodInvocationTree call
            when call.getMethodSelect() instanceof MemberSelectTree select
                && select.getIdentifier().contentEquals("append") ->
            root(select.getExpression());
        default -> null;
      };
    }

    private void changed(@Nullable String name) {
      if (name != null) {
        changed.add(name);
      }
    }
  }

  private static String name(ExpressionTree method) {
    return method instanceof MemberSelectTree select
        ? select.getIdentifier().toString()
        : method.toString();
  }
}

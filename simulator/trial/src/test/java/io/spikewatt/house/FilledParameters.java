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
 * Which methods of a package fill a collection, map, array or StringBuilder that they were given.
 *
 * <p>A parameter of such a type is filled if its elements are assigned, if a method that changes it
 * is called on it, or if it is handed to a method that fills its parameter there: one of the same
 * package (by name and number of arguments) or one of the JDK that is known to.
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

  /**
   * @param types of one package, by name
   */
  FilledParameters(Map<String, List<ClassTree>> types) {
    types.forEach((name, trees) -> trees.forEach(tree -> add(name, tree)));
    boolean more = true;
    while (more) {
      more = false;
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
    Set<String> containers = new TreeSet<>();
    for (VariableTree parameter : method.tree.getParameters()) {
      if (container(parameter.getType())) {
        containers.add(parameter.getName().toString());
      }
    }
    Set<String> found = new TreeSet<>();
    method.tree.getBody().accept(new Changes(found), null);
    found.retainAll(containers);
    return method.filled.addAll(found);
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

    Changes(Set<String> changed) {
      this.changed = changed;
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

    private void element(ExpressionTree variable) {
      if (variable instanceof ArrayAccessTree) {
        changed(root(variable));
      }
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

  /** The variable that an element, or a row of elements, belongs to; null if it is none. */
  private static @Nullable String root(ExpressionTree expression) {
    return switch (expression) {
      case IdentifierTree variable -> variable.getName().toString();
      case ArrayAccessTree element -> root(element.getExpression());
      case MethodInvocationTree call
          when call.getMethodSelect() instanceof MemberSelectTree select
              && select.getIdentifier().contentEquals("append") ->
          root(select.getExpression());
      default -> null;
    };
  }
}

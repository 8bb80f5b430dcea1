package io.spikewatt.controller.daemon;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Objects of this product that hang together, by reflection. */
final class ObjectGraph {

  private static final String OURS = "io.spikewatt.";

  private ObjectGraph() {}

  /** A field of one object, and its value. */
  record Held(Object holder, Field field, Object value) {

    String name() {
      String type = holder.getClass().getName();
      return type.substring(type.lastIndexOf('.') + 1) + "." + field.getName();
    }

    /** Whether it can change: it is no final field, or its content can be written. */
    boolean isMutable() {
      return !Modifier.isFinal(field.getModifiers()) || isWritable(value);
    }
  }

  /** Whether the content of a value that is no object of ours can be written. */
  static boolean isWritable(Object value) {
    return switch (value) {
      case null -> false;
      case AtomicReference<?> _, AtomicLong _, AtomicInteger _, AtomicBoolean _ -> true;
      case Collection<?> _, Map<?, ?> _ -> {
        String type = value.getClass().getName();
        yield !type.contains("ImmutableCollections")
            && !type.contains("Collections$Unmodifiable")
            && !type.contains("Collections$Empty");
      }
      default -> value.getClass().isArray();
    };
  }

  /** Everything that can be reached from a root, itself and collections among it. */
  static Set<Object> reachable(Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Object next = open.pop();
      if (seen.add(next)) {
        next(next).stream().filter(ObjectGraph::isWalked).forEach(open::push);
      }
    }
    return seen;
  }

  /** Instance fields of an object of ours; none of others. */
  static List<Held> fields(Object holder) {
    List<Held> all = new ArrayList<>();
    for (Class<?> type = holder.getClass();
        type != null && type.getName().startsWith(OURS);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !holder.getClass().isEnum()) {
          field.setAccessible(true);
          try {
            all.add(new Held(holder, field, field.get(holder)));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    return all;
  }

  /** What an object holds: values of its fields, or its elements. */
  static List<Object> next(Object of) {
    List<Object> next = new ArrayList<>();
    switch (of) {
      case Collection<?> elements -> next.addAll(elements);
      case Map<?, ?> map -> {
        next.addAll(map.keySet());
        next.addAll(map.values());
      }
      case Optional<?> optional -> optional.ifPresent(next::add);
      case AtomicReference<?> reference -> next.add(reference.get());
      case Object[] array -> next.addAll(java.util.Arrays.asList(array));
      default -> fields(of).forEach(held -> next.add(held.value()));
    }
    next.removeIf(value -> value == null);
    return next;
  }

  static boolean isWalked(Object value) {
    return value.getClass().getName().startsWith(OURS)
        || isWritable(value)
        || value instanceof Collection
        || value instanceof Map
        || value instanceof Optional;
  }
}

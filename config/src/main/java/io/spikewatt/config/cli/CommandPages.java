package io.spikewatt.config.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes the man page's commands and the completion of bash from the {@link CommandTable}, for the
 * commands of the packages. Packaging runs it.
 */
public final class CommandPages {

  private CommandPages() {}

  /**
   * Prints one of them.
   *
   * @param arguments {@code man} or {@code completion}
   */
  public static void main(String[] arguments) {
    List<CommandHelp> packaged =
        CommandTable.read().commands().stream()
            .filter(
                command -> !command.comesWith().filter(CommandTable.CHECKOUT::equals).isPresent())
            .toList();
    String text =
        switch (String.join(" ", arguments)) {
          case "man" -> man(packaged);
          case "completion" -> completion(packaged);
          default -> throw new IllegalArgumentException("expected man or completion");
        };
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    out.print(text);
    out.flush();
  }

  /** The section COMMANDS in groff's man macros. */
  static String man(List<CommandHelp> commands) {
    StringBuilder page = new StringBuilder(".SH COMMANDS\n");
    for (CommandHelp command : commands) {
      page.append(".SS ").append(roff(command.name())).append('\n');
      page.append(roff(sentence(command.summary())));
      command
          .comesWith()
          .ifPresent(
              from -> page.append(" It comes with the package ").append(roff(from)).append('.'));
      page.append("\n.PP\n.nf\n").append(roff(command.synopsis())).append(".fi\n");
      page.append(".PP\n");
      for (String line : command.explanation().lines().toList()) {
        // Text flows, except for lines that begin with an option.
        page.append(line.startsWith("--") ? ".br\n" : "").append(roff(line)).append('\n');
      }
    }
    return page.toString();
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }

  /** Escapes text for groff: hyphens, and lines that begin like a request. */
  private static String roff(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
  }

  /** A script for {@code bash-completion}. */
  static String completion(List<CommandHelp> commands) {
    Map<String, Set<String>> next = new LinkedHashMap<>();
    Map<String, Map<String, String>> options = new LinkedHashMap<>();
    Set<String> withFile = new LinkedHashSet<>();
    for (CommandHelp command : commands) {
      List<String> words = command.words().stream().filter(word -> !word.startsWith("-")).toList();
      for (int k = 0; k < words.size(); k++) {
        String before = String.join(" ", words.subList(0, k));
        next.computeIfAbsent(before, _ -> new LinkedHashSet<>()).add(words.get(k));
      }
      String name = String.join(" ", words);
      options.computeIfAbsent(name, _ -> new LinkedHashMap<>()).putAll(command.options());
      if (isFile(command.operands())) {
        withFile.add(name);
      }
    }
    List<String> cases = new ArrayList<>();
    options.forEach((name, known) -> cases.add(choices(name, known, withFile.contains(name))));
    next.forEach(
        (before, words) -> {
          if (!before.isEmpty()) {
            cases.add("    \" %s \"*) words='%s' ;;".formatted(before, String.join(" ", words)));
          }
        });
    return SCRIPT
        .replace("@COMMANDS@", String.join(" ", next.getOrDefault("", Set.of())))
        .replace("@CASES@", String.join("\n", cases));
  }

  private static String choices(String name, Map<String, String> options, boolean withFile) {
    String files =
        options.entrySet().stream()
            .filter(option -> isFile(option.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(" "));
    String values =
        options.entrySet().stream()
            .filter(option -> option.getValue().contains("|"))
            .map(option -> option.getKey() + "=" + option.getValue())
            .collect(Collectors.joining(" "));
    return "    \" %s \"*) words='%s --help' files='%s%s' values='%s' ;;"
        .formatted(name, String.join(" ", options.keySet()), files, withFile ? " *" : "", values);
  }

  private static boolean isFile(String value) {
    return value.contains("FILE") || value.startsWith("OUT") || value.equals("DIR");
  }

  private static final String SCRIPT =
      """
      # bash completion of spikewatt, made from its table of commands
      _spikewatt() {
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
        local words='' files='' values='' value commands='@COMMANDS@'
        COMPREPLY=()
        case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
          "  "|" help ") words=$commands ;;
      @CASES@
        esac
        for value in $values; do
          if [ "${value%%=*}" = "$before" ]; then
            value=${value#*=}
            mapfile -t COMPREPLY < <(compgen -W "${value//|/ }" -- "$word")
            return
          fi
        done
        case " $files " in
          *" $before "*) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        esac
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
        case $files in
          *'*') [[ $word = -* ]] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word") ;;
        esac
      }
      complete -F _spikewatt spikewatt
      """;
}

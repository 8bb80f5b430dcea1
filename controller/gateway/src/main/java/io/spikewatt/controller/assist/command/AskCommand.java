package io.spikewatt.controller.assist.command;

import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.assistant.ModelEndpoint;
import io.spikewatt.config.cli.CliOptions;
import io.spikewatt.config.cli.CliOptions.UsageException;
import io.spikewatt.config.cli.ExitCode;
import io.spikewatt.config.load.LoadedSite;
import io.spikewatt.config.site.Site;
import io.spikewatt.controller.assistant.ask.DaemonTools;
import io.spikewatt.controller.assistant.ask.ModelChat;
import io.spikewatt.controller.assistant.ask.QuestionRules;
import io.spikewatt.controller.assistant.ask.QuotedLines;
import io.spikewatt.controller.assistant.ask.TokenBudget;
import io.spikewatt.controller.assistant.ask.ToolCall;
import io.spikewatt.controller.assistant.ask.ToolSource;
import io.spikewatt.controller.commandline.ConfiguredCommand;
import io.spikewatt.drivers.secret.PageCertificate;
import io.spikewatt.drivers.secret.PasswordFile;
import io.spikewatt.drivers.secret.TrustedServers;
import io.spikewatt.hal.time.Clock;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code spikewatt ask}: a question answered through the running daemon's tools, by the configured
 * language model or by rules. Runs in a process of its own, with one client's rights.
 */
public final class AskCommand extends ConfiguredCommand {

  private static final String QUESTION = "QUESTION";
  private static final String CLIENT = "--client";
  private static final String RULES = "--rules";
  private static final String JSON = "--json";
  private static final String MODEL_TOKEN = "assistant.model.token-file";

  /** Longest answer that is printed, characters. */
  private static final int LONGEST = 20_000;

  /** Longest question, characters. */
  private static final int LONGEST_QUESTION = 2000;

  private final Clock clock;

  public AskCommand(Clock clock, PrintStream out, PrintStream err) {
    super("ask", Set.of(QUESTION, CLIENT), Set.of(RULES, JSON), out, err);
    this.clock = clock;
  }

  /** How a question was answered. */
  private record Answered(String by, String text, List<ToolCall> calls) {}

  /** A question may have several words, without quotes. */
  @Override
  public CliOptions options(List<String> arguments) throws UsageException {
    List<String> named = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String argument : arguments) {
      boolean isValue = !named.isEmpty() && Set.of(CONFIG, CLIENT).contains(named.getLast());
      (isValue || argument.startsWith("--") ? named : words).add(argument);
    }
    if (!words.isEmpty()) {
      named.addAll(List.of(QUESTION, String.join(" ", words)));
    }
    CliOptions options = super.options(named);
    String question = options.required(QUESTION);
    if (question.length() > LONGEST_QUESTION) {
      throw new UsageException(
          "expected a question of at most %d characters, found %d"
              .formatted(LONGEST_QUESTION, question.length()));
    }
    return options;
  }

  @Override
  protected ExitCode run(LoadedSite.Ok config, CliOptions options, Path file)
      throws UsageException {
    Site site = config.site();
    Optional<AssistantSettings> settings = site.assistant();
    if (settings.isEmpty() || site.page().isEmpty()) {
      err.println(
          file
              + ": assistant: expected this section and page, since ask uses the daemon's tools;"
              + " found "
              + (settings.isEmpty() ? "none" : "no page"));
      return ExitCode.CONFIG;
    }
    AssistantClient client = client(settings.get(), options.value(CLIENT));
    String question = options.required(QUESTION);
    try {
      ToolSource tools = tools(site.page().get(), state(config), client);
      if (settings.get().model().isPresent() && !options.has(RULES)) {
        try {
          print(byModel(question, settings.get(), tools, state(config)), question, options);
          return ExitCode.OK;
        } catch (IOException e) {
          err.println("the model gives no answer, so rules do: " + e.getMessage());
        }
      }
      return byRules(question, site, tools, options);
    } catch (IOException e) {
      err.println("site " + site.name() + ": no answer: " + e.getMessage());
      return ExitCode.UNREACHABLE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.UNREACHABLE;
    }
  }

  private static AssistantClient client(AssistantSettings settings, Optional<String> name)
      throws UsageException {
    Optional<AssistantClient> found =
        settings.clients().stream()
            .filter(one -> name.isEmpty() || one.name().equals(name.get()))
            .findFirst();
    return found.orElseThrow(
        () ->
            new UsageException(
                "%s: expected one of %s, found %s"
                    .formatted(
                        CLIENT,
                        String.join(
                            ", ", settings.clients().stream().map(AssistantClient::name).toList()),
                        name.orElse("none"))));
  }

  private static ToolSource tools(Site.Page page, Path state, AssistantClient client)
      throws IOException {
    String token = PasswordFile.read("assistant.clients[].token-file", client.tokenFile());
    boolean encrypted = page.needsMadeCertificate() || page.certificateFile().isPresent();
    InetAddress bind = InetAddress.ofLiteral(page.bind());
    String host =
        bind.isAnyLocalAddress()
            ? "127.0.0.1"
            : page.bind().contains(":") ? "[" + page.bind() + "]" : page.bind();
    Optional<String> authority =
        page.certificateFile().isPresent()
            ? page.certificateFile()
            : encrypted
                ? PageCertificate.find(state).map(made -> made.file().toString())
                : Optional.empty();
    return new DaemonTools(
        URI.create("%s://%s:%d/mcp".formatted(encrypted ? "https" : "http", host, page.port())),
        token,
        TrustedServers.sockets(authority));
  }

  private Answered byModel(
      String question, AssistantSettings settings, ToolSource tools, Path state)
      throws IOException, InterruptedException {
    ModelEndpoint model = settings.model().orElseThrow();
    TokenBudget budget = new TokenBudget(state, settings.budgets().tokensPerDay(), err::println);
    long left = budget.left(clock.now().instant());
    if (left == 0) {
      throw new IOException(
          "assistant.budgets: expected tokens left today, found %d used"
              .formatted(settings.budgets().tokensPerDay()));
    }
    Optional<String> token =
        model.tokenFile().isPresent()
            ? Optional.of(PasswordFile.read(MODEL_TOKEN, model.tokenFile().get()))
            : Optional.empty();
    ModelChat chat =
        new ModelChat(
            new ModelChat.Endpoint(model.url(), model.name(), token),
            TrustedServers.sockets(model.caFile()));
    ModelChat.Reply reply =
        chat.ask(question, tools, left, used -> budget.use(used, clock.now().instant()));
    return new Answered("model", reply.text(), reply.calls());
  }

  private ExitCode byRules(String question, Site site, ToolSource tools, CliOptions options)
      throws IOException, InterruptedException {
    LocalDateTime now = LocalDateTime.ofInstant(clock.now().instant(), site.zone());
    Optional<ToolCall> call = QuestionRules.call(question, now);
    if (call.isEmpty()) {
      err.println("No rule knows this question. Rules answer questions such as:");
      QuestionRules.examples().forEach(example -> err.println("  " + example));
      return ExitCode.BAD_DATA;
    }
    ToolSource.Answer answer = tools.call(call.get());
    print(new Answered("rules", answer.words(), List.of(call.get())), question, options);
    return answer.isRefusal() ? ExitCode.BAD_DATA : ExitCode.OK;
  }

  private void print(Answered answered, String question, CliOptions options) {
    String text = QuotedLines.of(answered.text, LONGEST);
    if (options.has(JSON)) {
      json(
          out,
          body ->
              body.put("question", question)
                  .put("by", answered.by)
                  .put("answer", text)
                  .each(
                      "tools",
                      answered.calls,
                      (item, call) ->
                          item.put("name", call.tool()).put("arguments", call.arguments())));
      return;
    }
    out.println(text);
    out.printf(
        "(answered by %s, with the tools: %s)%n",
        answered.by.equals("rules") ? "rules, without a language model" : "the language model",
        answered.calls.isEmpty()
            ? "none"
            : String.join(
                ", ",
                answered.calls.stream().map(call -> call.tool() + " " + printable(call)).toList()));
  }

  /** A model chose these arguments. */
  private static String printable(ToolCall call) {
    return QuotedLines.of(call.arguments(), 200).replace("\n", " ");
  }
}

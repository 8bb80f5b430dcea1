package io.spikewatt.config.load;

import io.spikewatt.config.assistant.AssistantApprover;
import io.spikewatt.config.assistant.AssistantBudgets;
import io.spikewatt.config.assistant.AssistantClient;
import io.spikewatt.config.assistant.AssistantSettings;
import io.spikewatt.config.assistant.ModelEndpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys of the assistant, its clients and its approvers. */
final class AssistantKeys {

  private static final String NONE = "none";

  private static final Key<Boolean> ENABLED =
      Key.flag("enabled", true, "false = every request is refused");
  private static final Key<Boolean> SHADOW =
      Key.flag(
          "shadow", false, "true = proposals are judged, approved and recorded, never executed");
  private static final Key<AssistantSettings.Reach> LISTEN =
      Key.choice(
          "listen",
          AssistantSettings.Reach.LOOPBACK,
          "machines whose requests the page's server answers; loopback = this one, page = those that"
              + " reach the page");
  private static final Key<TextList> ALLOWED_ORIGINS =
      Key.optional(
          "allowed-origins",
          TextList.of(
              "a list of 1 to 16 origins such as [\"https://chat.example\"]", HttpTexts.ORIGIN, 16),
          "requests of web pages are refused",
          "web pages whose requests are answered, as browsers name them");
  private static final Key<TextList> SHARE_WITH =
      Key.optional(
          "share-with",
          TextList.of(
              "a list of 1 to 8 hosts such as [api.example.org]",
              "[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:]*",
              8),
          "nothing leaves this network",
          "hosts beyond this network that may receive the site's data, for a model there");

  private static final Key<String> NAME =
      Key.required(
          "name",
          ValueTypes.text("1 to 32 lower-case letters, digits and -", "[a-z0-9-]{1,32}"),
          "unique; stands in the audit");

  private static final Key<String> TOKEN_FILE =
      Key.required(
          "token-file",
          FileKeys.PATH,
          "file that holds this client's token and nothing else; delete it to lock the client out");
  private static final String TOOL = "[a-z][a-z0-9_]{0,63}";
  private static final Key<String> READ =
      Key.withDefault(
          "read",
          ValueTypes.text(
              "all, none, or names of tools such as \"state, plan\"",
              "all|none|" + TOOL + "( *, *" + TOOL + "){0,31}"),
          NONE,
          "tools that it may call");
  private static final String COMMAND = "(" + String.join("|", AssistantClient.PROPOSABLE) + ")";
  private static final ValueType<String> COMMANDS =
      ValueTypes.text(
          "none, or names such as \"ev, reserve-soc\" out of "
              + String.join(", ", AssistantClient.PROPOSABLE),
          "none|" + COMMAND + "( *, *" + COMMAND + ")*");
  private static final Key<String> PROPOSE =
      Key.withDefault("propose", COMMANDS, NONE, "commands that it may propose");
  private static final Key<String> ACT =
      Key.withDefault(
          "act",
          COMMANDS,
          NONE,
          "those of propose that are executed once a person has approved the proposal");
  private static final Section CLIENTS =
      Section.of(
              "clients",
              "Programs that speak for an assistant, each with a token; what no key lists is"
                  + " denied.",
              NAME,
              TOKEN_FILE,
              READ,
              PROPOSE,
              ACT)
          .asRequired()
          .asList();

  private static final Key<String> PIN_FILE =
      Key.required("pin-file", FileKeys.PATH, "typed on the page: file of the PIN's salted hash");
  private static final Key<String> PUBLIC_KEY_FILE =
      Key.required(
          "public-key-file",
          FileKeys.PATH,
          "signed messages over the broker: public key of Ed25519, PEM");
  static final List<SectionVariant<AssistantApprover>> APPROVER_KINDS =
      List.of(
          new SectionVariant<>(
              AssistantApprover.ByPin.class,
              Section.of("pin-file", "A person who types a PIN on the page.", PIN_FILE, NAME),
              (v, dir) ->
                  new AssistantApprover.ByPin(v.get(NAME), FileKeys.resolve(dir, v.get(PIN_FILE)))),
          new SectionVariant<>(
              AssistantApprover.ByKey.class,
              Section.of(
                  "public-key-file",
                  "A person whose device signs messages.",
                  PUBLIC_KEY_FILE,
                  NAME),
              (v, dir) ->
                  new AssistantApprover.ByKey(
                      v.get(NAME), FileKeys.resolve(dir, v.get(PUBLIC_KEY_FILE)))));
  private static final Section APPROVERS =
      Section.of("approvers", "People who may approve proposals; one kind each.")
          .asList()
          .withVariants(SectionVariant.sections(APPROVER_KINDS));

  private static final Key<Integer> CALLS =
      Key.withDefault(
          "calls-per-min", ValueTypes.whole("calls", 1, 600), 30, "calls in any 60 seconds");
  private static final Key<Integer> PROPOSALS =
      Key.withDefault(
          "proposals-per-day",
          ValueTypes.whole("proposals", 0, 1000),
          20,
          "proposals in a day of UTC");
  private static final Key<Integer> TOKENS =
      Key.withDefault(
          "tokens-per-day",
          ValueTypes.whole("tokens", 0, 1_000_000_000),
          1_000_000,
          "tokens of the model in a day of UTC");
  private static final Section BUDGETS =
      Section.of("budgets", "Most that each client may do.", CALLS, PROPOSALS, TOKENS);

  private static final Key<String> URL =
      Key.required(
          "url",
          ValueTypes.text(
              "an address such as http://127.0.0.1:8080/v1, without a user",
              HttpTexts.ORIGIN + "(/[A-Za-z0-9._~-]+){0,8}/?"),
          "where it answers: the part before /chat/completions");
  private static final Key<String> MODEL_NAME =
      Key.optional(
          "name",
          ValueTypes.text("a name of 1 to 128 visible characters", "[\\x21-\\x7E]{1,128}"),
          "the endpoint's only one",
          "name of the model at the endpoint");
  private static final Section MODEL =
      Section.of(
          "model",
          "Endpoint of a language model for the command ask; leave the section out for answers by"
              + " rules.",
          URL,
          MODEL_NAME,
          FileKeys.TOKEN_FILE,
          FileKeys.SERVER_CA_FILE);

  static final Section ASSISTANT =
      Section.of(
              "assistant",
              "An assistant, served on the page under /mcp: it looks and proposes, a person approves each"
                  + " act.",
              ENABLED,
              SHADOW,
              LISTEN,
              ALLOWED_ORIGINS,
              SHARE_WITH)
          .withChildren(CLIENTS, APPROVERS, BUDGETS, MODEL);

  private AssistantKeys() {}

  /** Binds valid values; file names start at the directory. */
  static AssistantSettings bind(SectionValues v, Path directory) {
    SectionValues budgets = v.one(BUDGETS).orElse(SectionValues.DEFAULTS);
    return new AssistantSettings(
        new AssistantSettings.Switches(v.get(ENABLED), v.get(SHADOW)),
        new AssistantSettings.Listening(v.get(LISTEN), texts(v, ALLOWED_ORIGINS)),
        v.all(CLIENTS).stream().map(client -> client(client, directory)).toList(),
        v.all(APPROVERS).stream()
            .map(
                one ->
                    SectionVariant.bind(APPROVER_KINDS, one.chosen().orElseThrow(), one, directory))
            .toList(),
        new AssistantBudgets(budgets.get(CALLS), budgets.get(PROPOSALS), budgets.get(TOKENS)),
        v.one(MODEL)
            .map(
                model ->
                    new ModelEndpoint(
                        model.get(URL),
                        model.find(MODEL_NAME),
                        FileKeys.file(model, FileKeys.TOKEN_FILE, directory),
                        FileKeys.file(model, FileKeys.SERVER_CA_FILE, directory))),
        texts(v, SHARE_WITH));
  }

  private static AssistantClient client(SectionValues v, Path directory) {
    return new AssistantClient(
        v.get(NAME),
        FileKeys.resolve(directory, v.get(TOKEN_FILE)),
        names(v.get(READ)),
        names(v.get(PROPOSE)),
        names(v.get(ACT)));
  }

  /** Names of a list in one text, without repetitions. */
  private static Set<String> names(String text) {
    return text.equals(NONE)
        ? Set.of()
        : List.of(text.split(" *, *", -1)).stream().collect(Collectors.toUnmodifiableSet());
  }

  private static List<String> texts(SectionValues v, Key<TextList> key) {
    return v.find(key).map(TextList::texts).orElse(List.of());
  }
}

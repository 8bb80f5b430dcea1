package io.spikewatt.controller.assistant.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.spikewatt.controller.assistant.audit.AuditHead;
import io.spikewatt.controller.assistant.policy.DailyUse;
import io.spikewatt.controller.assistant.proposal.PinTries;
import io.spikewatt.controller.assistant.proposal.ProposalBook;
import io.spikewatt.controller.assistant.proposal.ProposalEntry;
import io.spikewatt.controller.assistant.proposal.ProposalText;
import io.spikewatt.controller.json.FlatJson;
import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.hal.store.KeptValues;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The state of an assistant's guard in a small file. A file that cannot be read turns the assistant
 * off until a person turns it on: it may have said so.
 */
public final class KeptAssistantState implements AssistantStore {

  private static final String COMMENT = "Proposals and budgets of the assistant";
  private static final String OFF = "off";
  private static final String DAY = "day";
  private static final String AUDIT_SEQ = "audit.seq";
  private static final String AUDIT_HASH = "audit.sha256";
  private static final String USED = "used.";
  private static final String PIN = "pin.";
  private static final String PROPOSAL = "proposal.";

  private final KeptValues values;
  private final Consumer<String> onProblem;
  private final AtomicBoolean unreadable = new AtomicBoolean();

  /** {@code onProblem} receives each problem of reading or writing. */
  public KeptAssistantState(Path file, Consumer<String> onProblem) {
    this.onProblem = onProblem;
    this.values =
        KeptValues.in(
            file,
            COMMENT,
            text -> {
              unreadable.set(true);
              onProblem.accept(text);
            });
  }

  @Override
  public AssistantState load() {
    if (unreadable.get()) {
      return AssistantState.EMPTY.turned(true, ProposalBook.EMPTY);
    }
    Map<String, String> all = values.all();
    if (all.isEmpty()) {
      return AssistantState.EMPTY;
    }
    try {
      return read(all);
    } catch (MalformedMessage | DateTimeException | IllegalArgumentException e) {
      onProblem.accept("the assistant's state cannot be read, so it is off: " + e.getMessage());
      return AssistantState.EMPTY.turned(true, ProposalBook.EMPTY);
    }
  }

  private static AssistantState read(Map<String, String> all) throws MalformedMessage {
    FlatJson fields = new FlatJson(all);
    Map<String, DailyUse.Used> used = new TreeMap<>();
    Map<String, PinTries.Wrong> tries = new TreeMap<>();
    SequencedMap<String, ProposalEntry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, String> value : all.entrySet()) {
      String name = value.getKey();
      if (name.startsWith(USED)) {
        FlatJson json = FlatJson.read(value.getValue().getBytes(UTF_8));
        used.put(
            name.substring(USED.length()),
            new DailyUse.Used(Math.toIntExact(json.integer("proposals")), json.integer("tokens")));
      } else if (name.startsWith(PIN)) {
        FlatJson json = FlatJson.read(value.getValue().getBytes(UTF_8));
        tries.put(
            name.substring(PIN.length()),
            new PinTries.Wrong(
                Math.toIntExact(json.integer("number")),
                Instant.parse(json.text("first")),
                Instant.parse(json.text("last"))));
      } else if (name.startsWith(PROPOSAL)) {
        ProposalEntry entry = ProposalText.read(value.getValue().getBytes(UTF_8));
        entries.put(entry.proposal().id(), entry);
      }
    }
    return new AssistantState(
        new ProposalBook(entries, new PinTries(tries)),
        new DailyUse(LocalDate.parse(fields.text(DAY)), used),
        fields.truth(OFF),
        new AuditHead(fields.integer(AUDIT_SEQ), fields.text(AUDIT_HASH)));
  }

  @Override
  public boolean save(AssistantState state) {
    Map<String, String> all = new TreeMap<>();
    all.put(OFF, String.valueOf(state.off()));
    all.put(DAY, state.use().day().toString());
    all.put(AUDIT_SEQ, String.valueOf(state.audit().seq()));
    all.put(AUDIT_HASH, state.audit().sha256());
    state
        .use()
        .byClient()
        .forEach(
            (client, used) ->
                all.put(
                    USED + client,
                    flat(
                        Map.of(
                            "proposals",
                            String.valueOf(used.proposals()),
                            "tokens",
                            String.valueOf(used.tokens())))));
    state
        .book()
        .tries()
        .byApprover()
        .forEach(
            (approver, wrong) ->
                all.put(
                    PIN + approver,
                    flat(
                        Map.of(
                            "number",
                            String.valueOf(wrong.number()),
                            "first",
                            wrong.first().toString(),
                            "last",
                            wrong.last().toString()))));
    int place = 0;
    for (ProposalEntry entry : state.book().entries().values()) {
      // The order of names is that of the book.
      all.put(PROPOSAL + "%03d".formatted(place++), ProposalText.of(entry));
    }
    return values.replace(all);
  }

  private static String flat(Map<String, String> fields) {
    return new String(new FlatJson(fields).bytes(), UTF_8);
  }
}

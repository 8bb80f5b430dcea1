package io.spikewatt.controller.assistant.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.assistant.audit.AuditEntry.Asked;
import io.spikewatt.controller.assistant.audit.AuditEntry.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit names the first record that does not fit, and survives power cuts. */
class AuditFilesTest {

  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final String TOOLS = "a".repeat(64);

  /** About four records a file. */
  private static final AuditFiles.Bounds SMALL = new AuditFiles.Bounds(1600, 5);

  @TempDir private Path directory = Path.of("");

  private static AuditEntry entry(String text) {
    return new AuditEntry(NOW, Kind.CALL, "desk", Asked.of(text.getBytes(UTF_8)), "permitted");
  }

  /** The audit after {@code records} calls. */
  private AuditHead written(AuditFiles.Bounds bounds, AuditHead known, int records)
      throws IOException {
    AuditHead head = known;
    try (AuditFiles audit = AuditFiles.open(directory, bounds, TOOLS, known, NOW)) {
      for (int i = 0; i < records; i++) {
        head = audit.append(entry("call " + i), false);
      }
    }
    return head;
  }

  private Path file(int number) {
    return AuditNames.of(directory, number);
  }

  private AuditVerifier.Verdict verdict(AuditFiles.Bounds bounds, AuditHead known)
      throws IOException {
    return AuditVerifier.verify(directory, bounds, known);
  }

  private void assertMisfit(long seq, String why, AuditFiles.Bounds bounds, AuditHead known)
      throws IOException {
    AuditVerifier.Misfit misfit = verdict(bounds, known).misfit().orElseThrow();
    assertEquals(seq, misfit.seq(), misfit::toString);
    assertTrue(misfit.why().contains(why), misfit::toString);
  }

  private void change(int file, java.util.function.UnaryOperator<List<String>> change)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file(file)));
    Files.write(file(file), change.apply(lines));
  }

  @Test
  void records_of_several_runs_are_one_chain() throws IOException {
    AuditHead first = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 3);
    AuditHead second = written(AuditFiles.Bounds.USUAL, first, 3);
    assertEquals(7, second.seq());
    assertEquals(
        new AuditVerifier.Verdict(1, 1, second, Optional.empty()),
        verdict(AuditFiles.Bounds.USUAL, second));
  }

  @Test
  void rotation_bounds_the_files_and_carries_the_chain() throws IOException {
    AuditHead head = written(SMALL, AuditHead.NONE, 60);
    AuditVerifier.Verdict verdict = verdict(SMALL, head);
    assertEquals(Optional.empty(), verdict.misfit());
    assertEquals(SMALL.files(), verdict.files());
    assertTrue(verdict.first() > 20, verdict::toString);
    assertEquals(head, verdict.last());
  }

  @Test
  void a_changed_record_is_named() throws IOException {
    AuditHead head = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 8);
    change(
        1,
        lines -> {
          lines.set(4, lines.get(4).replace("permitted", "refused"));
          return lines;
        });
    assertMisfit(5, "record 5 was changed", AuditFiles.Bounds.USUAL, head);
  }

  @Test
  void a_changed_last_record_is_found_by_the_head_alone() throws IOException {
    AuditHead head = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 8);
    change(
        1,
        lines -> {
          lines.set(8, lines.get(8).replace("permitted", "refused"));
          return lines;
        });
    assertMisfit(9, "another is known", AuditFiles.Bounds.USUAL, head);
    assertEquals(Optional.empty(), verdict(AuditFiles.Bounds.USUAL, AuditHead.NONE).misfit());
  }

  @Test
  void a_record_cut_out_a_swap_and_a_cut_end_are_named() throws IOException {
    AuditHead head = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 8);
    byte[] whole = Files.readAllBytes(file(1));
    change(
        1,
        lines -> {
          lines.remove(3);
          return lines;
        });
    assertMisfit(4, "expected record 4, found 5", AuditFiles.Bounds.USUAL, head);
    Files.write(file(1), whole);
    change(
        1,
        lines -> {
          lines.add(2, lines.remove(5));
          return lines;
        });
    assertMisfit(3, "expected record 3, found 6", AuditFiles.Bounds.USUAL, head);
    Files.write(file(1), whole);
    change(1, lines -> lines.subList(0, 6));
    assertMisfit(7, "records 7 to 9 are missing", AuditFiles.Bounds.USUAL, head);
  }

  @Test
  void a_missing_file_is_named() throws IOException {
    AuditHead head = written(new AuditFiles.Bounds(1600, 50), AuditHead.NONE, 20);
    AuditFiles.Bounds many = new AuditFiles.Bounds(1600, 50);
    assertEquals(Optional.empty(), verdict(many, head).misfit());
    byte[] third = Files.readAllBytes(file(3));
    Files.delete(file(3));
    assertEquals(
        Optional.of("audit-00000003.jsonl"),
        verdict(many, head).misfit().map(AuditVerifier.Misfit::file));
    Files.write(file(3), third);
    Files.delete(file(1));
    assertEquals(
        Optional.of("audit-00000001.jsonl"),
        verdict(many, head).misfit().map(AuditVerifier.Misfit::file));
  }

  @Test
  void an_end_torn_anywhere_is_repaired_and_said() throws IOException {
    AuditHead known = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 2);
    var _ = written(AuditFiles.Bounds.USUAL, known, 2);
    byte[] whole = Files.readAllBytes(file(1));
    int knownBytes = new String(whole, UTF_8).lines().limit(3).mapToInt(l -> l.length() + 1).sum();
    for (int length = knownBytes; length < whole.length; length += 7) {
      Files.write(file(1), Arrays.copyOf(whole, length));
      try (AuditFiles audit =
          AuditFiles.open(directory, AuditFiles.Bounds.USUAL, TOOLS, known, NOW)) {
        var _ = audit.append(entry("after"), true);
      }
      String text = Files.readString(file(1));
      boolean torn = whole[length - 1] != '\n';
      assertEquals(torn, text.contains("\"repair\""), text);
      assertEquals(Optional.empty(), verdict(AuditFiles.Bounds.USUAL, known).misfit());
    }
  }

  @Test
  void zeros_of_a_power_cut_are_cut_off() throws IOException {
    AuditHead known = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 2);
    byte[] whole = Files.readAllBytes(file(1));
    Files.write(file(1), Arrays.copyOf(whole, whole.length + 4096));
    var _ = written(AuditFiles.Bounds.USUAL, known, 1);
    assertTrue(Files.readString(file(1)).contains("4096 bytes cut off"));
    assertEquals(Optional.empty(), verdict(AuditFiles.Bounds.USUAL, known).misfit());
  }

  /** A power cut loses nothing that was on disk: somebody else did. */
  @Test
  void damage_before_a_known_record_stays_to_be_seen() throws IOException {
    AuditHead known = written(AuditFiles.Bounds.USUAL, AuditHead.NONE, 8);
    change(1, lines -> lines.subList(0, 6));
    AuditHead after = written(AuditFiles.Bounds.USUAL, known, 2);
    assertTrue(Files.exists(file(2)));
    assertTrue(after.seq() > known.seq());
    assertTrue(verdict(AuditFiles.Bounds.USUAL, after).misfit().isPresent());
    Files.delete(file(1));
    Files.delete(file(2));
    var _ = written(AuditFiles.Bounds.USUAL, known, 1);
    assertMisfit(1, "expected record 1, found 10", AuditFiles.Bounds.USUAL, known);
  }

  @Test
  void a_power_cut_at_the_begin_of_a_file_is_repaired() throws IOException {
    Files.write(file(1), new byte[] {'{'});
    AuditHead head = written(SMALL, AuditHead.NONE, 3);
    assertEquals(Optional.empty(), verdict(SMALL, head).misfit());
    Files.write(file(2), new byte[0]);
    AuditHead next = written(SMALL, head, 1);
    assertEquals(Optional.empty(), verdict(SMALL, next).misfit());
  }

  @Test
  void foreign_text_cannot_forge_a_line_or_hide() throws IOException {
    try (AuditFiles audit =
        AuditFiles.open(directory, AuditFiles.Bounds.USUAL, TOOLS, AuditHead.NONE, NOW)) {
      var _ = audit.append(entry("\"}\n{\"seq\":3,\u202E\u0000\uD800" + "x".repeat(9000)), true);
    }
    List<String> lines = Files.readAllLines(file(1));
    assertEquals(2, lines.size());
    assertTrue(lines.get(1).length() < 2500);
    assertFalse(lines.get(1).codePoints().anyMatch(c -> c < ' ' || c > '~'));
    assertEquals(Optional.empty(), verdict(AuditFiles.Bounds.USUAL, AuditHead.NONE).misfit());
  }
}

package io.spikewatt.fleet.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.controller.json.MalformedMessage;
import io.spikewatt.drivers.secret.PemFiles;
import io.spikewatt.fleet.order.GroupOrder.OrderTerms;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrderFileTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

  @TempDir private Path folder = Path.of("");

  private GroupOrder order(boolean dryRunOnly) throws Exception {
    Path key = folder.resolve("operator.key");
    if (!Files.exists(key)) {
      OperatorKey.make(key);
    }
    return GroupOrder.sign(
        new OrderTerms("o1", "mode", "\"hold\"", NOW, NOW.plus(Duration.ofMinutes(10))),
        RolloutRules.CAREFUL,
        List.of("b", "a"),
        dryRunOnly,
        OperatorKey.read(key));
  }

  @Test
  void an_order_is_the_same_after_a_way_in_a_file_and_its_signatures_hold() throws Exception {
    GroupOrder order = order(false);
    GroupOrder read = OrderFile.read(OrderFile.text(order));
    assertEquals(order.terms(), read.terms());
    assertEquals(order.rules(), read.rules());
    assertEquals("b", read.members().getFirst().gateway());
    assertArrayEquals(
        order.members().getFirst().dryRun().encoded(),
        read.members().getFirst().dryRun().encoded());
    assertEquals(
        "b",
        read.members()
            .getFirst()
            .order()
            .orElseThrow()
            .verified(PemFiles.ed25519(folder.resolve("operator.pub").toString()))
            .gateway());
  }

  @Test
  void a_dry_run_alone_holds_nothing_that_a_gateway_would_carry_out() throws Exception {
    GroupOrder read = OrderFile.read(OrderFile.text(order(true)));
    assertTrue(read.dryRunOnly());
    for (GroupOrder.OrderMember member : read.members()) {
      assertTrue(member.dryRun().unverified().dryRun());
      assertTrue(member.order().isEmpty());
    }
  }

  @Test
  void another_text_is_no_order() throws Exception {
    String text = OrderFile.text(order(false));
    assertThrows(MalformedMessage.class, () -> OrderFile.read(""));
    assertThrows(MalformedMessage.class, () -> OrderFile.read("{}\na b c\n"));
    assertThrows(MalformedMessage.class, () -> OrderFile.read(text + "x\n"));
    assertThrows(MalformedMessage.class, () -> OrderFile.read(text + "../x AAAA -\n"));
    assertThrows(MalformedMessage.class, () -> OrderFile.read(text.replace("5,25,100", "5,x")));
  }

  @Test
  void a_key_is_for_its_owner_alone_and_never_written_over() throws Exception {
    Path key = folder.resolve("operator.key");
    OperatorKey.make(key);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    String before = Files.readString(key);
    assertThrows(FileAlreadyExistsException.class, () -> OperatorKey.make(key));
    Files.delete(folder.resolve("operator.pub"));
    assertThrows(FileAlreadyExistsException.class, () -> OperatorKey.make(key));
    assertEquals(before, Files.readString(key));
  }

  @Test
  void a_file_that_is_no_key_is_named() throws Exception {
    Path file = Files.writeString(folder.resolve("nothing"), "nothing");
    IOException none = assertThrows(IOException.class, () -> OperatorKey.read(file));
    assertTrue(none.toString().contains("nothing: expected"), none::toString);
    IOException open = assertThrows(IOException.class, () -> PemFiles.ed25519(file.toString()));
    assertTrue(open.toString().contains("nothing: expected"), open::toString);
  }
}

package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PollPlanTest {

  private final ManualClock clock = new ManualClock(Instant.EPOCH);
  private final FakeRegisters device = new FakeRegisters();

  @Test
  void neighboursShareARequestAndFarOnesDoNot() {
    read(plan(4, span(100, 2), span(102, 1), span(106, 1), span(112, 2)));
    assertEquals(List.of("read 100+7", "read 112+2"), device.log);
  }

  @Test
  void aRequestNeverAsksForMoreThanTheProtocolAllows() {
    List<RegisterSpan> spans = new ArrayList<>();
    for (int address = 0; address < 300; address += 2) {
      spans.add(span(address, 2));
    }
    read(new PollPlan(spans, 0, RegisterSession.MAX_READ));
    assertEquals(List.of("read 0+124", "read 124+124", "read 248+52"), device.log);
  }

  @Test
  void theTwoTablesAreNeverMixed() {
    device.input[11] = 5;
    device.holding[10] = 6;
    RegisterSpan holding = span(10, 1);
    RegisterSpan input = new RegisterSpan(Table.INPUT, 11, 1);
    Map<RegisterSpan, RegisterReply> replies = read(plan(8, holding, input));
    assertArrayEquals(new int[] {6}, words(replies.get(holding)));
    assertArrayEquals(new int[] {5}, words(replies.get(input)));
  }

  @Test
  void aRefusedRegisterLeavesItsNeighboursReadable() {
    device.absent.set(104);
    device.holding[102] = 7;
    List<RegisterSpan> spans = List.of(span(100, 2), span(102, 2), span(104, 2), span(106, 2));
    PollPlan plan = new PollPlan(spans, 0, RegisterSession.MAX_READ);
    Map<RegisterSpan, RegisterReply> replies = read(plan);
    assertArrayEquals(new int[] {7, 0}, words(replies.get(span(102, 2))));
    words(replies.get(span(100, 2)));
    words(replies.get(span(106, 2)));
    assertTrue(assertInstanceOf(Failed.class, replies.get(span(104, 2))).badSpan());
  }

  @Test
  void whatWasRefusedIsRememberedAndAskedForMoreAndMoreSeldom() {
    device.absent.set(104);
    PollPlan plan = plan(0, span(100, 2), span(102, 2), span(104, 2));
    read(plan);
    int asked = 0;
    for (int cycle = 0; cycle < 3_600; cycle++) {
      device.log.clear();
      clock.advance(Duration.ofSeconds(1));
      Map<RegisterSpan, RegisterReply> replies = read(plan);
      assertInstanceOf(Failed.class, replies.get(span(104, 2)));
      words(replies.get(span(102, 2)));
      asked += device.log.contains("read 104+2") ? 1 : 0;
    }
    assertTrue(asked >= 10 && asked <= 22, "asked " + asked + " times in an hour");
  }

  @Test
  void aRegisterThatBecomesReadableIsReadAgainAndTheBlocksGrowTogether() {
    device.absent.set(100, 106);
    PollPlan plan = plan(0, span(100, 2), span(102, 2), span(104, 2));
    read(plan);
    device.absent.clear();
    clock.advance(Duration.ofSeconds(1));
    read(plan).values().forEach(PollPlanTest::words);
    device.log.clear();
    clock.advance(Duration.ofSeconds(1));
    read(plan);
    assertEquals(List.of("read 100+6"), device.log);
  }

  @Test
  void aGapThatCannotBeReadIsSteppedOverFromThenOn() {
    device.absent.set(102, 104);
    PollPlan plan = plan(8, span(100, 2), span(104, 2));
    read(plan);
    device.log.clear();
    read(plan).values().forEach(PollPlanTest::words);
    assertEquals(List.of("read 100+2", "read 104+2"), device.log);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "2, 10", "2, 16", "3, 16", "3, 50", "3, 124"})
  void aDeviceThatRefusesLongReadsIsReadWholeInShorterOnes(int exception, int longest) {
    device.refusal = exception;
    device.longestRead = longest;
    List<RegisterSpan> spans = new ArrayList<>();
    for (int address = 0; address < 300; address++) {
      spans.add(span(address, 1));
      device.holding[address] = 7 * address;
    }
    PollPlan plan = new PollPlan(spans, 0, RegisterSession.MAX_READ);
    for (int poll = 0; poll < 3; poll++) {
      device.log.clear();
      Map<RegisterSpan, RegisterReply> replies = read(plan);
      for (RegisterSpan each : spans) {
        assertArrayEquals(new int[] {7 * each.address()}, words(replies.get(each)));
      }
    }
    // Learnt: nothing is refused any more, and the blocks are not shorter than half of the limit.
    assertEquals(plan.requests(), device.log.size());
    assertTrue(plan.requests() <= 1 + 2 * Math.ceilDiv(300, longest), "" + plan.requests());
  }

  @Test
  void silenceIsNotTakenForARefusal() {
    PollPlan plan = plan(0, span(100, 2), span(102, 2));
    device.silent = true;
    read(plan).values().forEach(reply -> assertFalse(((Failed) reply).badSpan()));
    device.silent = false;
    device.log.clear();
    read(plan);
    assertEquals(List.of("read 100+4"), device.log);
  }

  @Test
  void whateverIsAbsentEverySpanGetsItsOwnTruth() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      FakeRegisters fake = new FakeRegisters();
      List<RegisterSpan> spans = new ArrayList<>();
      for (int address = 0; address < 200; address += 1 + random.nextInt(20)) {
        spans.add(span(address, 1 + random.nextInt(4)));
      }
      for (int i = 0; i < 250; i++) {
        fake.holding[i] = random.nextInt(0x10000);
        fake.absent.set(i, random.nextInt(10) == 0);
      }
      PollPlan plan = new PollPlan(spans, random.nextInt(10), RegisterSession.MAX_READ);
      for (int poll = 0; poll < 3; poll++) {
        Map<RegisterSpan, RegisterReply> replies = plan.read(fake, clock.now());
        for (RegisterSpan registerSpan : spans) {
          RegisterReply alone =
              fake.read(Table.HOLDING, registerSpan.address(), registerSpan.count());
          if (alone instanceof Words truth) {
            assertArrayEquals(truth.words(), words(replies.get(registerSpan)));
          } else {
            assertInstanceOf(Failed.class, replies.get(registerSpan));
          }
        }
      }
    }
  }

  private Map<RegisterSpan, RegisterReply> read(PollPlan plan) {
    return plan.read(device, clock.now());
  }

  private static PollPlan plan(int maxGap, RegisterSpan... spans) {
    return new PollPlan(List.of(spans), maxGap, RegisterSession.MAX_READ);
  }

  private static RegisterSpan span(int address, int count) {
    return new RegisterSpan(Table.HOLDING, address, count);
  }

  private static int[] words(@org.jspecify.annotations.Nullable RegisterReply reply) {
    return assertInstanceOf(Words.class, reply).words();
  }
}

package io.spikewatt.inference.federated;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every message comes back from its bytes; other bytes are refused by name. */
class MessagesTest {

  @FunctionalInterface
  private interface Decoder {
    /** The bytes of what was read. */
    byte[] again(byte[] bytes) throws RoundRefusal;
  }

  private final Map<String, byte[]> samples = new TreeMap<>();
  private final Map<String, Decoder> decoders = new TreeMap<>();

  MessagesTest() throws RoundRefusal {
    RoundTerms terms = new RoundTerms(3, 1, "pooled-load-1", 12, 5, 0.5, 0.01);
    OpenKeys keys = GroupMember.join(terms, 4, new SplittableRandom(1)).openKeys();
    TreeMap<Integer, byte[]> shares = new TreeMap<>(Map.of(1, new byte[32], 7, new byte[32]));
    put("terms", terms.encoded(), b -> RoundTerms.decoded(b).encoded());
    put("open keys", keys.encoded(), b -> OpenKeys.decoded(b).encoded());
    put(
        "decline",
        new RoundDecline(terms.tag(), 4, RoundRefusal.Cause.NOT_NOW).encoded(),
        b -> RoundDecline.decoded(b).encoded());
    put(
        "group keys",
        new GroupKeys(terms.tag(), List.of(keys, keys)).encoded(),
        b -> GroupKeys.decoded(b).encoded());
    put(
        "sealed share",
        new SealedShare(terms.tag(), 1, 2, new byte[ShareSeal.SEALED_BYTES]).encoded(),
        b -> SealedShare.decoded(b).encoded());
    put(
        "masked update",
        new MaskedUpdate(terms.tag(), 3, new int[] {1, -1, Integer.MIN_VALUE}).encoded(),
        b -> MaskedUpdate.decoded(b).encoded());
    put(
        "survivors",
        new SurvivorList(terms.tag(), new TreeSet<>(List.of(1, 2)), new TreeSet<>(List.of(9)))
            .encoded(),
        b -> SurvivorList.decoded(b).encoded());
    put(
        "signature",
        new ListSignature(terms.tag(), 3, new byte[ListKey.SIGNATURE_BYTES]).encoded(),
        b -> ListSignature.decoded(b).encoded());
    put(
        "signatures",
        new ListSignatures(terms.tag(), new TreeMap<>(Map.of(2, new byte[ListKey.SIGNATURE_BYTES])))
            .encoded(),
        b -> ListSignatures.decoded(b).encoded());
    put(
        "revealed",
        new RevealedShares(terms.tag(), 3, shares, new TreeMap<>()).encoded(),
        b -> RevealedShares.decoded(b).encoded());
    put(
        "model",
        new SharedModel("pooled-load-1", 12, new float[] {1, -0.25f}).encoded(),
        b -> SharedModel.decoded(b).encoded());
  }

  private void put(String name, byte[] sample, Decoder decoder) {
    samples.put(name, sample);
    decoders.put(name, decoder);
  }

  @FunctionalInterface
  private interface Check {
    void of(String name, byte[] sample, Decoder decoder) throws RoundRefusal;
  }

  private void each(Check check) throws RoundRefusal {
    for (Map.Entry<String, byte[]> sample : samples.entrySet()) {
      Decoder decoder = decoders.getOrDefault(sample.getKey(), b -> b);
      check.of(sample.getKey(), sample.getValue(), decoder);
    }
  }

  private static void assertMalformed(String what, Decoder decoder, byte[] bytes) {
    RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> decoder.again(bytes), what);
    assertEquals(RoundRefusal.Cause.MALFORMED, refusal.reason(), what);
    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains("expected") && said.contains("found"), said);
  }

  @Test
  void every_message_comes_back() throws RoundRefusal {
    each((name, sample, decoder) -> assertArrayEquals(sample, decoder.again(sample), name));
  }

  @Test
  void every_shorter_message_is_refused_by_name() throws RoundRefusal {
    each(
        (name, sample, decoder) -> {
          for (int length = 0; length < sample.length; length++) {
            assertMalformed(name + " of " + length, decoder, Arrays.copyOf(sample, length));
          }
        });
  }

  @Test
  void a_longer_message_another_version_and_another_kind_are_refused() throws RoundRefusal {
    each(
        (name, sample, decoder) -> {
          assertMalformed(name, decoder, Arrays.copyOf(sample, sample.length + 1));
          byte[] version = sample.clone();
          version[1] ^= 4;
          RoundRefusal other = assertThrows(RoundRefusal.class, () -> decoder.again(version), name);
          assertEquals(RoundRefusal.Cause.OTHER_VERSION, other.reason(), name);
          byte[] kind = sample.clone();
          kind[0] ^= 0x40;
          assertMalformed(name, decoder, kind);
        });
  }

  /**
   * Nothing but a refusal comes of any bytes: no other exception, no memory for lengths in them.
   */
  @Test
  void mutated_messages_are_read_or_refused() throws RoundRefusal {
    SplittableRandom random = new SplittableRandom(2);
    each(
        (name, sample, decoder) -> {
          for (int trial = 0; trial < 3000; trial++) {
            byte[] bytes = sample.clone();
            for (int k = random.nextInt(1, 5); k > 0; k--) {
              bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
              decoder.again(bytes);
            } catch (RoundRefusal expected) {
              assertTrue(
                  expected.reason() == RoundRefusal.Cause.MALFORMED
                      || expected.reason() == RoundRefusal.Cause.OTHER_VERSION,
                  name + ": " + expected);
            }
          }
        });
  }

  @Test
  void a_model_with_a_weight_that_is_no_number_is_refused() {
    byte[] bytes = new SharedModel("f", 1, new float[] {Float.NaN}).encoded();
    assertMalformed("model", b -> SharedModel.decoded(b).encoded(), bytes);
  }

  /** Models and steps are kept over an update of the program: a round's version is not theirs. */
  @Test
  void a_message_of_a_round_before_signed_lists_is_refused_and_a_kept_model_is_read()
      throws RoundRefusal {
    byte[] terms = new RoundTerms(3, 1, "f", 12, 5, 0.5, 0).encoded();
    terms[1] = 1;
    RoundRefusal refusal = assertThrows(RoundRefusal.class, () -> RoundTerms.decoded(terms));
    assertEquals(RoundRefusal.Cause.OTHER_VERSION, refusal.reason());
    assertEquals(
        "OTHER_VERSION: terms of a round: version 2 expected, found 1", refusal.getMessage());
    assertEquals(1, new SharedModel("f", 12, new float[] {1}).encoded()[1]);
    assertEquals(1, AdaptiveStep.first(1).encoded()[1]);
  }
}

package io.spikewatt.inference.federated;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a group agrees on before a round. Every message of the round carries its {@link #tag}, and
 * every mask is derived with it.
 *
 * @param round number of the round, from 0, never used again
 * @param group number of the group within the round, from 0
 * @param features name of the model's inputs, at most 100 characters
 * @param members number of the group's members, 10 to 255; they are counted from 1
 * @param weights number of shared weights, 1 to 1,000,000
 * @param clip greatest norm of a member's update, {@link #LEAST_CLIP} to {@link #GREATEST_CLIP}
 * @param noise standard deviation of the noise that each member adds to each weight: 0 = none, else
 *     a thousandth of the clip to a thousand times it
 */
public record RoundTerms(
    long round, int group, String features, int members, int weights, double clip, double noise) {

  /** In a smaller group a sum would say too much of each member. */
  public static final int LEAST_MEMBERS = 10;

  /** Of a smaller clip the grid of integers would be finer than numbers are. */
  public static final double LEAST_CLIP = 1e-6;

  public static final double GREATEST_CLIP = 1e6;

  private static final char KIND = 'T';
  private static final int TAG_BYTES = 16;
  private static final int MOST_WEIGHTS = 1_000_000;
  private static final int LONGEST_NAME = 100;
  private static final double NOISE_RANGE = 8;

  /** In clips, like the greatest. */
  private static final double LEAST_NOISE = 1e-3;

  private static final double GREATEST_NOISE = 1e3;

  public RoundTerms {
    if (members < LEAST_MEMBERS || members > SecretShares.MOST) {
      throw new IllegalArgumentException(
          "%d to %d members expected, found %d"
              .formatted(LEAST_MEMBERS, SecretShares.MOST, members));
    }
    if (weights < 1 || weights > MOST_WEIGHTS) {
      throw new IllegalArgumentException(
          "1 to %d weights expected, found %d".formatted(MOST_WEIGHTS, weights));
    }
    if (round < 0 || group < 0) {
      throw new IllegalArgumentException(
          "numbers from 0 expected, found round %d and group %d".formatted(round, group));
    }
    if (features.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a name of features of at most %d characters expected, found %d characters"
              .formatted(LONGEST_NAME, features.length()));
    }
    if (!(clip >= LEAST_CLIP && clip <= GREATEST_CLIP)) {
      throw new IllegalArgumentException(
          "a clip from %s to %s expected, found a clip of %s"
              .formatted(LEAST_CLIP, GREATEST_CLIP, clip));
    }
    if (noise != 0 && !(noise >= LEAST_NOISE * clip && noise <= GREATEST_NOISE * clip)) {
      throw new IllegalArgumentException(
          "noise of 0, or of %s to %s clips, expected, found noise of %s at a clip of %s"
              .formatted(LEAST_NOISE, GREATEST_NOISE, noise, clip));
    }
  }

  /**
   * Members without which the round is void: two thirds. Since that is more than half, there cannot
   * be two lists of survivors with that many signatures, unless a third of the members signs both.
   */
  public int needed() {
    return members - members / 3;
  }

  /** The grid that updates and their noise are summed on. */
  public UpdateGrid grid() {
    return UpdateGrid.of(clip + NOISE_RANGE * noise, members);
  }

  /** Greatest plausible norm of a sum of updates; noise counts with 5 deviations. */
  public double greatestNorm(int count) {
    return count * clip
        + noise * Math.sqrt(count) * (Math.sqrt(weights) + 5)
        + count * grid().step() * Math.sqrt(weights);
  }

  /** The first 16 bytes of the terms' SHA-256. */
  public byte[] tag() {
    return Arrays.copyOf(MaskSums.digest(encoded()), TAG_BYTES);
  }

  public byte[] encoded() {
    return new MessageWriter(KIND)
        .number(round)
        .number(group)
        .text(features)
        .number(members)
        .number(weights)
        .number(clip)
        .number(noise)
        .bytes();
  }

  /** Reads what {@link #encoded} wrote; refuses other bytes. */
  public static RoundTerms decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("terms of a round", KIND, bytes);
    try {
      return in.whole(
          new RoundTerms(
              in.longInteger(),
              in.integer(),
              in.text(),
              in.integer(),
              in.integer(),
              in.real(),
              in.real()));
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Refuses terms of other inputs or another number of shared weights than this member's model. */
  public void requireModel(String ownFeatures, int ownWeights) throws RoundRefusal {
    if (!features.equals(ownFeatures)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_FEATURES,
          "features %s expected, found %s".formatted(ownFeatures, features));
    }
    if (weights != ownWeights) {
      throw new RoundRefusal(
          RoundRefusal.Cause.WRONG_LENGTH,
          "%d weights expected, found %d".formatted(ownWeights, weights));
    }
  }

  void requireRound(byte[] otherTag) throws RoundRefusal {
    if (!MessageDigest.isEqual(tag(), otherTag)) {
      throw new RoundRefusal(
          RoundRefusal.Cause.OTHER_ROUND,
          "a message of round %d, group %d expected, found one of other terms"
              .formatted(round, group));
    }
  }

  void requireMember(int member) throws RoundRefusal {
    if (member < 1 || member > members) {
      throw new RoundRefusal(
          RoundRefusal.Cause.UNKNOWN_MEMBER,
          "a member from 1 to %d expected, found %d".formatted(members, member));
    }
  }

  static byte[] tag(MessageReader in) throws RoundRefusal {
    return in.block("a tag", TAG_BYTES);
  }
}

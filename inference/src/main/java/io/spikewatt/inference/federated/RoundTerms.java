package io.spikewatt.inference.federated;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * What a group agrees on before a round. Every message of the round carries its {@link #tag}, and
 * every mask is derived with it.
 *
 * @param round number of the round, never used again
 * @param group number of the group within the round
 * @param features name of the model's inputs
 * @param members number of the group's members, 10 to 255; they are counted from 1
 * @param weights number of shared weights
 * @param clip greatest norm of a member's update
 * @param noise standard deviation of the noise that each member adds to each weight; 0 = none
 */
public record RoundTerms(
    long round, int group, String features, int members, int weights, double clip, double noise) {

  /** In a smaller group a sum would say too much of each member. */
  public static final int LEAST_MEMBERS = 10;

  private static final char KIND = 'T';
  private static final int TAG_BYTES = 16;
  private static final int MOST_WEIGHTS = 1_000_000;
  private static final double NOISE_RANGE = 8;

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
    if (!(clip > 0 && Double.isFinite(clip)) || !(noise >= 0 && Double.isFinite(noise))) {
      throw new IllegalArgumentException("a clip of %s and noise of %s".formatted(clip, noise));
    }
  }

  /**
   * Members without which the round is void: two thirds. Since that is more than half, members
   * cannot be divided so that each half reveals another share of the same member.
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
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded());
      return Arrays.copyOf(digest, TAG_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  /** The terms as bytes. */
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

  /**
   * Reads what {@link #encoded} wrote.
   *
   * @throws RoundRefusal for other bytes
   */
  public static RoundTerms decoded(byte[] bytes) throws RoundRefusal {
    MessageReader in = new MessageReader("terms of a round", KIND, bytes);
    try {
      RoundTerms terms =
          new RoundTerms(
              in.longInteger(),
              in.integer(),
              in.text(),
              in.integer(),
              in.integer(),
              in.real(),
              in.real());
      in.end();
      return terms;
    } catch (IllegalArgumentException e) {
      throw in.malformed("terms expected, found " + e.getMessage());
    }
  }

  /**
   * Refuses terms of a model that the member does not have.
   *
   * @param ownFeatures name of the inputs of the member's model
   * @param ownWeights number of its shared weights
   */
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

package io.spikewatt.controller.protocol;

import io.spikewatt.inference.federated.RoundRefusal;
import io.spikewatt.inference.federated.SealedShare;
import java.util.ArrayList;
import java.util.List;

/** Sealed shares as one message. */
public final class ShareList {

  private static final int MOST = 255;

  private ShareList() {}

  public static byte[] encoded(List<SealedShare> shares) {
    return BlockList.encoded(shares.stream().map(SealedShare::encoded).toList());
  }

  /** Reverses {@link #encoded}; throws for other bytes. */
  public static List<SealedShare> decoded(byte[] message) throws RoundRefusal {
    List<SealedShare> shares = new ArrayList<>();
    for (byte[] block : BlockList.decoded("a list of shares", message, 0, MOST)) {
      shares.add(SealedShare.decoded(block));
    }
    return shares;
  }
}

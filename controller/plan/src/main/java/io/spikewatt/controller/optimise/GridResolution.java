package io.spikewatt.controller.optimise;

/**
 * Resolution of stored energy, as fine as the time for a plan allows. One storage gets enough
 * levels that a slot at full power crosses {@code reach} of them. Beside others it gets fewer, and
 * a storage that leaves gets steps of about {@code stepKwh}.
 *
 * @param reach levels that one storage alone crosses in a slot
 * @param least fewest levels of one storage alone
 * @param most most levels of one storage alone
 * @param besideOne levels of the first storage beside one other
 * @param one most levels of that other
 * @param besideTwo levels of the first storage beside two others
 * @param two most levels of each of those
 * @param stepKwh smallest useful step of the others
 */
public record GridResolution(
    double reach,
    int least,
    int most,
    int besideOne,
    int one,
    int besideTwo,
    int two,
    double stepKwh) {

  /** Most cells of any grid of levels. */
  int mostCells() {
    return Math.max(most, Math.max(besideOne * one, besideTwo * two * two));
  }

  /** Most levels of the first storage. */
  int mostFirst() {
    return Math.max(most, Math.max(besideOne, besideTwo));
  }

  /** Levels of storage {@code s} with {@code others} beside the first. */
  int of(int s, Storage store, int others, double slotHours) {
    double range = store.maxKwh() - store.minKwh();
    double power = Math.max(store.chargeKw(), store.dischargeKw()) * slotHours;
    if (s > 0) {
      int top = others == 1 ? one : two;
      return 1 + (int) Math.clamp(Math.ceil(range / stepKwh), 1, top - 1);
    }
    return switch (others) {
      case 0 -> 1 + (int) Math.clamp(range / power * reach, least - 1, most - 1);
      case 1 -> besideOne;
      default -> besideTwo;
    };
  }
}

package io.spikewatt.hal.device;

import java.nio.channels.SelectableChannel;

/**
 * The answer to a request that {@link Device#ask} sent ahead. Until the next call of its device,
 * the thread that asked may use it.
 */
public interface AwaitedAnswer {

  /** How far an answer has come. */
  enum Progress {

    /** Not all of it has arrived. */
    INCOMPLETE,

    /** All of it has arrived, so {@link Device#read} does not wait. */
    COMPLETE,

    /** What arrived is no plain answer, or it is too late: {@link Device#read} may wait. */
    DISTURBED
  }

  /** Becomes readable when some of the answer arrives; does not block. */
  SelectableChannel channel();

  /** Takes in what has arrived, without waiting. */
  Progress progress();
}

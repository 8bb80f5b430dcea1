package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.signal.Fault;
import io.spikewatt.hal.time.Moment;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** Registers in memory that log what is done with them. */
public class FakeRegisters implements RegisterPort, RegisterSession {

  public final int[] holding = new int[65_536];
  public final int[] input = new int[65_536];

  /** Addresses that do not exist. */
  public final BitSet absent = new BitSet();

  /** Addresses that can be written but not read. */
  public final BitSet writeOnly = new BitSet();

  /** Addresses that can be read but not written. */
  public final BitSet readOnly = new BitSet();

  /** For example {@code read 100+4} or {@code write 200 [1]}, oldest first. */
  public final List<String> log = new ArrayList<>();

  /** Longest read that is not refused. */
  public int longestRead = MAX_READ;

  /** Exception with which a read that is too long, or of an absent address, is refused. */
  public int refusal = 2;

  public boolean silent;
  public long connection = 1;

  @Override
  public RegisterSession begin(Moment now) {
    return this;
  }

  @Override
  public RegisterSession begin(Moment now, Duration budget) {
    return this;
  }

  /** An answer that nobody takes. */
  @Override
  public Optional<AwaitedAnswer> ask(Table table, int address, int count) {
    return Optional.of(new NoAnswer());
  }

  private record NoAnswer() implements AwaitedAnswer {
    @Override
    public SelectableChannel channel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Progress progress() {
      return Progress.INCOMPLETE;
    }
  }

  @Override
  public RegisterReply read(Table table, int address, int count) {
    log.add("read " + address + "+" + count);
    if (silent) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "silent");
    }
    if (count > longestRead
        || touches(absent, address, count)
        || touches(writeOnly, address, count)) {
      return refused();
    }
    int[] from = table == Table.HOLDING ? holding : input;
    return new RegisterReply.Words(Arrays.copyOfRange(from, address, address + count));
  }

  @Override
  public RegisterReply write(int address, int... words) {
    log.add("write " + address + " " + Arrays.toString(words));
    if (silent) {
      return RegisterReply.failed(Fault.Kind.TIMEOUT, "silent");
    }
    if (touches(absent, address, words.length) || touches(readOnly, address, words.length)) {
      return refused();
    }
    System.arraycopy(words, 0, holding, address, words.length);
    return new RegisterReply.Words(words.clone());
  }

  /** The log's writes, and forgets the log. */
  public List<String> takeWrites() {
    List<String> writes = log.stream().filter(line -> line.startsWith("write")).toList();
    log.clear();
    return writes;
  }

  @Override
  public long connection() {
    return connection;
  }

  @Override
  public void close() {}

  private static boolean touches(BitSet set, int address, int count) {
    int first = set.nextSetBit(address);
    return first >= 0 && first < address + count;
  }

  private RegisterReply refused() {
    return new RegisterReply.Failed(Fault.of(Fault.Kind.REJECTED, "exception " + refusal), refusal);
  }
}

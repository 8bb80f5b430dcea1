package io.spikewatt.drivers.poll;

import io.spikewatt.drivers.poll.RegisterReply.Failed;
import io.spikewatt.drivers.poll.RegisterReply.Words;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads many spans with few requests. Neighbours share a request; when a device refuses a block,
 * the block is halved until the span that it refuses stands alone. Such a span is tried again more
 * and more seldom, and never makes the others miss.
 */
public final class PollPlan {

  /** Longest time until a refused span is tried again. */
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private final List<Span> spans;
  private final int maxGap;
  private final int maxRead;
  private final Map<Span, Refused> refused = new HashMap<>();
  private List<Block> blocks;

  /** Neighbouring spans that are read at once, in the order of their addresses. */
  private record Block(List<Span> spans, int address, int count) {
    static Block of(List<Span> spans) {
      int address = spans.getFirst().address();
      int end = 0;
      for (Span span : spans) {
        end = Math.max(end, span.end());
      }
      return new Block(List.copyOf(spans), address, end - address);
    }
  }

  private record Refused(Failed reply, Backoff retry) {}

  /**
   * @param spans what to read
   * @param maxGap unused registers that may be read along to save a request, at least 0
   * @param maxRead most registers that the device gives in one answer
   */
  public PollPlan(Collection<Span> spans, int maxGap, int maxRead) {
    this.spans =
        spans.stream()
            .distinct()
            .sorted(Comparator.comparing(Span::table).thenComparingInt(Span::address))
            .toList();
    this.maxGap = maxGap;
    this.maxRead = maxRead;
    this.blocks = merge();
  }

  /** As many registers in one answer as the protocol allows. */
  public PollPlan(Collection<Span> spans, int maxGap) {
    this(spans, maxGap, RegisterSession.MAX_READ);
  }

  /** One reply for each span. */
  public Map<Span, RegisterReply> read(RegisterSession session, Moment now) {
    Map<Span, RegisterReply> replies = HashMap.newHashMap(spans.size());
    List<Block> next = new ArrayList<>();
    for (Block block : blocks) {
      readBlock(block, session, now, replies, next);
    }
    blocks = next;
    if (retryRefused(session, now, replies)) {
      blocks = merge();
    }
    return replies;
  }

  /** Number of requests of an undisturbed poll. */
  public int requests() {
    return blocks.size();
  }

  private void readBlock(
      Block block,
      RegisterSession session,
      Moment now,
      Map<Span, RegisterReply> replies,
      List<Block> next) {
    RegisterReply reply =
        session.read(block.spans.getFirst().table(), block.address(), block.count());
    if (reply instanceof Failed failed && failed.badSpan()) {
      if (block.spans.size() > 1) {
        int half = block.spans.size() / 2;
        readBlock(Block.of(block.spans.subList(0, half)), session, now, replies, next);
        readBlock(
            Block.of(block.spans.subList(half, block.spans.size())), session, now, replies, next);
      } else {
        Backoff retry = new Backoff(LONGEST_RETRY);
        retry.failed(now);
        refused.put(block.spans.getFirst(), new Refused(failed, retry));
        replies.put(block.spans.getFirst(), failed);
      }
      return;
    }
    for (Span span : block.spans) {
      replies.put(span, cut(reply, span, block.address()));
    }
    next.add(block);
  }

  private static RegisterReply cut(RegisterReply reply, Span span, int start) {
    return switch (reply) {
      case Words words ->
          new Words(Arrays.copyOfRange(words.words(), span.address() - start, span.end() - start));
      case Failed failed -> failed;
    };
  }

  /** Gives every refused span its reply; true if one of them became readable. */
  private boolean retryRefused(
      RegisterSession session, Moment now, Map<Span, RegisterReply> replies) {
    if (refused.isEmpty()) {
      return false;
    }
    boolean readable = false;
    for (Map.Entry<Span, Refused> entry : List.copyOf(refused.entrySet())) {
      Span span = entry.getKey();
      Refused last = entry.getValue();
      if (!last.retry.ready(now)) {
        replies.put(span, last.reply);
        continue;
      }
      RegisterReply reply = session.read(span.table(), span.address(), span.count());
      replies.put(span, reply);
      if (reply instanceof Failed failed && failed.badSpan()) {
        last.retry.failed(now);
      } else if (reply instanceof Words) {
        refused.remove(span);
        readable = true;
      }
    }
    return readable;
  }

  private List<Block> merge() {
    List<Block> merged = new ArrayList<>();
    List<Span> open = new ArrayList<>();
    for (Span span : spans) {
      if (refused.containsKey(span)) {
        continue;
      }
      if (!open.isEmpty() && !fits(Block.of(open), span)) {
        merged.add(Block.of(open));
        open.clear();
      }
      open.add(span);
    }
    if (!open.isEmpty()) {
      merged.add(Block.of(open));
    }
    return merged;
  }

  private boolean fits(Block block, Span span) {
    int end = block.address() + block.count();
    return block.spans.getFirst().table() == span.table()
        && span.address() - end <= maxGap
        && Math.max(end, span.end()) - block.address() <= maxRead;
  }
}

package io.spikewatt.drivers.register;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import io.spikewatt.hal.device.AwaitedAnswer;
import io.spikewatt.hal.time.Backoff;
import io.spikewatt.hal.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads many spans with few requests. Neighbours share a request; when a device refuses a block,
 * the block is halved until the refused span is alone. Such a span is retried less and less often
 * and never affects the others.
 */
public final class PollPlan {

  /** Longest time until a refused span is tried again. */
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private final List<RegisterSpan> spans;
  private final int maxGap;
  private final int maxRead;
  private final Map<Place, Refused> refused = new LinkedHashMap<>();
  private List<Block> blocks;

  /** Neighbouring spans that are read at once, in the order of their addresses. */
  private record Block(List<Place> places, Table table, int address, int count) {
    static Block of(List<Place> places) {
      RegisterSpan first = places.getFirst().span;
      int end = 0;
      for (Place place : places) {
        end = Math.max(end, place.span.end());
      }
      return new Block(List.copyOf(places), first.table(), first.address(), end - first.address());
    }
  }

  /** A span and its index in the plan. */
  private record Place(RegisterSpan span, int index) {}

  private record Refused(Failed reply, Backoff retry) {}

  /**
   * @param maxGap unused registers that may be read along to save a request, at least 0
   * @param maxRead most registers that the device gives in one answer
   */
  public PollPlan(Collection<RegisterSpan> spans, int maxGap, int maxRead) {
    this.spans =
        spans.stream()
            .distinct()
            .sorted(
                Comparator.comparing(RegisterSpan::table).thenComparingInt(RegisterSpan::address))
            .toList();
    this.maxGap = maxGap;
    this.maxRead = maxRead;
    this.blocks = merge();
  }

  /** One reply for each span. */
  public Map<RegisterSpan, RegisterReply> read(RegisterSession session, Moment now) {
    return poll(session, now).bySpan(spans);
  }

  /** The same for callers that know the {@link #places} of the spans. */
  PollReplies poll(RegisterSession session, Moment now) {
    PollReplies replies = new PollReplies(spans.size());
    List<Block> next = new ArrayList<>(blocks.size());
    for (Block block : blocks) {
      readBlock(block, session, now, replies, next);
    }
    blocks = next;
    if (retryRefused(session, now, replies)) {
      blocks = merge();
    }
    return replies;
  }

  /** Sends the request of the next poll ahead, if that needs only one. */
  Optional<AwaitedAnswer> ask(RegisterPort port, Moment now) {
    if (blocks.size() != 1) {
      return Optional.empty();
    }
    for (Refused span : refused.values()) {
      if (span.retry.ready(now)) {
        return Optional.empty();
      }
    }
    Block only = blocks.getFirst();
    return port.ask(only.table, only.address, only.count);
  }

  /** Places of the spans in a poll's replies. */
  int[] places(List<RegisterSpan> wanted) {
    return wanted.stream().mapToInt(spans::indexOf).toArray();
  }

  /** Number of requests of an undisturbed poll. */
  public int requests() {
    return blocks.size();
  }

  private void readBlock(
      Block block, RegisterSession session, Moment now, PollReplies replies, List<Block> next) {
    RegisterReply reply = session.read(block.table, block.address, block.count);
    List<Place> places = block.places;
    if (reply instanceof Failed failed && failed.badSpan()) {
      if (places.size() > 1) {
        int half = places.size() / 2;
        readBlock(Block.of(places.subList(0, half)), session, now, replies, next);
        readBlock(Block.of(places.subList(half, places.size())), session, now, replies, next);
      } else {
        Backoff retry = new Backoff(LONGEST_RETRY);
        retry.failed(now);
        refused.put(places.getFirst(), new Refused(failed, retry));
        replies.put(places.getFirst().index, failed, 0);
      }
      return;
    }
    for (Place place : places) {
      replies.put(place.index, reply, place.span.address() - block.address);
    }
    next.add(block);
  }

  /** Gives every refused span its reply; true if one of them became readable. */
  private boolean retryRefused(RegisterSession session, Moment now, PollReplies replies) {
    if (refused.isEmpty()) {
      return false;
    }
    boolean readable = false;
    for (Map.Entry<Place, Refused> entry : List.copyOf(refused.entrySet())) {
      Place place = entry.getKey();
      RegisterSpan registerSpan = place.span;
      Refused last = entry.getValue();
      if (!last.retry.ready(now)) {
        replies.put(place.index, last.reply, 0);
        continue;
      }
      RegisterReply reply =
          session.read(registerSpan.table(), registerSpan.address(), registerSpan.count());
      replies.put(place.index, reply, 0);
      if (reply instanceof Failed failed && failed.badSpan()) {
        last.retry.failed(now);
      } else if (reply instanceof Words) {
        refused.remove(place);
        readable = true;
      }
    }
    return readable;
  }

  private List<Block> merge() {
    List<Block> merged = new ArrayList<>();
    List<Place> open = new ArrayList<>();
    for (int i = 0; i < spans.size(); i++) {
      Place place = new Place(spans.get(i), i);
      if (refused.containsKey(place)) {
        continue;
      }
      if (!open.isEmpty() && !fits(Block.of(open), place.span)) {
        merged.add(Block.of(open));
        open.clear();
      }
      open.add(place);
    }
    if (!open.isEmpty()) {
      merged.add(Block.of(open));
    }
    return merged;
  }

  private boolean fits(Block block, RegisterSpan registerSpan) {
    int end = block.address() + block.count();
    return block.table == registerSpan.table()
        && registerSpan.address() - end <= maxGap
        && Math.max(end, registerSpan.end()) - block.address() <= maxRead;
  }
}

package io.spikewatt.drivers.register;

import io.spikewatt.drivers.register.RegisterReply.Failed;
import io.spikewatt.drivers.register.RegisterReply.Words;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of one poll by the span's index in the plan. One answer may contain many spans. */
final class PollReplies {

  private final @Nullable RegisterReply[] answers;
  private final int[] starts;

  /** {@code spans} is the number of spans of the plan. */
  PollReplies(int spans) {
    answers = new @Nullable RegisterReply[spans];
    starts = new int[spans];
  }

  /** Records an answer in which the span's words begin at {@code start}. */
  void put(int place, RegisterReply answer, int start) {
    answers[place] = answer;
    starts[place] = start;
  }

  /** The answer that has the span; its words begin at {@link #start}. */
  RegisterReply answer(int place) {
    RegisterReply answer = answers[place];
    if (answer == null) {
      throw new IllegalStateException("span " + place + " was not polled");
    }
    return answer;
  }

  int start(int place) {
    return starts[place];
  }

  /** Each span with its own words, in the order of {@code spans}. */
  Map<RegisterSpan, RegisterReply> bySpan(List<RegisterSpan> spans) {
    Map<RegisterSpan, RegisterReply> replies = LinkedHashMap.newLinkedHashMap(spans.size());
    for (int place = 0; place < spans.size(); place++) {
      RegisterSpan registerSpan = spans.get(place);
      int from = starts[place];
      replies.put(
          registerSpan,
          switch (answer(place)) {
            case Words words ->
                new Words(Arrays.copyOfRange(words.words(), from, from + registerSpan.count()));
            case Failed failed -> failed;
          });
    }
    return replies;
  }
}

package io.spikewatt.drivers.register;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.spikewatt.config.profile.RegisterSpec.Table;
import io.spikewatt.drivers.register.RegisterReply.Words;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PollRepliesTest {

  /** The order reaches people: a receipt names the first failure and lists what was read back. */
  @Test
  void repliesBySpanComeInTheOrderOfTheSpans() {
    List<RegisterSpan> spans =
        IntStream.range(0, 20)
            .mapToObj(i -> new RegisterSpan(Table.HOLDING, 1000 - 37 * i, 1))
            .toList();
    PollReplies replies = new PollReplies(spans.size());
    for (int place = 0; place < spans.size(); place++) {
      replies.put(place, new Words(new int[] {place}), 0);
    }
    assertEquals(spans, List.copyOf(replies.bySpan(spans).keySet()));
  }
}

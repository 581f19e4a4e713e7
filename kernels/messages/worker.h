// A warp that works on messages, one after another, as the first warp of its block hands them over: it copies one into
// memory of its own, runs the function, writes the result where the host reads it, and says so.
#pragma once
#include "messages/words.h"
#include <stddef.h>

namespace chroma2 {
namespace messages {

// What the warps of a block share.
struct BlockShared {
  // By worker: 0 when it is idle, the word of what it is to do, or what follows.
  uint64_t mail[kMessageWorkers + 1];
  // Words of the last look, and others on their way from lanes to lanes.
  uint64_t seen[kLook];
  uint64_t pick[kMessageWorkers + 1];
  // 1: the workers are to leave.
  uint64_t leave;
  // By worker: 1 when its message's time is over.
  uint32_t stop[kMessageWorkers + 1];
};

// Clears what they share, by all threads of a block before anything else.
#if defined(CHROMA2_QUEUE_CUDA)
CHROMA2_MESSAGES_FN void begin(BlockShared& shared) {
  if (threadIdx.x <= kMessageWorkers) {
    shared.mail[threadIdx.x] = 0;
    shared.stop[threadIdx.x] = 0;
    shared.leave = 0;
  }
  __syncthreads();
}
#endif

// In place of a word: its result is being written; it was reported as timed out and the function goes on.
constexpr uint64_t kFinishing = ~static_cast<uint64_t>(0), kAbandoned = kFinishing - 1u;

CHROMA2_MESSAGES_FN uint32_t chunks(uint32_t bytes) { return (bytes + 15u) / 16u; }

// Where the slot of a result begins.
CHROMA2_MESSAGES_FN char* result_of(const MessagesJob& job, uint32_t slot) {
  return reinterpret_cast<char*>(job.output) + static_cast<uint64_t>(slot) * job.output_stride;
}
CHROMA2_MESSAGES_FN const char* message_of(const MessagesJob& job, uint32_t slot) {
  return reinterpret_cast<const char*>(job.input) + static_cast<uint64_t>(slot) * job.input_stride;
}

// The n-th completion's number, drawn by one lane.
CHROMA2_MESSAGES_FN uint64_t draw_completion(const MessagesJob& job) {
#if defined(CHROMA2_QUEUE_CUDA)
  return atomicAdd(&job.control->completed, 1ull);
#else
  return __atomic_fetch_add(&job.control->completed, 1ull, __ATOMIC_RELAXED);
#endif
}

// Writes all of a result's head but the id, by one lane.
CHROMA2_MESSAGES_FN void write_head(char* result, uint32_t bytes, uint32_t code, uint32_t outcome, uint32_t attempts) {
  volatile uint32_t* head = reinterpret_cast<volatile uint32_t*>(result + offsetof(ResultHead, bytes));
  head[0] = bytes;
  head[1] = code;
  head[2] = outcome;
  head[3] = attempts;
}

// Says that a slot has its message's result, by one lane, after a fence.
CHROMA2_MESSAGES_FN void say_result(const MessagesJob& job, uint32_t slot, uint64_t id) {
  SystemAtomic<uint64_t>(*reinterpret_cast<uint64_t*>(result_of(job, slot))).store(id, kAfterFence);
}

// Says that a message has ended, by one lane.
CHROMA2_MESSAGES_FN void tell(const MessagesJob& job, uint32_t slot, uint64_t id, uint64_t n) {
  const uint64_t word = done_word(n, job.done_log2, slot, id, job.capacity_log2);
  SystemAtomic<uint64_t>(job.done[n & ((1ull << job.done_log2) - 1u)]).store(word, kAfterFence);
}

// Ends a message that has no result, by one lane.
CHROMA2_MESSAGES_FN void report(const MessagesJob& job, uint64_t word, uint32_t outcome) {
  const uint32_t slot = slot_of(word);
  uint64_t* head = reinterpret_cast<uint64_t*>(const_cast<char*>(message_of(job, slot)));
  const uint64_t id = SystemAtomic<uint64_t>(*head).load(memory_order_relaxed);
  write_head(result_of(job, slot), 0, 0, outcome, 1);
  const uint64_t n = draw_completion(job);
  fence_system();
  say_result(job, slot, id);
  tell(job, slot, id, n);
}

// Copies a message with its head into memory of the block. Several reads are under way at once: each is a way through
// the bus and back.
CHROMA2_MESSAGES_FN void fetch(char* stage, const char* from, uint32_t count) {
  constexpr uint32_t kAtOnce = 4;
  for (uint32_t first = lane(); first < count; first += kAtOnce * kLanes) {
    Chunk chunk[kAtOnce];
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 0; i < kAtOnce; ++i)
      if (first + i * kLanes < count) chunk[i] = read_chunk(from + 16u * (first + i * kLanes));
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 0; i < kAtOnce; ++i)
      if (first + i * kLanes < count) reinterpret_cast<Chunk*>(stage)[first + i * kLanes] = chunk[i];
  }
  together();
}

// Runs the function until it succeeds or has failed often enough; what comes of it.
struct Ending {
  uint32_t bytes, code, outcome, attempts;
};

template <class Function>
CHROMA2_MESSAGES_FN Ending run(const MessagesJob& job, char* stage, uint32_t bytes, const uint32_t* stop,
                               const Function& function) {
  const MessageHead head = *reinterpret_cast<const MessageHead*>(stage);
  char* output = stage + job.stage_output;
  uint64_t* scratch = reinterpret_cast<uint64_t*>(stage + job.stage_bytes - kMessageScratch);
  Ending ending{0, 0, kOutcomeDone, 0};
  for (;;) {
    Message message{sizeof(Message),
                    head.id,
                    head.key,
                    stage + sizeof(MessageHead),
                    output,
                    job.user,
                    stop,
                    bytes,
                    job.output_room,
                    0,
                    ending.attempts,
                    lane(),
                    kLanes};
    together();
    const uint32_t code = function(message, scratch);
    together();
    ++ending.attempts;
    ending.code = from_lane(code, 0);
    ending.bytes = from_lane(message.output_bytes, 0);
    const bool fits = ending.bytes <= job.output_room;
    ending.outcome = ending.code != 0 ? kOutcomeFailed : fits ? kOutcomeDone : kOutcomeOverrun;
    if (!fits) ending.bytes = 0;
    const bool stopped = from_lane(*static_cast<const volatile uint32_t*>(stop), 0) != 0;
    if (ending.outcome == kOutcomeDone || ending.attempts > job.retries || stopped) return ending;
  }
}

// Writes a result into the cell of its message. What comes before it for others is of the caller.
CHROMA2_MESSAGES_FN void answer(const MessagesJob& job, uint64_t id, const Ending& ending, const uint32_t* output) {
  const uint64_t position = (id >> job.capacity_log2) - 1u;
  const uint64_t tag = static_cast<uint64_t>(lone_tag(position)) << 32;
  uint64_t* cell = job.lone_out + (position & (kLoneCells - 1u)) * kLoneWords;
  const uint32_t count = (kLoneHead + (ending.bytes + 3u) / 4u + 1u) / 2u;
  for (uint32_t i = lane(); i < count; i += kLanes) {
    uint32_t data[2];
    if (i == 0) {
      data[0] = ending.bytes;
      data[1] = ending.code;
    } else if (2u * i < kLoneHead) {
      data[0] = ending.outcome;
      data[1] = ending.attempts;
    } else {
      data[0] = output[2u * i - kLoneHead];
      data[1] = output[2u * i + 1u - kLoneHead];  // behind the result there is scratch memory
    }
    write_pair(cell + 2u * i, tag | data[0], tag | data[1]);
  }
}

// One message, all of a warp together.
template <class Function>
CHROMA2_MESSAGES_FN void serve(const MessagesJob& job, BlockShared& shared, uint32_t own, char* stage, uint64_t word,
                               const Function& function) {
  const uint32_t slot = slot_of(word), bytes = bytes_of(word);
  if (!is_staged(word)) fetch(stage, message_of(job, slot), chunks(sizeof(MessageHead) + bytes));
  const Ending ending = run(job, stage, bytes, &shared.stop[own], function);
  uint32_t mine = 1;
  if (job.limit_ns != 0) {
    if (lane() == 0) mine = shared_swap(&shared.mail[own], word, kFinishing);
    mine = from_lane(mine, 0);
  }
  if (mine) {
    const uint64_t id = reinterpret_cast<const MessageHead*>(stage)->id;
    const bool is_answer = is_lone(word) && ending.bytes <= kLoneBytes;
    uint64_t n = 0;
    if (is_answer) {
      if (job.operation == kOperationFunction) fence_system();  // it may have written what the host is to see with it
      answer(job, id, ending, reinterpret_cast<const uint32_t*>(stage + job.stage_output));
    }
    if (lane() == 0) n = draw_completion(job);  // on its way while the result is written
    if (!is_answer) {
      char* result = result_of(job, slot);
      const Chunk* from = reinterpret_cast<const Chunk*>(stage + job.stage_output);
      for (uint32_t i = lane(); i < chunks(ending.bytes); i += kLanes)
        write_chunk(result + sizeof(ResultHead) + 16u * i, from[i]);
      if (lane() == 0) write_head(result, ending.bytes, ending.code, ending.outcome, ending.attempts);
      fence_system();
      together();
      if (lane() == 0) say_result(job, slot, id);
    }
    if (lane() == 0) tell(job, slot, id, n);
  }
  together();
  if (lane() == 0) {
    *static_cast<volatile uint32_t*>(&shared.stop[own]) = 0;
    shared_store(&shared.mail[own], 0);
  }
}

// Nanoseconds between two looks of a worker for something to do. The first workers get what comes alone, and never rest for
// longer than the shorter time; the looks of all others would hold up the warp that hands out.
constexpr uint32_t kShortRest = 20, kLongRest = 200, kAwake = 2;

// Works until it is told to leave. Its memory begins at `stages`.
template <class Function>
CHROMA2_MESSAGES_FN void work(const MessagesJob& job, BlockShared& shared, char* stages, const Function& function) {
  const uint32_t own = warp() - 1u;
  char* stage = stages + static_cast<uint64_t>(own) * job.stage_bytes;
  for (;;) {
    uint64_t word = 0;
    if (lane() == 0) {
      uint32_t pause = kShortRest;
      while ((word = shared_look(&shared.mail[own])) == 0 && shared_look(&shared.leave) == 0) {
        rest(pause);
        if (own >= kAwake && pause < kLongRest) pause += kShortRest;
      }
      fence_block();
    }
    together();
    word = from_lane(word, 0);
    if (word == 0) return;
    serve(job, shared, own, stage, word, function);
  }
}

}  // namespace messages
}  // namespace chroma2

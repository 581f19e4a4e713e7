// The first warp of a block hands messages to its workers: lane i watches worker i, and is the head of the list of
// partition i where messages are ordered.
#pragma once
#include "messages/worker.h"

namespace chroma2 {
namespace messages {

// What a lane knows of its worker and its list.
struct Dispatch {
  const MessagesJob& job;
  BlockShared& shared;
  uint64_t given = 0;  // the word that its worker was given last
  uint64_t since = 0;  // when
  // Messages of its partition that wait: the first one's word, the last one's slot.
  uint64_t first = 0;
  uint32_t last = 0;

  CHROMA2_MESSAGES_FN Dispatch(const MessagesJob& its_job, BlockShared& its_shared)
      : job(its_job), shared(its_shared) {}

  CHROMA2_MESSAGES_FN bool has_worker() const { return lane() < job.workers; }
  CHROMA2_MESSAGES_FN uint64_t mail() const { return has_worker() ? shared_load(&shared.mail[lane()]) : kAbandoned; }

  // Workers with nothing to do.
  CHROMA2_MESSAGES_FN uint32_t idle() const { return ballot(has_worker() && mail() == 0); }
  // Workers whose function does not return.
  CHROMA2_MESSAGES_FN uint32_t stuck() const { return ballot(has_worker() && mail() == kAbandoned); }
  // Whether no worker has anything to do that is waited for.
  CHROMA2_MESSAGES_FN bool is_quiet() const {
    const uint64_t mine = mail();
    return ballot(mine != 0 && mine != kAbandoned) == 0;
  }

  CHROMA2_MESSAGES_FN void give(uint64_t word) {
    given = word;
    if (job.limit_ns != 0) since = now();
    shared_store(&shared.mail[lane()], word);
  }

  // Hands out words, as many as `idle` has workers for; how many.
  CHROMA2_MESSAGES_FN uint32_t hand_out(const uint64_t* words, uint32_t count, uint32_t idle) {
    const uint32_t most = ones(idle), taken = count < most ? count : most;
    const uint32_t rank = ones(idle & before());
    if ((idle >> lane() & 1u) && rank < taken) give(words[rank]);
    together();
    return taken;
  }

  // Puts words into the lists of their partitions, in their order.
  CHROMA2_MESSAGES_FN void append(const uint64_t* words, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
      const uint64_t next = words[i];
      if (partition_of(next) != lane()) continue;
      if (first == 0)
        first = next;
      else
        *static_cast<volatile uint64_t*>(&job.links[last]) = next;
      last = slot_of(next);
    }
    together();
  }

  // Lanes whose lists have a message.
  CHROMA2_MESSAGES_FN uint32_t lists() const { return ballot(first != 0); }

  // Takes the first of this lane's list.
  CHROMA2_MESSAGES_FN uint64_t pop() {
    const uint64_t word = first;
    first = slot_of(word) == last ? 0 : *static_cast<volatile uint64_t*>(&job.links[slot_of(word)]);
    return word;
  }

  // Hands out the first messages of lists whose partition nobody works on.
  CHROMA2_MESSAGES_FN void hand_out_in_order() {
    const uint64_t held = mail();
    const bool busy = held != 0 && held != kAbandoned;
    const uint32_t taken = united(busy ? 1u << partition_of(given) : 0u);
    const uint32_t idle = ballot(has_worker() && held == 0);
    const uint32_t runnable = ballot(first != 0 && !(taken >> lane() & 1u));
    const uint32_t a = ones(idle), b = ones(runnable), count = a < b ? a : b;
    const uint32_t place = ones(runnable & before()), rank = ones(idle & before());
    if ((runnable >> lane() & 1u) && place < count) shared.pick[place] = pop();
    together();
    if ((idle >> lane() & 1u) && rank < count) give(shared.pick[rank]);
    together();
  }

  // Reports messages whose time is over.
  CHROMA2_MESSAGES_FN void look_at_clock() {
    if (job.limit_ns == 0) return;
    const uint64_t held = mail(), time = now();
    const bool late = held != 0 && held < kAbandoned && time - since > job.limit_ns;
    if (late && shared_swap(&shared.mail[lane()], held, kAbandoned)) {
      *static_cast<volatile uint32_t*>(&shared.stop[lane()]) = 1;
      report(job, held, kOutcomeTimedOut);
    }
    together();
  }

  // Writes what waits in lists into the ring of the surplus, which orders leave unused, for the next launch.
  CHROMA2_MESSAGES_FN void put_lists_aside() {
    uint32_t count = 0;
    for (uint32_t i = 0; i < kLanes; ++i) {
      while (lane() == i && first != 0) {
        const uint64_t word = pop();
        *static_cast<volatile uint64_t*>(&job.surplus[count++]) = word;
      }
      together();
      count = from_lane(count, i);
    }
    if (lane() == 0) job.control->offered = count;
    together();
  }

  // Takes what the launch before has put aside.
  CHROMA2_MESSAGES_FN void take_lists_back() {
    const uint32_t all = static_cast<uint32_t>(job.control->offered);
    for (uint32_t done = 0; done < all; done += kLanes) {
      const uint32_t count = all - done < kLanes ? all - done : kLanes;
      if (lane() < count) shared.pick[lane()] = *static_cast<volatile uint64_t*>(&job.surplus[done + lane()]);
      together();
      append(shared.pick, count);
    }
    if (lane() == 0) job.control->offered = 0;
    together();
  }

  CHROMA2_MESSAGES_FN void leave() {
    together();
    if (lane() == 0) shared_store(&shared.leave, 1);
  }
};

}  // namespace messages
}  // namespace chroma2

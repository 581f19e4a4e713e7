// The first block's first warp: it alone looks at the host's memory for messages, and it alone says when the kernel is
// there and when it leaves.
//
// Leaving for want of messages: it says so first, and then looks for some once more. A producer publishes first, and then
// looks whether the kernel is there. So either the producer sees that it leaves, or the kernel sees the message. After
// its longest stay, of at least one look, it leaves with messages unread: a thread of the host has it come again.
#pragma once
#include "messages/lone.h"
#include "messages/surplus.h"

namespace chroma2 {
namespace messages {

// Words of a lane where many messages come.
constexpr uint32_t kDeep = 4;

struct Lead {
  const MessagesJob& job;
  Dispatch dispatch;
  Surplus surplus;
  char* stages;         // the workers' memory
  LoneCell cell;        // that of the first message of the last look
  bool caught = false;  // and this is a message that nobody has yet
  uint64_t next;        // position of the first message that was not looked at
  // Those that were looked at: one of each lane, then another of each.
  uint64_t words[kDeep] = {};
  uint32_t count = 0;    // of these
  uint32_t taken = 0;    // and handed on
  uint64_t offered = 0;  // to other blocks
  uint64_t claimed = 0;  // of these, as far as is known
  uint64_t request = 0;  // the host's, as of the last look
  bool ordered, alone;

  CHROMA2_MESSAGES_FN Lead(const MessagesJob& its_job, BlockShared& shared, char* its_stages)
      : job(its_job),
        dispatch(its_job, shared),
        surplus{its_job},
        stages(its_stages),
        next(its_job.control->next),
        offered(its_job.ordered ? 0 : its_job.control->offered),
        claimed(its_job.ordered ? 0 : its_job.control->claimed),
        ordered(its_job.ordered != 0),
        alone(blocks() == 1) {}

  CHROMA2_MESSAGES_FN void say(uint32_t presence) const {
    if (lane() == 0) SystemAtomic<uint64_t>(*job.presence).store(job.launch << 2 | presence, memory_order_release);
    fence_system();
    together();
  }

  // Looks for the next messages, in the order of their positions; whether there are any.
  CHROMA2_MESSAGES_FN bool look() {
    uint64_t* ready = const_cast<uint64_t*>(job.ready);
    const uint64_t mask = (1ull << job.capacity_log2) - 1u;
    // All are under way at once. Where many messages come more words are, and a cell is not worth it.
    const bool many = count > 1, with_cell = !many && !ordered;
    const uint64_t position = next + lane();
    if (with_cell) cell.read(job, next);
    request = SystemAtomic<uint64_t>(*const_cast<uint64_t*>(job.request)).load(memory_order_relaxed);
    if (many) {
      CHROMA2_MESSAGES_UNROLL
      for (uint32_t i = 0; i < kDeep; ++i)
        words[i] = SystemAtomic<uint64_t>(ready[(position + i * kLanes) & mask]).load(kBeforeFence);
      fence_after_loads();
    } else {
      words[0] = SystemAtomic<uint64_t>(ready[position & mask]).load(memory_order_acquire);
    }
    request = from_lane(request, 0);
    count = taken = 0;
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 0; i < kDeep; ++i) {
      if (count != i * kLanes || (i > 0 && !many)) break;
      // A ring that is shorter than a look is seen once.
      const uint64_t place = i * kLanes + lane();
      const bool here = words[i] >> 48 == lap_of(next + place, job.capacity_log2) && place <= mask;
      const uint32_t missing = ~ballot(here), found = missing == 0 ? kLanes : ones((missing & (0u - missing)) - 1u);
      count += found < kLanes ? found : kLanes;
    }
    const uint64_t first = from_lane(words[0], 0);
    caught = with_cell && count != 0 && is_lone(first) && cell.is_whole(next, bytes_of(first));
    next += count;
    return count != 0;
  }

  // The words of which the next to be handed on is one.
  CHROMA2_MESSAGES_FN uint64_t word() const {
    uint64_t word = words[0];
    CHROMA2_MESSAGES_UNROLL
    for (uint32_t i = 1; i < kDeep; ++i)
      if (taken / kLanes == i) word = words[i];
    return word;
  }
  CHROMA2_MESSAGES_FN uint32_t rest_of_words() const {
    const uint32_t rest = rest_of_look(), room = kLanes - taken % kLanes;
    return rest < room ? rest : room;
  }

  // Gives the message of the cell to the worker that is about to get its word.
  CHROMA2_MESSAGES_FN void stage(uint32_t idle) {
    const uint32_t worker = ones((idle & (0u - idle)) - 1u);
    cell.put(stages + static_cast<uint64_t>(worker) * job.stage_bytes, bytes_of(from_lane(words[0], 0)));
    if (lane() == 0) words[0] = staged(words[0]);
    caught = false;
  }

  CHROMA2_MESSAGES_FN uint32_t rest_of_look() const { return count - taken; }

  // Hands messages on: those that were looked at, and then others' that wait for any block.
  CHROMA2_MESSAGES_FN void hand_on() {
    if (ordered) {
      for (uint32_t here; (here = rest_of_words()) != 0; taken += here) dispatch.append(word(), here);
      dispatch.hand_out_in_order();
      return;
    }
    uint32_t idle = dispatch.idle();
    if (caught && idle != 0) stage(idle);
    while (rest_of_look() != 0) {
      if (idle != 0) {
        taken += dispatch.hand_out(word(), taken % kLanes, rest_of_words(), idle);
        idle = dispatch.idle();
        continue;
      }
      if (alone) break;
      const uint32_t rest = rest_of_words();
      surplus.offer(offered, word(), taken % kLanes, rest);
      offered += rest;
      taken += rest;
    }
    if (claimed != offered && idle != 0) {
      uint64_t other = 0;
      const uint32_t more = surplus.claim(ones(idle), other, claimed);
      dispatch.hand_out(other, 0, more, idle);
    }
  }

  // Whether no block has anything in hand but what does not end.
  CHROMA2_MESSAGES_FN bool has_empty_hands() const {
    uint32_t others = 0;
    if (!alone && lane() == 0) others = Atomic<uint32_t>(job.control->active).load(memory_order_acquire);
    together();
    return dispatch.is_quiet() && from_lane(others, 0) == 0;
  }

  // Whether nothing is left of what was looked at.
  CHROMA2_MESSAGES_FN bool is_done() const {
    return rest_of_look() == 0 && claimed == offered && dispatch.lists() == 0 && has_empty_hands();
  }

  CHROMA2_MESSAGES_FN void let_others(bool work) const {
    if (lane() == 0)
      Atomic<uint64_t>(job.control->state).store(2u * job.launch + (work ? 0u : 1u), memory_order_release);
    fence_device();
    together();
  }

  // So few workers return from their messages that others are needed.
  CHROMA2_MESSAGES_FN bool is_crippled() const {
    return ones(dispatch.stuck()) >= (ordered ? (job.workers + 1u) / 2u : job.workers);
  }

  // Waits until what is in hand has ended, and begins no more.
  CHROMA2_MESSAGES_FN void stop() {
    let_others(false);
    do {
      dispatch.look_at_clock();
      look_again();
    } while (!has_empty_hands());
  }

  CHROMA2_MESSAGES_FN void serve() {
    let_others(true);
    if (ordered) dispatch.take_lists_back();
    // How long it looks for no more messages, for those in hand to end, when its stay is over.
    constexpr uint64_t kGrace = 1000000;
    uint64_t begun = from_lane(now(), 0), last = begun;
    uint32_t presence = static_cast<uint32_t>(kPresenceStays);
    bool looked = false;  // even the shortest stay is not for nothing
    for (;; look_again()) {
      const uint64_t time = from_lane(now(), 0);
      const bool over = looked && time - begun >= job.stay_ns;
      if (over && time - begun >= job.stay_ns + kGrace) begun = time;  // what takes so long is not waited for
      const bool looks = rest_of_look() == 0 && !over, found = looks && look();
      looked = true;
      hand_on();
      dispatch.look_at_clock();
      if (found || rest_of_look() != 0) last = time;
      const bool asked = request >> 2 == (job.launch & (~0ull >> 2));
      if (is_crippled() || (asked && (request & 3u) == kRequestStop)) {
        stop();
        break;
      }
      const bool done = is_done();
      if (presence == kPresenceLeaves) {
        if (done && looks && !found) break;
        if (found) say(presence = static_cast<uint32_t>(kPresenceStays));
      } else if (done && over) {
        break;
      } else if (done && looks && !found && (asked || time - last >= job.idle_ns)) {
        say(presence = static_cast<uint32_t>(kPresenceLeaves));
      }
    }
    end();
  }

  CHROMA2_MESSAGES_FN void end() {
    let_others(false);
    while (!has_empty_hands()) rest(100);
    if (ordered) dispatch.put_lists_aside();
    const uint32_t stuck = dispatch.stuck();
    if (lane() == 0) {
      const bool others = Atomic<uint32_t>(job.control->stuck).load(memory_order_acquire) != 0;
      job.control->next = next - rest_of_look();
      SystemAtomic<uint64_t>(*job.unread).store(next - rest_of_look(), memory_order_relaxed);
      job.control->stuck = 0;
      fence_system();
      say_gone(stuck != 0 || others ? kPresenceStuck : kPresenceGone);
    }
    dispatch.leave();
  }

  CHROMA2_MESSAGES_FN void say_gone(uint64_t presence) const {
    SystemAtomic<uint64_t>(*job.gone).store(job.launch, memory_order_release);
    SystemAtomic<uint64_t>(*job.presence).store(job.launch << 2 | presence, memory_order_release);
  }
};

// A block of the kernel: a warp that hands out, and workers. `stages` has stage_bytes for each worker.
template <class Function>
CHROMA2_MESSAGES_FN void stay(const MessagesJob& job, BlockShared& shared, char* stages, const Function& function) {
  if (warp() != 0)
    work(job, shared, stages, function);
  else if (block() == 0)
    Lead(job, shared, stages).serve();
  else
    assist(job, shared);
}

}  // namespace messages
}  // namespace chroma2

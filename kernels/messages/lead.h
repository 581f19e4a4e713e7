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

// Words of a look where messages come one by one: a device has some 32 reads of the host's memory, of 32 bytes each, under
// way at once, and the cell has most of them. So too the host's request is read at every so many looks only.
constexpr uint32_t kShallow = 8, kRequests = 8;

struct Lead {
  const MessagesJob& job;
  Dispatch dispatch;
  Surplus surplus;
  char* stages;          // the workers' memory
  uint32_t keeper = 0;   // bit of the idle worker that has the first message of the last look
  uint64_t next;         // position of the first message that was not looked at
  uint32_t count = 0;    // of those that were looked at, whose words are in `seen` of the block
  uint32_t taken = 0;    // and handed on
  uint64_t offered = 0;  // to other blocks
  uint64_t claimed = 0;  // of these, as far as is known
  uint64_t request = 0;  // the host's, as of the last look
  bool helped = true;    // others may have something in hand: nothing is theirs but what was offered
  uint32_t looks = 0;
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

  CHROMA2_MESSAGES_FN SystemAtomic<uint64_t> ready(uint32_t place) const {
    const uint64_t mask = (1ull << job.capacity_log2) - 1u;
    return SystemAtomic<uint64_t>(const_cast<uint64_t*>(job.ready)[(next + place) & mask]);
  }

  CHROMA2_MESSAGES_FN uint64_t asked() const {
    return SystemAtomic<uint64_t>(*const_cast<uint64_t*>(job.request)).load(memory_order_relaxed);
  }

  // Keeps words that were read, those of lanes `place`; how many from the first on are of messages.
  CHROMA2_MESSAGES_FN uint32_t note(uint32_t place, uint64_t word) {
    dispatch.shared.seen[place] = word;
    // A ring that is shorter than a look is seen once.
    const bool here = word >> 48 == lap_of(next + place, job.capacity_log2) && place >> job.capacity_log2 == 0;
    const uint32_t missing = ~ballot(here);
    return missing == 0 ? kLanes : ones((missing & (0u - missing)) - 1u);
  }

  // Looks for the next messages, in the order of their positions; whether there are any. All that is read is under way at
  // once, and there is a fence, which takes half as long as the look, only where messages lie elsewhere. Where many come
  // that is more words, and a cell is not worth it.
  CHROMA2_MESSAGES_FN bool look() {
    if (count > 1) {
      uint64_t words[kDeep];
      request = asked();
      CHROMA2_MESSAGES_UNROLL
      for (uint32_t i = 0; i < kDeep; ++i) words[i] = ready(i * kLanes + lane()).load(kBeforeFence);
      fence_after_loads();
      count = taken = 0;
      CHROMA2_MESSAGES_UNROLL
      for (uint32_t i = 0; i < kDeep; ++i) {
        const uint32_t found = note(i * kLanes + lane(), words[i]);
        if (count == i * kLanes) count += found;
      }
      together();
    } else {
      LoneCell cell;
      if (!ordered) cell.read(job, next);
      const uint64_t word = lane() < kShallow ? ready(lane()).load(kBeforeFence) : 0;
      if (looks++ % kRequests == 0) request = asked();
      taken = 0;
      count = note(lane(), word);
      together();
      if (!ordered && count != 0) keep(cell);
      if (count > 1 || (count != 0 && keeper == 0)) fence_after_loads();
    }
    request = from_lane(request, 0);
    next += count;
    return count != 0;
  }

  // The first word that was not handed on.
  CHROMA2_MESSAGES_FN uint64_t* seen() const { return dispatch.shared.seen + taken; }

  // Gives a lone message to an idle worker, which gets its word next.
  CHROMA2_MESSAGES_FN void keep(const LoneCell& cell) {
    const uint64_t word = *seen();
    const uint32_t idle = dispatch.idle();
    if (idle == 0 || !is_lone(word) || !cell.is_whole(next, bytes_of(word))) return;
    keeper = idle & (0u - idle);
    cell.put(stages + static_cast<uint64_t>(ones(keeper - 1u)) * job.stage_bytes, bytes_of(word));
    if (lane() == 0) *seen() = staged(word);
    together();
  }

  CHROMA2_MESSAGES_FN uint32_t rest_of_look() const { return count - taken; }

  // Hands messages on: those that were looked at, and then others' that wait for any block.
  CHROMA2_MESSAGES_FN void hand_on() {
    if (ordered) {
      dispatch.append(seen(), rest_of_look());
      taken = count;
      dispatch.hand_out_in_order();
      return;
    }
    if (keeper != 0) taken += dispatch.hand_out(seen(), 1, keeper);
    keeper = 0;
    uint32_t idle = dispatch.idle();
    if (rest_of_look() != 0 && idle != 0) {
      taken += dispatch.hand_out(seen(), rest_of_look(), idle);
      idle = dispatch.idle();
    }
    if (rest_of_look() != 0 && idle == 0 && !alone) {
      surplus.offer(offered, seen(), rest_of_look());
      offered += rest_of_look();
      helped = true;
      taken = count;
    }
    if (claimed != offered && idle != 0) {
      const uint32_t more = surplus.claim(ones(idle), dispatch.shared.pick, claimed);
      dispatch.hand_out(dispatch.shared.pick, more, idle);
    }
  }

  // Whether no block has anything in hand but what does not end.
  CHROMA2_MESSAGES_FN bool has_empty_hands() {
    if (!dispatch.is_quiet()) return false;
    if (alone || !helped) return true;
    uint32_t others = 0;
    if (lane() == 0) others = Atomic<uint32_t>(job.control->active).load(memory_order_acquire);
    together();
    if (from_lane(others, 0) != 0) return false;
    helped = claimed != offered;
    return true;
  }

  // Whether nothing is left of what was looked at.
  CHROMA2_MESSAGES_FN bool is_done() {
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
    bool looked = false, done = false;  // even the shortest stay is not for nothing
    for (;; look_again()) {
      const uint64_t time = from_lane(now(), 0);
      const bool over = looked && time - begun >= job.stay_ns;
      if (over && time - begun >= job.stay_ns + kGrace) begun = time;  // what takes so long is not waited for
      const bool may_look = rest_of_look() == 0 && !over, found = may_look && look();
      looked = true;
      if (found || rest_of_look() != 0) last = time;
      const bool asked = request >> 2 == (job.launch & (~0ull >> 2));
      if (found || !done) {  // else nothing has changed
        hand_on();
        dispatch.look_at_clock();
        if (is_crippled()) {
          stop();
          break;
        }
        done = is_done();
      }
      if (asked && (request & 3u) == kRequestStop) {
        stop();
        break;
      }
      if (presence == kPresenceLeaves) {
        if (done && may_look && !found) break;
        if (found) say(presence = static_cast<uint32_t>(kPresenceStays));
      } else if (done && over) {
        break;
      } else if (done && may_look && !found && (asked || time - last >= job.idle_ns)) {
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

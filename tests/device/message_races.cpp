// The kernel of message queues on threads, and a host that follows its protocol: many launches, a ring of few slots that
// goes round and round, with an order and without, full and with messages that come alone. For ThreadSanitizer.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "layout/messages.h"

using namespace chroma2;

extern "C" void lane_messages(const MessagesJob* job, uint32_t blocks, bool linked);

namespace {

constexpr uint32_t kLog2 = 3, kCapacity = 1u << kLog2, kDone = kCapacity << kDoneLaps, kStride = 128;

struct Host {
  alignas(128) uint64_t ready[kCapacity] = {}, done[kDone] = {}, words[64] = {};
  alignas(128) char in[kCapacity * kStride] = {}, out[kCapacity * kStride] = {};
  alignas(128) uint64_t lone_in[kLoneCells][kLoneWords] = {}, lone_out[kLoneCells][kLoneWords] = {};
  MessagesControl control = {};
  uint64_t surplus[kCapacity] = {}, links[kCapacity] = {}, value[kCapacity] = {};
  uint64_t launch = 0, tail = 0, told = 0;
  std::vector<uint32_t> free;
  std::vector<std::thread> kernels;
  uint32_t ordered, most;  // messages under way
  uint32_t blocks;
  bool with_cells;
  uint64_t alone = 0;  // of those whose results were in cells
  bool cells[kLoneCells] = {};

  Host(bool with_order, uint32_t at_most, uint32_t of_blocks, bool some_lone)
      : ordered(with_order), most(at_most), blocks(of_blocks), with_cells(some_lone) {
    for (uint32_t i = 0; i < kCapacity; ++i) free.push_back(i);
  }

  MessagesJob job() {
    MessagesJob job = {};
    job.ready = ready;
    job.lone_in = lone_in[0];
    job.lone_out = lone_out[0];
    job.done = done;
    job.input = reinterpret_cast<uint8_t*>(in);
    job.output = reinterpret_cast<uint8_t*>(out);
    job.presence = words;
    job.gone = words + 16;
    job.request = words + 32;
    job.unread = words + 48;
    job.control = &control;
    job.surplus = surplus;
    job.links = links;
    job.launch = launch;
    job.idle_ns = 200000;
    job.stay_ns = blocks == 1 ? 100000 : 2000000;  // one leaves with messages unread now and then
    job.input_stride = job.output_stride = kStride;
    job.output_room = 8;
    job.stage_output = 32;
    job.stage_bytes = 32 + 16 + kMessageScratch;
    job.capacity_log2 = kLog2;
    job.done_log2 = kLog2 + kDoneLaps;
    job.workers = 1;
    job.operation = kOperationEcho;
    job.ordered = ordered;
    return job;
  }

  void publish() {
    const uint32_t slot = free.back();
    free.pop_back();
    uint64_t* message = reinterpret_cast<uint64_t*>(in + slot * kStride);
    message[0] = (tail + 1) << kLog2 | slot;
    message[1] = tail % 3;
    message[2] = value[slot] = (tail + 1) * 0x9e3779b97f4a7c15u;
    const bool lone = with_cells && !cells[tail % kLoneCells];
    if (lone) {
      cells[tail % kLoneCells] = true;
      uint32_t data[6];
      memcpy(data, message, sizeof data);
      for (uint32_t i = 0; i < 6; ++i) {
        if (i == tail % 16) std::this_thread::yield();  // the kernel may look at a part of it
        std::atomic_ref<uint64_t>(lone_in[tail % kLoneCells][i])
            .store((tail + 1) << 32 | data[i], std::memory_order_relaxed);
      }
    }
    const uint64_t lap = (tail >> kLog2) % 0xffff + 1;
    std::atomic_ref<uint64_t>(ready[tail % kCapacity])
        .store(lap << 48 | uint64_t(slot) << 28 | uint64_t(lone) << 27 | 8u << 7 | tail % 3, std::memory_order_seq_cst);
    ++tail;
  }

  // Whether a result is in its cell; its value.
  bool is_in_cell(uint64_t position, uint64_t& value) {
    uint32_t data[6];
    for (uint32_t i = 0; i < 6; ++i) {
      const uint64_t word =
          std::atomic_ref<uint64_t>(lone_out[position % kLoneCells][i]).load(std::memory_order_relaxed);
      if (word >> 32 != position + 1) return false;
      data[i] = static_cast<uint32_t>(word);
    }
    memcpy(&value, data + 4, 8);
    return data[0] == 8;
  }

  void launch_where_it_has_left() {
    const std::atomic_ref<uint64_t> presence(words[0]);
    uint64_t now;
    while ((now = presence.load(std::memory_order_acquire) & 3) == kPresenceLeaves) std::this_thread::yield();
    if (now == kPresenceStays) return;
    for (std::thread& kernel : kernels) kernel.join();
    kernels.clear();
    presence.store(++launch << 2 | kPresenceStays);
    kernels.emplace_back([job = job(), blocks = blocks] { lane_messages(&job, blocks, false); });
  }

  // Results are looked at by the ids of their messages too, as soon as they are there.
  void look_by_ids() {
    for (uint32_t slot = 0; slot < kCapacity; ++slot) {
      const uint64_t id = *reinterpret_cast<uint64_t*>(in + slot * kStride);
      const std::atomic_ref<uint64_t> result(*reinterpret_cast<uint64_t*>(out + slot * kStride));
      if (id != 0 && result.load(std::memory_order_acquire) == id) check(slot, *found_in(slot));
    }
  }

  const uint64_t* found_in(uint32_t slot) const {
    return reinterpret_cast<const uint64_t*>(out + slot * kStride + sizeof(ResultHead));
  }

  void check(uint32_t slot, uint64_t found) const {
    if (found == value[slot]) return;
    printf("message %llu: %llu came back\n", static_cast<unsigned long long>(told),
           static_cast<unsigned long long>(found));
    exit(1);
  }

  bool receive() {
    const uint64_t word = std::atomic_ref<uint64_t>(done[told % kDone]).load(std::memory_order_acquire);
    if (word >> 48 != told / kDone % 0xffff + 1) return false;
    const uint32_t slot = word >> 28 & 0xfffff;
    const uint64_t id = *reinterpret_cast<uint64_t*>(in + slot * kStride);
    const std::atomic_ref<uint64_t> result(*reinterpret_cast<uint64_t*>(out + slot * kStride));
    const uint64_t position = (id >> kLog2) - 1;
    uint64_t found;
    bool in_slot, in_cell = false;
    while (!(in_slot = result.load(std::memory_order_acquire) == id) && !(in_cell = is_in_cell(position, found)))
      std::this_thread::yield();
    if (in_slot) found = *found_in(slot);
    if (in_cell) {
      ++alone;
      cells[position % kLoneCells] = false;
    }
    check(slot, found);
    free.push_back(slot);
    ++told;
    return true;
  }

  void run(uint64_t all) {
    while (told < all) {
      while (!free.empty() && tail < all && tail < told + most) publish();
      launch_where_it_has_left();
      look_by_ids();
      if (!receive()) std::this_thread::yield();
      if (told % 500 == 499) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    for (std::thread& kernel : kernels) kernel.join();
    printf("ordered %u, %u under way, %u blocks: %llu launches, %llu results in cells\n", ordered, most, blocks,
           static_cast<unsigned long long>(launch), static_cast<unsigned long long>(alone));
    if (launch < 3 || (with_cells ? alone < all / 2 : alone > 0)) exit(1);
  }
};

}  // namespace

int main() {
  const struct {
    bool ordered;
    uint32_t most, blocks;
    bool with_cells;
  } turns[] = {
      {false, 1, 3, true}, {false, 8, 3, true}, {false, 8, 3, false}, {false, 8, 1, false}, {true, 8, 1, true}};
  for (const auto& turn : turns) {
    static Host* host;
    host = new Host(turn.ordered, turn.most, turn.blocks, turn.with_cells);
    host->run(3000);
    delete host;
  }
}

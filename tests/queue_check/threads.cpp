// Small cases by threads of the processor, jostled, with their history by the clock. Policies: 0 single
// items and batches, 1 the same by credit.
#include "jostle.h"
//
#include <chrono>
#include <thread>
#include <vector>

#include "chroma2/device_queue.cuh"
//
#include "credit.h"
#include "memory.h"

namespace {

using namespace chroma2::queue;

uint64_t now() { return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count()); }

struct Thread {
  uint32_t number;
  Numbers numbers;
  std::vector<Record> history;
  bool torn = false;
};

struct Run {
  const Case& job;
  Memory memory;
  Ring ring;
  chroma2::Queue<Item> queue;
  std::atomic<uint64_t> values{0};
  std::atomic<uint32_t> arrived{0};

  explicit Run(const Case& job_)
      : job(job_), memory(job_.capacity_log2, sizeof(Item), job_.start), ring(memory.view), queue(memory.view) {}

  void operate(Thread& me, bool pushes, size_t count, bool single) {
    Item items[4];
    for (size_t i = 0; pushes && i < count; ++i) items[i] = Item::of(job.zero ? 0 : ++values);
    size_t transferred;
    uint64_t begin = now();
    if (job.policy == 1)
      transferred = pushes ? by_credit<Side::push>(ring, items, count) : by_credit<Side::pop>(ring, items, count);
    else if (single)
      transferred = pushes ? queue.try_push(items[0]) : queue.try_pop(items[0]);
    else
      transferred = pushes ? queue.try_push(static_cast<const Item*>(items), count) : queue.try_pop(items, count);
    uint64_t end = now();
    for (size_t i = 0; i < transferred; ++i) {
      me.torn = me.torn || !items[i].whole();
      me.history.push_back({me.number, pushes ? kPushed : kPopped, items[i].value(), begin, end});
    }
    if (transferred < count) me.history.push_back({me.number, pushes ? kFull : kEmpty, 0, begin, end});
  }

  // All begin a round at about the same time, with nothing under way.
  void meet(uint32_t round) {
    arrived.fetch_add(1);
    while (arrived.load() < round * job.threads) sched_yield();
  }

  void work(Thread& me) {
    for (uint32_t round = 1; round <= job.rounds; ++round) {
      meet(round);
      for (uint32_t i = 0; i < job.operations; ++i) {
        bool single = !me.numbers.one_in(3);
        operate(me, me.numbers.one_in(2), single ? 1 : 1 + me.numbers.below(4), single);
      }
    }
  }
};

}  // namespace

extern "C" __attribute__((visibility("default"))) void queue_run(const Case* job, uint64_t seed, Record* records,
                                                                 uint32_t most, Outcome* outcome) {
  Run run(*job);
  std::vector<Thread> all;
  for (uint32_t i = 0; i <= job->threads; ++i) all.push_back({i, Numbers(seed * 64 + i), {}, false});
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < job->threads; ++i) threads.emplace_back([&run, &all, i] { run.work(all[i]); });
  for (auto& thread : threads) thread.join();
  // What is left, one by one, so that nothing can be lost unseen.
  Thread& last = all.back();
  do run.operate(last, false, 1, true);
  while (last.history.back().kind != kEmpty && last.history.size() <= run.memory.capacity);
  *outcome = {};
  const Control& control = run.memory.control;
  *outcome = {0,
              kNone,
              control.tail,
              control.head,
              control.push_claims,
              control.pop_claims,
              control.high_water,
              control.refused_full,
              control.refused_empty};
  for (const Thread& thread : all) {
    if (thread.torn) outcome->failure = kTorn;
    if (outcome->records + thread.history.size() > most) {
      outcome->failure = kTooMany;
      return;
    }
    for (const Record& record : thread.history) records[outcome->records++] = record;
  }
}

// Small cases on the model of model/sim.h, of a GPU with MODEL_GPU, else of a processor: few threads
// with few operations each, in an order that a seed says, and their history.
//
// Policies on the processor: 0 single items and batches, 1 the same by credit, 2 batches. On the GPU: 0 threads of
// their own, 1 lanes of two warps, 2 a block and two threads, 3 a block that pushes the host's batches, one
// that pops them, and threads.
#if defined(MODEL_GPU)
#include "gpu.h"
#else
#include "cpu.h"
#endif
#include "chroma2/device_queue.cuh"
#if defined(MODEL_GPU)
#define CHROMA2_TRANSFER_BLOCK 4
#include "queue/transfer.h"
#endif
//
#include "../credit.h"
#include "../memory.h"

namespace {

using namespace chroma2::queue;
constexpr uint32_t kMostItems = 4;  // of a batch

struct Run {
  const Case& job;
  Memory memory;
  Ring ring;
  std::vector<std::vector<Record>> histories;
  bool torn = false;
  uint64_t values = 0;

  explicit Run(const Case& job_) : job(job_), memory(job_.capacity_log2, sizeof(Item), job_.start), ring(memory.view) {}

  uint64_t fresh() { return job.zero ? 0 : ++values; }
  void note(uint32_t thread, RecordKind kind, uint64_t value, uint64_t begin, uint64_t end) {
    histories[thread].push_back({thread, kind, value, begin, end});
  }
  uint64_t taken(const Item& item) {
    torn = torn || !item.whole();
    return item.value();
  }
  void push(uint32_t thread, bool went, uint64_t value, uint64_t begin) {
    note(thread, went ? kPushed : kFull, value, begin, sim::now());
  }
  void pop(uint32_t thread, bool went, const Item& item, uint64_t begin) {
    note(thread, went ? kPopped : kEmpty, went ? taken(item) : 0, begin, sim::now());
  }
  // A batch, of which some went through.
  void batch(uint32_t thread, bool pushes, const Item* items, size_t went, size_t count, uint64_t begin, uint64_t end) {
    for (size_t i = 0; i < went; ++i)
      note(thread, pushes ? kPushed : kPopped, pushes ? items[i].value() : taken(items[i]), begin, end);
    if (went < count) note(thread, pushes ? kFull : kEmpty, pushes ? items[went].value() : 0, begin, end);
  }
};

uint64_t begin_operation() {
  sim::begin_operation();
  return sim::now();
}

// Now and then the size, of which 0 is as good as a pop's refusal.
void ask_size(Run& run, uint32_t thread) {
  if (!sim::numbers().one_in(5)) return;
  uint64_t begin = begin_operation(), size = run.ring.size();
  if (size == 0) run.note(thread, kEmpty, 0, begin, sim::now());
  run.torn = run.torn || size > run.memory.capacity;
}

#if !defined(MODEL_GPU)
void work(Run& run, uint32_t me) {
  chroma2::Queue<Item> queue(run.memory.view);
  bool credit = run.job.policy == 1;
  for (uint32_t i = 0; i < run.job.operations; ++i) {
    ask_size(run, me);
    bool pushes = sim::numbers().one_in(2);
    bool several = run.job.policy == 2 || sim::numbers().one_in(3);
    size_t count = several ? 1 + sim::numbers().below(kMostItems) : 0;  // 0: a single item
    Item items[kMostItems];
    for (size_t k = 0; pushes && k < (count == 0 ? 1 : count); ++k) items[k] = Item::of(run.fresh());
    uint64_t begin = begin_operation();
    if (count == 0 && !credit) {
      if (pushes)
        run.push(me, queue.try_push(items[0]), items[0].value(), begin);
      else {
        bool went = queue.try_pop(items[0]);
        run.pop(me, went, items[0], begin);
      }
      continue;
    }
    count = count == 0 ? 1 : count;
    size_t went = credit   ? pushes ? by_credit<Side::push>(run.ring, items, count)
                                    : by_credit<Side::pop>(run.ring, items, count)
                  : pushes ? queue.try_push(static_cast<const Item*>(items), count)
                           : queue.try_pop(items, count);
    run.batch(me, pushes, items, went, count, begin, sim::now());
  }
}

void start(Run& run) {
  for (uint32_t i = 0; i < run.job.threads; ++i) sim::spawn([&run, i] { work(run, i); });
}
#else
void alone(Run& run, uint32_t me, bool warp) {
  chroma2::Queue<Item> queue(run.memory.view);
  for (uint32_t i = 0; i < run.job.operations; ++i) {
    ask_size(run, me);
    bool together = warp && !sim::numbers().one_in(4);
    bool pushes = sim::numbers().one_in(2);
    sim::self().site = pushes ? 1 : 2;
    if (pushes) {
      Item item = Item::of(run.fresh());
      uint64_t begin = begin_operation();
      bool went = together ? queue.try_push_warp(item) : queue.try_push(item);
      run.push(me, went, item.value(), begin);
    } else {
      Item item{};
      uint64_t begin = begin_operation();
      bool went = together ? queue.try_pop_warp(item) : queue.try_pop(item);
      run.pop(me, went, item, begin);
    }
  }
}

// An operation of the whole block: what each thread had, and whether it went.
struct BlockOperation {
  uint32_t kind;  // 0, 1 a thread's push, pop; 2, 3 of an array; 4, 5 a batch of the host
  uint32_t count;
  uint64_t begin = ~uint64_t{0}, end = 0;
  bool refused = false;  // the rest
  std::vector<Item> items;
  std::vector<char> want, went;
};

// A batch, which has ended when it is reported.
template <Side side>
void transfer_batch(Run& run, BlockOperation& operation) {
  const chroma2_queue_view& view = run.memory.view;
  chroma2::QueueTransferJob job{};
  job.queue = {view.control, view.turns, view.items, view.capacity, view.capacity_log2, view.item_size};
  job.batch = operation.items.data();
  job.count = operation.count;
  transfer_alone<side>(job, run.ring, operation.begin % 2 == 0, [&](const chroma2::QueueTransferState& state, auto) {
    for (uint64_t i = 0; i < state.went; ++i) operation.went[i] = 1;
    operation.refused = state.refused != 0;
    operation.end = sim::now();
  });
}

void of_block(Run& run, std::vector<BlockOperation>& plan, uint32_t block, uint32_t thread) {
  chroma2::Queue<Item> queue(run.memory.view);
  sim::self().block = block;
  sim::self().thread = thread;
  for (BlockOperation& operation : plan) {
    if (operation.kind > 3) __syncthreads();  // as between requests
    uint64_t begin = begin_operation();
    if (begin < operation.begin) operation.begin = begin;
    uint32_t went = 0;
    if (operation.kind == 0)
      operation.went[thread] = queue.try_push_block(operation.items[thread], operation.want[thread] != 0);
    else if (operation.kind == 1)
      operation.went[thread] = queue.try_pop_block(operation.items[thread], operation.want[thread] != 0);
    else if (operation.kind == 4)
      transfer_batch<Side::push>(run, operation);
    else if (operation.kind == 5)
      transfer_batch<Side::pop>(run, operation);
    else if (operation.kind == 2)
      went = queue.try_push_block(static_cast<const Item*>(operation.items.data()), operation.count);
    else
      went = queue.try_pop_block(operation.items.data(), operation.count);
    for (uint32_t i = 0; i < went; ++i) operation.went[i] = 1;
    if (operation.kind < 4) operation.end = sim::now();
  }
}

// A block's operation takes effect in the order of its threads.
void note_block(Run& run, const BlockOperation& operation, uint32_t me) {
  bool pushes = operation.kind % 2 == 0, refused = operation.refused;
  for (size_t i = 0; i < operation.items.size(); ++i) {
    if (!operation.want[i]) {
      run.torn = run.torn || operation.went[i];  // it got what it did not want
      continue;
    }
    const Item& item = operation.items[i];
    refused = refused || (operation.kind < 4 && !operation.went[i]);
    if (operation.went[i])
      run.note(me, pushes ? kPushed : kPopped, pushes ? item.value() : run.taken(item), operation.begin, operation.end);
  }
  if (refused) run.note(me, pushes ? kFull : kEmpty, 0, operation.begin, operation.end);
}

std::vector<BlockOperation> plan_block(Run& run, uint32_t threads, uint32_t kinds, uint32_t first) {
  std::vector<BlockOperation> plan(run.job.operations);
  for (BlockOperation& operation : plan) {
    operation.kind = first + sim::numbers().below(kinds);
    operation.count = operation.kind < 2 ? threads : sim::numbers().below(2 * threads);
    if (operation.kind > 3) ++operation.count;
    operation.went.assign(operation.count, 0);
    uint32_t wanting = sim::numbers().below(4);  // of three: nobody or everybody too
    for (uint32_t i = 0; i < operation.count; ++i) {
      operation.want.push_back(operation.kind >= 2 || sim::numbers().below(3) < wanting);
      operation.items.push_back(operation.kind % 2 == 0 ? Item::of(run.fresh()) : Item{});
    }
  }
  return plan;
}

std::vector<BlockOperation> plans[2];
void start(Run& run) {
  uint32_t threads = run.job.threads, policy = run.job.policy, warps = threads < 64 ? 2 : threads / 32, next = 0;
  for (auto& plan : plans) plan.clear();
  auto block = [&](uint32_t number, uint32_t count, uint32_t kinds, uint32_t first) {
    plans[number] = plan_block(run, count, kinds, first);
    sim::block(number) = {};
    sim::block(number).threads = count;
    for (uint32_t i = 0; i < count; ++i, ++next)
      sim::spawn([&run, number, i] { of_block(run, plans[number], number, i); });
  };
  if (policy == 2) block(0, threads - 2, 4, 0);
  if (policy == 3) {
    block(0, chroma2::queue::kTransferBlock, 1, 4);
    block(1, chroma2::queue::kTransferBlock, 1, 5);
  }
  for (; next < threads; ++next)
    sim::spawn([&run, next, policy] { alone(run, next, policy == 1); }).warp = next % warps;
}
#endif

// Takes out what is left, so that nothing can be lost unseen.
void empty(Run& run, uint32_t me) {
  chroma2::Queue<Item> queue(run.memory.view);
  for (bool went = true; went && run.histories[me].size() <= run.memory.capacity;) {
    Item item{};
    uint64_t begin = begin_operation();
#if !defined(MODEL_GPU)
    if (run.job.policy == 1)
      went = by_credit<Side::pop>(run.ring, &item, 1) != 0;
    else
#endif
      went = queue.try_pop(item);
    run.pop(me, went, item, begin);
  }
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void queue_run(const Case* job, uint64_t seed, Record* records,
                                                                 uint32_t most, Outcome* outcome) {
  Run run(*job);
  run.histories.resize(job->threads + 1);
  sim::begin(seed);
  start(run);
  *outcome = {};
  outcome->failure = sim::run();
  if (outcome->failure == kNone) {
    sim::spawn([&run] { empty(run, run.job.threads); });
    outcome->failure = sim::run();
  }
#if defined(MODEL_GPU)
  for (uint32_t block : {0u, 1u})
    for (const BlockOperation& operation : plans[block])
      if (outcome->failure == kNone) note_block(run, operation, block);
#endif
  for (const auto& history : run.histories)
    for (const Record& record : history) {
      if (outcome->records == most) outcome->failure = kTooMany;
      if (outcome->failure == kTooMany) return;
      records[outcome->records++] = record;
    }
  if (outcome->failure == kNone && run.torn) outcome->failure = kTorn;
  const Control& control = run.memory.control;
  outcome->tail = control.tail;
  outcome->head = control.head;
  outcome->push_claims = control.push_claims;
  outcome->pop_claims = control.pop_claims;
  outcome->high_water = control.high_water;
  outcome->refused_full = control.refused_full;
  outcome->refused_empty = control.refused_empty;
}

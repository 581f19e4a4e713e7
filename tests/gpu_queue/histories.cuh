// Histories of few operations on small rings, many rings at once, each used by some blocks: threads of
// their own, lanes together or diverged, whole blocks. Their order is that of a counter which every
// operation raises before it begins and after it has ended.
#pragma once
#include <string>

#include "rig.cuh"

namespace histories {

constexpr uint32_t kThreads = 64, kBlocks = 4;  // of a block; of a ring
constexpr uint32_t kNothing = 4, kTorn = 5;     // records besides RecordKind's
constexpr uint32_t kOfBlocks = 1000000;         // threads of records: blocks from here

struct Plan {
  const chroma2_queue_view* views;
  unsigned long long* clocks;  // 16 words a ring: the order, and who has arrived
  Record* records;             // [ring][block][operation][thread]
  uint32_t kind;               // 0 threads, 1 and warps, 2 and blocks
  uint32_t lanes;              // that work, of each warp
  uint32_t operations, zero;
  uint64_t seed;
};

__device__ inline uint64_t tick(unsigned long long* clock) {
  __threadfence();
  uint64_t time = atomicAdd(clock, 1ull);
  __threadfence();
  return time;
}

__device__ inline Record record(uint32_t thread, bool pushes, bool transferred, const Item& item, uint64_t begin,
                                uint64_t end) {
  uint32_t kind = pushes ? (transferred ? kPushed : kFull) : transferred ? (item.whole() ? kPopped : kTorn) : kEmpty;
  return {thread, kind, pushes || transferred ? item.value() : 0, begin, end};
}

__device__ inline void alone(const Plan& plan, const chroma2::Queue<Item>& queue, unsigned long long* clock,
                             Record* records, uint32_t block, Numbers& numbers) {
  uint32_t thread = block * kThreads + threadIdx.x;
  for (uint32_t i = 0; i < plan.operations; ++i) {
    bool pushes = numbers.one_in(2), together = plan.kind != 0 && !numbers.one_in(4), transferred;
    Item item = Item::of(plan.zero || !pushes ? 0 : uint64_t{thread + 1} << 16 | i);
    uint64_t begin = tick(clock);
    if (pushes)
      transferred = together ? queue.try_push_warp(item) : queue.try_push(item);
    else
      transferred = together ? queue.try_pop_warp(item) : queue.try_pop(item);
    records[i * kThreads + threadIdx.x] = record(thread, pushes, transferred, item, begin, tick(clock));
  }
}

__device__ inline void together(const Plan& plan, const chroma2::Queue<Item>& queue, unsigned long long* clock,
                                Record* records, uint32_t block, Numbers& numbers) {
  __shared__ uint64_t begin, end;
  __shared__ uint32_t kind, count;
  __shared__ Item items[kThreads];
  for (uint32_t i = 0; i < plan.operations; ++i) {
    __syncthreads();
    if (threadIdx.x == 0) {
      kind = numbers.below(4);
      count = numbers.below(kThreads + 1);
      begin = tick(clock);
    }
    bool want = numbers.one_in(8);
    __syncthreads();
    bool pushes = kind % 2 == 0, transferred, array = kind >= 2;
    Item item = Item::of(plan.zero || !pushes ? 0 : uint64_t{block * kThreads + threadIdx.x + 1} << 16 | i);
    if (array) {
      items[threadIdx.x] = item;
      __syncthreads();
      want = threadIdx.x < count;
      transferred = threadIdx.x < (pushes ? queue.try_push_block(static_cast<const Item*>(items), count)
                                          : queue.try_pop_block(items, count));
      __syncthreads();
      item = items[threadIdx.x];
    } else {
      transferred = pushes ? queue.try_push_block(item, want) : queue.try_pop_block(item, want);
      __syncthreads();
    }
    if (threadIdx.x == 0) end = tick(clock);
    __syncthreads();
    Record result = record(kOfBlocks + block, pushes, transferred, item, begin, end);
    if (!want) result.kind = transferred ? kTorn : kNothing;
    records[i * kThreads + threadIdx.x] = result;
  }
}

__global__ void run(Plan plan) {
  uint32_t ring = blockIdx.x / kBlocks, block = blockIdx.x % kBlocks;
  unsigned long long* clock = plan.clocks + 16 * ring;
  Record* records = plan.records + size_t{blockIdx.x} * plan.operations * kThreads;
  for (uint32_t i = 0; i < plan.operations; ++i) records[i * kThreads + threadIdx.x].kind = kNothing;
  chroma2::Queue<Item> queue(plan.views[ring]);
  bool of_block = plan.kind == 2 && block < 2;
  Numbers numbers(plan.seed * 1000003 + blockIdx.x * kThreads + threadIdx.x);
  // All blocks of a ring begin at about the same time.
  if (threadIdx.x == 0) {
    atomicAdd(clock + 8, 1ull);
    while (*static_cast<volatile unsigned long long*>(clock + 8) < kBlocks) {
    }
  }
  __syncthreads();
  if (of_block)
    together(plan, queue, clock, records, block, numbers);
  else if (threadIdx.x % 32 < plan.lanes)
    alone(plan, queue, clock, records, block, numbers);
}

// Takes out what is left, so that nothing can be lost unseen.
__global__ void drain(Plan plan, Record* records, uint32_t most) {
  chroma2::Queue<Item> queue(plan.views[blockIdx.x]);
  unsigned long long* clock = plan.clocks + 16 * blockIdx.x;
  for (uint32_t i = 0; i < most; ++i) records[blockIdx.x * most + i].kind = kNothing;
  bool transferred = true;
  for (uint32_t i = 0; i < most && transferred; ++i) {
    Item item{};
    uint64_t begin = tick(clock);
    transferred = queue.try_pop(item);
    records[blockIdx.x * most + i] = record(2 * kOfBlocks, false, transferred, item, begin, tick(clock));
  }
}

struct Header {
  uint32_t capacity_log2, zero, kind, records;
};

// Runs one kind of case on `rings` rings, and appends their histories to a file. How many operations.
inline uint64_t run_case(std::FILE* file, uint32_t number, uint32_t rings) {
  const uint32_t lanes_of[] = {1, 2, 3, 32}, log2s[] = {1, 2, 3, 0};
  uint32_t log2 = log2s[number % 4], lanes = lanes_of[number / 4 % 4], kind = number / 16 % 3;
  uint32_t operations = lanes == 32 ? 2 : 16 / lanes, most = (1u << log2) + 1;
  Queues queues(rings, log2, sizeof(Item), start_of(number / 3, log2, 5));
  Array<unsigned long long> clocks(16 * size_t{rings});
  Array<Record> records(size_t{rings} * kBlocks * operations * kThreads), rest(size_t{rings} * most);
  Plan plan{
      queues.views.data, clocks.data, records.data, kind, lanes, operations, lanes < 3 && number % 7 == 0, number};
  std::string what = "histories, case " + std::to_string(number);
  run<<<rings * kBlocks, kThreads, 0, stream()>>>(plan);
  drain<<<rings, 1, 0, stream()>>>(plan, rest.data, most);
  finish(what.c_str(), queues, 30);
  queues.check_empty(what.c_str());
  std::vector<Record> all = records.read(), left = rest.read();
  size_t each = size_t{kBlocks} * operations * kThreads;
  uint64_t done = 0;
  for (uint32_t ring = 0; ring < rings; ++ring) {
    std::vector<Record> history;
    auto add = [&](const Record& r) {
      if (r.kind == kTorn) {
        std::fprintf(stderr, "%s, ring %u: a torn item, or one that was not wanted, in thread %u\n", what.c_str(), ring,
                     r.thread);
        std::exit(1);
      }
      if (r.kind != kNothing) history.push_back(r);
    };
    for (size_t i = 0; i < each; ++i) add(all[ring * each + i]);
    for (uint32_t i = 0; i < most; ++i) add(left[ring * most + i]);
    Header header{log2, plan.zero, kind, static_cast<uint32_t>(history.size())};
    std::fwrite(&header, sizeof header, 1, file);
    std::fwrite(history.data(), sizeof(Record), history.size(), file);
    done += history.size();
  }
  return done;
}

inline void write(const char* path, uint32_t cases, uint32_t rings) {
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) {
    std::fprintf(stderr, "%s cannot be written\n", path);
    std::exit(1);
  }
  double begin = seconds();
  uint64_t operations = 0;
  for (uint32_t number = 0; number < cases; ++number) operations += run_case(file, number, rings);
  std::fclose(file);
  std::printf("%u histories with %llu operations, %.2f s\n", cases * rings, static_cast<unsigned long long>(operations),
              seconds() - begin);
}

}  // namespace histories

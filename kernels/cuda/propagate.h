// Photons on a device. A block keeps a pool of photons whose states lie in the job's array, and by
// turns casts all their rays and makes all their steps: so few registers and instructions are in use
// at a time, and lanes that have finished a ray or a step take the pool's next one. Photons that end
// are replaced by new ones before the next turn. When there are no more, each warp goes on alone with
// its share, so that nothing waits for the block's longest ray.
#pragma once
#include "cuda/state.h"
#include "cuda/walk.h"
#include "physics/medium_changes.h"
#include "photon/life.h"
#include "source/generate.h"

CHROMA2_BEGIN

#ifdef CHROMA2_PROPAGATE_BLOCK  // tests on the processor, where a block has one thread
constexpr uint32_t kPropagateBlock = CHROMA2_PROPAGATE_BLOCK;
#endif
constexpr uint32_t kPropagateWarps = (kPropagateBlock + 31) / 32;
constexpr uint32_t kWarpShare = kPoolSize / kPropagateWarps;

// Photons under way in a block, by their number in the job's array, how many steps they have made and
// in which medium their leg begins; those of this turn and of the next one.
struct Pool {
  uint32_t number[2][kPoolSize];
  uint32_t steps[2][kPoolSize];
  Medium medium[2][kPoolSize];
  uint4 hit[kPoolSize];                // of this turn's rays
  uint32_t count[2][kPropagateWarps];  // the block's in the first, or the warps' own
  uint32_t cursor[kPropagateWarps];    // rays of this turn handed out, likewise
  uint32_t turns[kPropagateWarps];     // of a party that works on its own
  unsigned long long first_fresh;      // the first new photon for the next turn
  uint32_t fresh;                      // and how many
};

// The part of a pool that works on its own: the block's, or a warp's.
struct Party {
  Pool* pool;
  uint32_t first;       // entry of the pool
  uint32_t warp;        // whose counters are used
  uint32_t rank, size;  // this thread among its threads
  uint32_t now;         // turn

  __device__ __forceinline__ uint32_t* numbers(uint32_t turn) const { return pool->number[turn] + first; }
  __device__ __forceinline__ uint32_t* steps(uint32_t turn) const { return pool->steps[turn] + first; }
  __device__ __forceinline__ Medium* media(uint32_t turn) const { return pool->medium[turn] + first; }
  __device__ __forceinline__ uint32_t& count(uint32_t turn) const { return pool->count[turn][warp]; }
  __device__ __forceinline__ uint32_t& cursor() const { return pool->cursor[warp]; }
  __device__ __forceinline__ uint4& hit(uint32_t place) const { return pool->hit[first + place]; }
  __device__ __forceinline__ bool alone() const { return size <= 32 && kPropagateBlock > 32; }
  __device__ __forceinline__ void sync() const {
    if (alone())
      __syncwarp();
    else
      __syncthreads();
  }
  // Adds a photon to the next turn. Lanes may call it apart.
  __device__ __forceinline__ void enroll(uint32_t number, uint32_t made, Medium medium) const {
    uint32_t place = atomicAdd(&count(now ^ 1u), 1u);
    numbers(now ^ 1u)[place] = number;
    steps(now ^ 1u)[place] = made;
    media(now ^ 1u)[place] = medium;
  }
  // A photon has ended. What else is to be done with it a party of another kind does.
  __device__ __forceinline__ void retire(uint32_t) const {}
};

// A photon's ray, and its closest hit so far.
struct PhotonRay {
  const PhotonState* state;
  uint4* hit;
  __device__ __forceinline__ Vec origin() const {
    float4 w = reinterpret_cast<const float4*>(state)[0];
    return {w.x, w.y, w.z};
  }
  __device__ __forceinline__ Vec direction() const {
    float4 w = reinterpret_cast<const float4*>(state)[1];
    return {w.x, w.y, w.z};
  }
  // The triangle that the photon has just left.
  __device__ __forceinline__ bool left(uint32_t instance, uint32_t triangle) const {
    return instance == state->instance && triangle == state->triangle;
  }
  __device__ __forceinline__ bool keep(const Hit& next) const {
    return !left(next.instance, next.triangle) && keep_closer(*hit, next);
  }
};

// Casts the rays of a turn.
__device__ __forceinline__ void cast_pool(const PropagateJob& job, const Party& party) {
  LocalStack stack;
  Walk walk;
  PhotonRay ray{};
  Feed<uint32_t> feed(&party.cursor(), party.count(party.now));
  for (;;) {
    uint32_t place;
    if (feed.take(walk.wants == kNothing, place)) {
      ray = {job.photons + party.numbers(party.now)[place], &party.hit(place)};
      *ray.hit = pack_hit({kInfinity, kNone, kNone, kNone});
      walk.start(job.scene, ray.origin(), kInfinity);
    }
    if (feed.dry() && !__any_sync(kWarp, walk.wants != kNothing)) return;
    cast<false>(job.scene, ray, walk, stack, feed.dry() ? 0 : job.refill_threshold);
  }
}

// Counts changes of the medium in a table.
struct Changes {
  MediumChanges* table;
  __device__ __forceinline__ void operator()(uint32_t material_begin, uint32_t material_end, uint32_t instance_begin,
                                             uint32_t instance_end) const {
    add_change(table, material_begin, material_end, instance_begin, instance_end, 1);
  }
};

// What a kernel knows of the photons' event: here all of a job are of one.
struct OneEvent {
  static constexpr bool kSpawns = false;
  __device__ __forceinline__ const PropagateParams& params(const PropagateJob& job, uint32_t) const {
    return job.params;
  }
  __device__ __forceinline__ Changes changes(const PropagateJob& job, uint32_t) const { return {job.changes}; }
  // Whether there is such a photon, below the job's count.
  __device__ __forceinline__ bool has(uint64_t) const { return true; }
  // A photon has ended so.
  __device__ __forceinline__ void ended(uint64_t, const PhotonState&) const {}
  __device__ __forceinline__ PhotonState first_state(const PropagateJob& job, uint64_t number) const {
    if (!job.generate) return read_state(job.photons + number);
    return generate_photon(job.scene, job.sources, job.params, number);
  }
};

// How a photon goes on after a step, and in which medium.
struct StepEnd {
  Outcome outcome;  // kStop, kContinue or kUnusual
  Medium medium;
};

// Leaves a photon to another launch. Where there is no room it stays unfinished, as the count tells.
__device__ __noinline__ void put_aside(const PropagateJob& job, uint32_t number, uint32_t steps, Medium medium) {
  unsigned long long place = atomicAdd(job.aside_count, 1ull);
  if (place >= kMostAside) return;
  AsidePhoton& to = job.aside[place];
  to.number = number;
  to.steps = steps;
  to.medium = medium.word;
  write_state(&to.state, read_state(job.photons + number));
}

// Leaves a warp's photons of the next turn to the host: where few are left, a device makes one lone step after
// another. Not where so many were put aside that there might not be room for those of all warps.
__device__ __noinline__ bool hand_over(const PropagateJob& job, const Party& party) {
  bool full = party.rank == 0 && *static_cast<volatile unsigned long long*>(job.aside_count) > kMostAside / 4;
  if (__any_sync(kWarp, full)) return false;
  uint32_t next = party.now ^ 1u, count = party.count(next);
  for (uint32_t place = party.rank; place < count; place += party.size)
    put_aside(job, party.numbers(next)[place], party.steps(next)[place], party.media(next)[place]);
  return true;
}

// Makes a photon's step, whose hit is known but for wires, and puts its state back; step_to says what All
// means. Without Wires there are none: even a call that is never made costs a kernel registers.
template <bool All, bool Wires, class Of>
__device__ __forceinline__ StepEnd make_step(const PropagateJob& job, uint32_t number, uint32_t steps, Hit hit,
                                             Medium medium, const Of& of) {
  const Scene& scene = job.scene;
  const PropagateParams& params = of.params(job, number);
  auto changes = of.changes(job, number);
  PhotonState state = read_state(job.photons + number);
  Life life(params, params.first_index + number, state, steps, medium);
  if (Wires) intersect_wires(scene, life.p.position, life.p.direction, life.p.last, hit);
  OneEmitted emitter;
  Outcome outcome = life.step<All>(scene, params, hit, changes, emitter);
  if (!All && outcome == kUnusual) return {kUnusual, life.medium};
  bool going = life.goes_on(params, outcome);
  life.store(state);
  write_state(job.photons + number, state);
  if (!going) of.ended(number, state);
  return {going ? kContinue : kStop, life.medium};
}

// Makes the steps of a turn's photons, whose hits are known. Without All, unusual ones are left to a launch
// of the other kind: what they need would take registers from all.
template <bool All, bool Wires = All, class Crew, class Of = OneEvent>
__device__ __forceinline__ void step_pool(const PropagateJob& job, const Crew& party, const Of& of = {}) {
  uint32_t count = party.count(party.now);
  for (uint32_t place = party.rank; place < count; place += party.size) {
    uint32_t number = party.numbers(party.now)[place], steps = party.steps(party.now)[place];
    Medium medium = party.media(party.now)[place];
    StepEnd end;
    if constexpr (Of::kSpawns)
      end = of.step(job, number, steps, unpack_hit(party.hit(place)), medium);
    else
      end = make_step<All, Wires>(job, number, steps, unpack_hit(party.hit(place)), medium, of);
    if (end.outcome == kContinue) {
      party.enroll(number, steps + 1, end.medium);
      continue;
    }
    if (!All && end.outcome == kUnusual) put_aside(job, number, steps, medium);
    party.retire(number);
  }
}

// With All, a launch may go on with photons that another one has put aside.
template <bool All, class Crew, class Of>
__device__ __forceinline__ void start_photon(const PropagateJob& job, const Crew& party, uint64_t number,
                                             const Of& of) {
  if (All && job.resumes) {
    AsidePhoton photon = job.aside[number];
    party.enroll(photon.number, photon.steps, {photon.medium});
    return;
  }
  if (!of.has(number)) return;
  PhotonState state = of.first_state(job, number);
  bool going = !has_ended(state);
  if (going) {
    const PropagateParams& params = of.params(job, static_cast<uint32_t>(number));
    Life life(params, params.first_index + number, state);
    life.start();
    going = life.goes_on(params, kContinue);
    life.store(state);
  }
  write_state(job.photons + number, state);
  if (going) {
    party.enroll(static_cast<uint32_t>(number), 0, unknown_medium());
    return;
  }
  of.ended(number, state);
  party.retire(static_cast<uint32_t>(number));
}

// Starts `fresh` new photons from number `first` on, as far as there are so many.
template <bool All, class Crew, class Of = OneEvent>
__device__ __forceinline__ void start_pool(const PropagateJob& job, const Crew& party, uint64_t first, uint32_t fresh,
                                           const Of& of = {}) {
  for (uint32_t i = party.rank; i < fresh; i += party.size) {
    if (first + i >= job.count) return;
    if constexpr (Of::kSpawns)
      of.start(job, party, static_cast<uint32_t>(first + i));
    else
      start_photon<All>(job, party, first + i, of);
  }
}

// The block's photons of the next turn become those of its warps, a share each.
__device__ __forceinline__ void part(Party& party) {
  Pool& pool = *party.pool;
  uint32_t from = party.now ^ 1u, to = party.now, count = party.count(from);
  __syncthreads();
  for (uint32_t i = party.rank; i < count; i += party.size) {
    uint32_t place = i % kPropagateWarps * kWarpShare + i / kPropagateWarps;
    pool.number[to][place] = pool.number[from][i];
    pool.steps[to][place] = pool.steps[from][i];
    pool.medium[to][place] = pool.medium[from][i];
  }
  uint32_t warp = party.rank / 32u;
  if (party.rank % 32u == 0) {
    pool.count[to][warp] = (count + kPropagateWarps - 1u - warp) / kPropagateWarps;
    pool.turns[warp] = 0;
  }
  __syncthreads();
  party = {&pool, warp * kWarpShare, warp, party.rank % 32u, 32u, to};
}

// How many photons a block may start where `taken` were when it last looked: its share of the rest, so
// that few photons are spread over all blocks, and blocks have their last ones at the same time.
__device__ __forceinline__ uint32_t fair_share(const PropagateJob& job, uint64_t taken) {
  if (taken >= job.count) return 1;
  uint64_t share = (job.count - taken + gridDim.x - 1u) / gridDim.x;
  return share < kPoolSize ? static_cast<uint32_t>(share) : kPoolSize;
}

// Starts a block's share of the new photons that are left, at most so many as it has room for. Whether
// there are no more. All threads of the block call it together.
template <bool All, class Crew, class Of>
__device__ __forceinline__ bool start_share(const PropagateJob& job, const Crew& party, Pool& pool, uint32_t room,
                                            const Of& of) {
  if (party.rank == 0) {
    uint32_t share = fair_share(job, pool.first_fresh + pool.fresh);
    pool.fresh = room < share ? room : share;
    pool.first_fresh = atomicAdd(job.next, static_cast<unsigned long long>(pool.fresh));
  }
  party.sync();
  uint64_t first = pool.first_fresh;
  uint32_t fresh = pool.fresh;
  start_pool<All>(job, party, first, fresh, of);
  party.sync();
  return first + fresh >= job.count;
}

// Whether a warp's photons are to be given up. Asked now and then: photons may make any number of steps.
__device__ __forceinline__ bool is_halted(const PropagateJob& job, const Party& party) {
  return ++party.pool->turns[party.warp] % 8u == 0 && *static_cast<volatile unsigned long long*>(job.next) >= kHalted;
}

template <bool All, bool Wires = All, class Of = OneEvent>
__device__ __forceinline__ void propagate_photons(const PropagateJob& job, Pool& pool, const Of& of = {}) {
  Party party{&pool, 0, 0, threadIdx.x, kPropagateBlock, 0};
  if (party.rank == 0) party.count(0) = pool.fresh = pool.first_fresh = 0;
  for (;;) {
    party.sync();
    if (party.rank == 0) {
      party.count(party.now ^ 1u) = party.cursor() = 0;
      if (party.alone() && is_halted(job, party)) party.count(party.now) = 0;
    }
    party.sync();
    cast_pool(job, party);
    party.sync();
    step_pool<All, Wires>(job, party, of);
    party.sync();
    if (party.alone()) {
      if (party.count(party.now ^ 1u) == 0) return;
      if (job.hand_over != 0 && party.pool->turns[party.warp] >= job.hand_over && hand_over(job, party)) return;
    } else {
      uint32_t room = kPoolSize - party.count(party.now ^ 1u);
      party.sync();
      if (start_share<All>(job, party, pool, room, of)) {
        if (kPropagateBlock > 32) {
          part(party);
          continue;
        }
        if (party.count(party.now ^ 1u) == 0) return;
      }
    }
    party.now ^= 1u;
  }
}

CHROMA2_END

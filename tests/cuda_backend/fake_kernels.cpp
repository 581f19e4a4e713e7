// What the stand-in driver runs for a kernel: the device's own code for photons and rays as a warp of
// one lane (tests/device/lane.cpp) and for queues (transfer.cpp), and for the compaction a plain loop.
#include "fake_driver.h"

#include <cmath>
#include <cstring>

#include "layout/copy.h"
#include "photon/columns.h"
#include "queue/layout.h"
#include "source/steps.h"

using namespace chroma2;

extern "C" void lane_propagate(const PropagateJob* job);
extern "C" void lane_propagate_all(const PropagateJob* job);
extern "C" void lane_propagate_spawning(const SpawningJob* job);
extern "C" void lane_propagate_merged(const MergedJob* job, bool all);
extern "C" uint32_t lane_order(const ResidentOrder* order);
extern "C" void lane_closest_hits(const RayJob* job);
extern "C" void lane_any_hits(const RayJob* job);
extern "C" void lane_transfer(const QueueTransferJob* job);
extern "C" void lane_persistent(const PersistentJob* job);

namespace {

int32_t channel_of(const Scene& scene, const PhotonState& photon) {
  if (photon.instance == kNone) return -1;
  if (!(photon.instance & kWireBit)) return scene.instances[photon.instance].channel;
  const WirePlane& plane = scene.wire_planes[photon.instance & ~kWireBit];
  if (plane.first_channel < 0) return -1;
  return int32_t(plane.first_channel + int64_t(photon.triangle) * plane.channel_stride);
}

template <class Job>
bool picked(const Job& job, const PhotonState& photon) {
  if (!(photon.flags & job.mask)) return false;
  return !job.need_channel || channel_of(job.scene, photon) >= 0;
}

void add_weight(unsigned long long* limb, float weight) {
  if (weight != weight) return;
  const double limit = 274877906944.0;  // 2^38
  const __int128 units = static_cast<__int128>(std::fmin(std::fmax(double(weight), -limit), limit) * 0x1p48);
  const int64_t sign = units < 0 ? -1 : 1;
  const unsigned __int128 size = units < 0 ? -units : units;
  limb[0] += uint64_t(sign * int64_t(uint64_t(size) & 0xffffffffu));
  limb[1] += uint64_t(sign * int64_t(uint64_t(size) >> 32));
  limb[2] += uint64_t(sign * int64_t(uint64_t(size >> 64)));
}

// Adds a photon to a tally; whether it is picked.
template <class Job>
bool add(const Job& job, const PhotonState& photon, Totals& totals) {
  static const uint32_t order[7] = {kNoHit,     kBulkAbsorb, kSurfaceDetect, kSurfaceAbsorb,
                                    kStepLimit, kTimeLimit,  kNanAbort};
  const uint32_t ended = photon.flags & kTerminal, lowest = ended & (0u - ended);
  int kind = 0;
  while (kind < 7 && order[kind] != lowest) ++kind;
  ++totals.terminal[kind];
  totals.draws += photon.draw;
  if (lowest == kSurfaceDetect) add_weight(totals.weight[0], photon.weight);
  if (!picked(job, photon)) return false;
  ++totals.found;
  add_weight(totals.weight[1], photon.weight);
  return true;
}

void count(const CompactJob& job) {
  const bool halted = job.taken && *job.taken >= kHalted;  // then photons may be anything
  for (uint64_t i = 0; i < job.count; ++i) {
    if (i % kCompactTile == 0) job.offsets[i / kCompactTile] = 0;
    if (halted) {
      ++job.totals->terminal[7];
      continue;
    }
    if (add(job, job.photons[i], *job.totals)) ++job.offsets[i / kCompactTile];
  }
}

// The tallies of several events, and their picked photons, in three steps as the device makes them.
void merged(const char* step, const MergedEndsJob& job) {
  uint64_t before = 0;
  for (uint32_t i = 0; i < job.tile_count; ++i) {
    const MergedTile& tile = job.tiles[i];
    const MergedEvent& event = job.events[tile.event];
    MergedEnd& end = job.ends[tile.event];
    if (strcmp(step, "count") == 0) {
      job.offsets[i] = 0;
      for (uint32_t k = 0; k < tile.count; ++k) job.offsets[i] += add(job, job.photons[tile.first + k], end.totals);
    } else if (strcmp(step, "scan") == 0) {
      const uint64_t here = job.offsets[i];
      job.offsets[i] = before;
      if (tile.first == event.first) end.first_hit = before;
      before += here;
    } else {
      if (end.totals.terminal[7] != 0) continue;
      uint64_t to = job.offsets[i];
      for (uint32_t k = tile.first; k < tile.first + tile.count; ++k) {
        const PhotonState& photon = job.photons[k];
        if (!picked(job, photon)) continue;
        if (to < job.capacity)
          device::put_hit(job.hits, to, photon, channel_of(job.scene, photon), event.params.first_index + k,
                          event.event);
        ++to;
      }
    }
  }
}

void scan(const CompactJob& job) {
  uint64_t before = 0;
  for (uint64_t tile = 0; tile * kCompactTile < job.count; ++tile) {
    const uint64_t here = job.offsets[tile];
    job.offsets[tile] = before;
    before += here;
  }
}

void write(const CompactJob& job) {
  if (job.totals->terminal[7] != 0) return;
  uint64_t to = 0;
  for (uint64_t i = 0; i < job.count; ++i) {
    if (i % kCompactTile == 0) to = job.offsets[i / kCompactTile];
    if (!picked(job, job.photons[i])) continue;
    if (to < job.capacity) {
      device::put_hit(job.hits, to, job.photons[i], channel_of(job.scene, job.photons[i]), job.first_index + i,
                      job.event);
    }
    ++to;
  }
}

// Serves the one request there is, and leaves.
void serve(const QueueServiceJob& job) {
  QueueOrder order;
  uint32_t words[28];
  for (int i = 0; i < 28; ++i) words[i] = job.request->word[i + i / 7];
  memcpy(&order, words, sizeof order);
  const uint32_t number = job.request->word[31];
  QueueTransferResult result{};
  const QueueTransferJob transfer{order.queue, order.batch, order.count, nullptr, &result, 1, order.push, 0};
  lane_transfer(&transfer);
  *job.answer = static_cast<uint64_t>(number) << 32 | result.refused << 31 | result.transferred;
  *job.gone = job.launch;
}

// The propagation that stays: does the one order there is, and leaves.
bool stay(const ResidentJob& job) {
  ResidentOrder order = *job.order;
  ResidentControl& control = *job.control;
  const uint32_t number = static_cast<uint32_t>(*job.request);
  const PropagateJob& asked = order.job;
  if (number == static_cast<uint32_t>(job.served) || job.launch != *job.gone + 1) return false;
  if (asked.count == 0 || asked.count > kMostResident || asked.hand_over == 0 || asked.resumes) return false;
  if (asked.next != &control.next || asked.aside_count != &control.aside || asked.refill_threshold > 31) return false;
  control.next = control.aside = 0;
  order.job.refill_threshold = 0;
  if (lane_order(&order) != asked.count) return false;
  job.answer->changes = asked.changes->total;
  __atomic_store_n(&job.answer->word, static_cast<uint64_t>(number) << 32 | control.aside, __ATOMIC_RELEASE);
  __atomic_store_n(job.gone, job.launch, __ATOMIC_RELEASE);
  return true;
}

template <class T>
const T& argument(void** arguments) {
  return *static_cast<const T*>(arguments[0]);
}

}  // namespace

int fake::run_kernel(const char* name, uint32_t grid, uint32_t block, void** arguments) {
  const auto is = [name](const char* other) { return strcmp(name, other) == 0; };
  if (is("pipeline_step")) return run_step_of(arguments);
  if (is("chroma2_propagate") || is("chroma2_propagate_wires") || is("chroma2_propagate_all")) {
    auto job = argument<PropagateJob>(arguments);
    if (block != kPropagateBlock || *job.next != 0 || job.refill_threshold > 31) return 1;
    if (!job.resumes && (job.changes->total != 0 || *job.aside_count != 0)) return 1;
    if (job.resumes && (job.count != *job.aside_count || job.count > kMostAside)) return 1;
    job.refill_threshold = 0;  // one lane has no others to wait for
    (is("chroma2_propagate_all") ? lane_propagate_all : lane_propagate)(&job);
  } else if (is("chroma2_propagate_merged") || is("chroma2_propagate_merged_all")) {
    auto job = argument<MergedJob>(arguments);
    const bool all = is("chroma2_propagate_merged_all");
    if (block != kPropagateBlock || *job.all.next != 0 || job.all.refill_threshold > 31) return 1;
    if (!all && job.all.scene.wire_plane_count != 0) return 1;
    if (job.all.resumes && (!all || job.all.count != *job.all.aside_count || job.all.count > kMostAside)) return 1;
    job.all.refill_threshold = 0;
    lane_propagate_merged(&job, all);
  } else if (is("chroma2_propagate_spawning")) {
    auto job = argument<SpawningJob>(arguments);
    if (block != kPropagateBlock || *job.all.next != 0 || job.all.refill_threshold > 31 || job.all.hand_over != 0)
      return 1;
    if (job.all.resumes || (job.starts && (job.generation != 0 || job.counters[2] != 0))) return 1;
    if (job.counters[1] != 0 && job.all.photons != job.list.states) return 1;  // the second launch may find that
    job.all.refill_threshold = 0;
    lane_propagate_spawning(&job);
  } else if (is("chroma2_put_back")) {
    const auto& job = argument<PutBackJob>(arguments);
    if (block != kPutBackBlock) return 1;
    for (uint64_t i = 0; i < job.count; ++i) job.photons[job.aside[i].number] = job.aside[i].state;
  } else if (is("chroma2_resident")) {
    if (block != kPropagateBlock || grid == 0 || !stay(argument<ResidentJob>(arguments))) return 1;
  } else if (strncmp(name, "chroma2_merged_", 15) == 0) {
    const auto& job = argument<MergedEndsJob>(arguments);
    const bool scans = is("chroma2_merged_scan");
    if (grid != (scans ? 1 : job.tile_count) || block != (scans ? kScanBlock : kMergedBlock)) return 1;
    merged(name + 15, job);
  } else if (is("chroma2_closest_hits") || is("chroma2_closest_hits_wires") || is("chroma2_any_hits") ||
             is("chroma2_any_hits_wires")) {
    auto job = argument<RayJob>(arguments);
    if (block != kRayBlock || *job.next != 0 || job.refill_threshold > 31) return 1;
    job.refill_threshold = 0;
    (is("chroma2_any_hits") || is("chroma2_any_hits_wires") ? lane_any_hits : lane_closest_hits)(&job);
  } else if (is("chroma2_gather")) {
    const auto& job = argument<GatherJob>(arguments);
    if (block != kGatherBlock) return 1;
    for (uint64_t i = 0; i < job.count; ++i) job.photons[i] = CHROMA2_LEVEL::gather_photon(job, job.first + i);
  } else if (is("chroma2_generate_steps")) {
    const auto& job = argument<GenerateJob>(arguments);
    if (block != kGenerateBlock) return 1;
    for (uint64_t i = 0; i < job.count; ++i) job.photons[i] = CHROMA2_LEVEL::step_photon(job.batch, job.params, i);
  } else if (is("chroma2_queue_transfer")) {
    const auto& job = argument<QueueTransferJob>(arguments);
    // Many blocks: what they share is 0 at first.
    if (block != 1024 || (grid > 1 && (job.state->arrived | job.state->left | job.state->ready | job.state->next)))
      return 1;
    lane_transfer(&job);
  } else if (is("chroma2_copy")) {
    const auto& job = argument<CopyJob>(arguments);
    if (block != kCopyBlock ||
        (reinterpret_cast<uintptr_t>(job.from) | reinterpret_cast<uintptr_t>(job.to)) % kCopyUnit)
      return 1;
    if (job.clear) *job.clear = 0;
    memcpy(job.to, job.from, job.units * kCopyUnit);
  } else if (is("chroma2_run_persistent")) {
    if (block % 32 != 0) return 1;
    lane_persistent(&argument<PersistentJob>(arguments));  // one worker of them
  } else if (is("chroma2_queue_service")) {
    if (grid != 1 || block != 1024) return 1;
    serve(argument<QueueServiceJob>(arguments));
  } else {
    const auto& job = argument<CompactJob>(arguments);
    const uint64_t tiles = (job.count + kCompactTile - 1) / kCompactTile;
    if (is("chroma2_compact_scan")) {
      if (grid != 1 || block != kScanBlock) return 1;
      scan(job);
    } else {
      if (grid != tiles || block != kCompactBlock) return 1;
      if (is("chroma2_compact_count"))
        count(job);
      else if (is("chroma2_compact_write"))
        write(job);
      else
        return 500;
    }
  }
  return 0;
}

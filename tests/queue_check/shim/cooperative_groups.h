// Lanes that happen to be together, in a model of a GPU: any of a warp's that have arrived.
#pragma once
#include "model/gpu.h"

namespace cooperative_groups {

struct coalesced_group {
  std::shared_ptr<sim::Group> group;
  uint32_t rank;
  uint32_t thread_rank() const { return rank; }
  uint32_t size() const { return group->size; }
  template <class T>
  T shfl(T value, uint32_t from) const {
    return static_cast<T>(group->exchange(rank, static_cast<uint64_t>(value), from));
  }
};

inline coalesced_group coalesced_threads() {
  uint32_t rank = sim::gather();
  return {sim::self().group, rank};
}

}  // namespace cooperative_groups

// Secondary photons on the host: at the end of a list that grows as its owner says.
#pragma once
#include "physics/emitted.h"

CHROMA2_BEGIN

// What ManyEmitted takes.
class Secondaries {
 public:
  // Null: they are not kept.
  explicit Secondaries(SecondaryList* list) : list_(list) {}

  bool reserve(uint32_t count) {
    if (!list_) return true;
    if (list_->capacity - list_->count < count && !list_->grow(list_, count)) return false;
    first_ = list_->count;
    list_->count += count;
    return true;
  }

  void put(uint32_t i, const PhotonState& state, const Descent& descent) {
    if (!list_) return;
    list_->states[first_ + i] = state;
    list_->descents[first_ + i] = descent;
  }

 private:
  SecondaryList* list_;
  uint64_t first_ = 0;
};

CHROMA2_END

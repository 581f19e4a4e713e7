// Messages of programs that check that each comes back once, with the id that it was given: their keys, which count from 0, and
// bytes that follow from a key.
#pragma once
#include <cstring>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "program.h"

// SplitMix64's finalizer.
inline uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr uint64_t kGolden = 0x9e3779b97f4a7c15u;

inline void fill(uint64_t key, unsigned char* to, uint32_t bytes) {
  const uint64_t first = mixed(key + kGolden);
  uint32_t i = 0;
  for (; i + 8 <= bytes; i += 8) {
    const uint64_t word = first + i * kGolden;
    std::memcpy(to + i, &word, 8);
  }
  const uint64_t word = first + i * kGolden;
  std::memcpy(to + i, &word, bytes - i);
}

// Any threads at once.
class Ledger {
 public:
  // The first of `count` keys that nobody has had. Waits while the oldest message that is out is that far behind.
  uint64_t draw(uint64_t count) {
    for (;;) {
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (next_ + count - oldest_ <= entries_.size()) {
          next_ += count;
          return next_ - count;
        }
      }
      std::this_thread::sleep_for(std::chrono::microseconds(100));
    }
  }

  // Messages with these keys, one after another, have been given these ids.
  void sent(uint64_t key, const uint64_t* ids, uint64_t count) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (uint64_t i = 0; i < count; ++i) {
      if (i > 0 && ids[i] <= ids[i - 1])
        fail("message %llu has an id that is not above the one before it", number(key + i));
      enter(key + i, ids[i], kSent);
    }
    settle();
  }

  void came(const chroma2_message_result* results, uint64_t count) {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (uint64_t i = 0; i < count; ++i) enter(results[i].key, results[i].id, kCame);
    came_ += count;
    settle();
  }

  // Whether all that were drawn have been sent and came back.
  bool settled() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return oldest_ == next_;
  }
  uint64_t drawn() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return next_;
  }
  // In words.
  std::string state() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    const unsigned marks = next_ > oldest_ ? entries_[oldest_ % entries_.size()].marks : 0;
    return std::to_string(next_) + " drawn, " + std::to_string(came_) + " came; the oldest that is out is " +
           std::to_string(oldest_) + (marks & kSent ? ", sent" : ", not known to be sent");
  }

 private:
  enum : unsigned { kSent = 1, kCame = 2 };
  struct Entry {
    uint64_t id = 0;
    unsigned marks = 0;
  };

  static unsigned long long number(uint64_t key) { return key; }

  void enter(uint64_t key, uint64_t id, unsigned mark) {
    if (key >= next_) fail("a message came whose key is %llu, and none of that was sent", number(key));
    Entry& entry = entries_[key % entries_.size()];
    if (key < oldest_ || (entry.marks & mark) != 0) fail("message %llu came twice", number(key));
    if (entry.marks != 0 && entry.id != id)
      fail("message %llu was sent with one id and came with another one: %llu, %llu", number(key), number(entry.id),
           number(id));
    entry.id = id;
    entry.marks |= mark;
  }
  void settle() {
    for (; oldest_ < next_; ++oldest_) {
      Entry& entry = entries_[oldest_ % entries_.size()];
      if (entry.marks != (kSent | kCame)) return;
      entry.marks = 0;
    }
  }

  mutable std::mutex mutex_;
  std::vector<Entry> entries_ = std::vector<Entry>(1 << 20);
  uint64_t next_ = 0, oldest_ = 0, came_ = 0;
};

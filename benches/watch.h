// Who makes progress: programs that run for long count what each part of them has done, and a thread ends the program with
// status 1, and with the name of whoever should have done something and has not for 30 s.
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "program.h"

class Watch {
 public:
  struct Part {
    std::string name;
    // What else there is to say of it where it stands still.
    std::function<std::string()> more;
    std::atomic<uint64_t> done{0};
    // Whether it should do something.
    std::atomic<bool> busy{false};
    uint64_t seen = 0;
    Clock::time_point moved = Clock::now();

    Part(std::string name, std::function<std::string()> more) : name(std::move(name)), more(std::move(more)) {}
    void add(uint64_t count) { done.fetch_add(count, std::memory_order_relaxed); }
  };

  Watch()
      : thread_([this] {
          while (!ends_) {
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
            look();
          }
        }) {}
  ~Watch() {
    ends_ = true;
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Valid as long as this.
  Part& part(std::string name, std::function<std::string()> more = {}) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return parts_.emplace_back(std::move(name), std::move(more));
  }

 private:
  static constexpr double kLimit = 30;

  void look() {
    const std::lock_guard<std::mutex> lock(mutex_);
    bool stands = false;
    for (Part& part : parts_) {
      const uint64_t done = part.done;
      if (!part.busy || done != part.seen) part.moved = Clock::now();
      part.seen = done;
      stands = stands || (part.busy && since(part.moved) > kLimit);
    }
    if (!stands) return;
    std::fflush(stdout);
    for (const Part& part : parts_) {
      if (!part.busy) continue;
      const bool still = since(part.moved) > kLimit;
      std::fprintf(stderr, "%s: %s, %llu done\n", part.name.c_str(), still ? "NO PROGRESS for 30 s" : "goes on",
                   static_cast<unsigned long long>(part.seen));
    }
    for (const Part& part : parts_)
      if (part.busy && part.more) std::fprintf(stderr, "%s: %s\n", part.name.c_str(), part.more().c_str());
    std::_Exit(1);
  }

  std::mutex mutex_;
  std::deque<Part> parts_;
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

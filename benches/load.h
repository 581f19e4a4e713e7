// What a program does with a device for as long as it is told to: threads that count what they have done.
#pragma once
#include <string>
#include <thread>
#include <vector>

#include "watch.h"

class Load {
 public:
  Load(Watch& watch, const std::string& name) : part_(watch.part(name, [this] { return state(); })) {}
  virtual ~Load() = default;
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void start() {
    runs_ = true;
    part_.busy = true;
    begin();
  }
  void ask_to_stop() { runs_ = false; }
  // Waits until all that was begun has ended, and was found right.
  void stop() {
    ask_to_stop();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    part_.busy = false;
  }
  uint64_t done() const { return part_.done; }
  // Compares what the library has counted with what was done.
  virtual void account() const {}

 protected:
  // Adds threads.
  virtual void begin() = 0;
  // In words, for a load that makes no progress.
  virtual std::string state() const { return ""; }

  std::vector<std::thread> threads_;
  std::atomic<bool> runs_{false};
  Watch::Part& part_;
};

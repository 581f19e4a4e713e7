// Kernels of the stand-in driver that stay on the device: threads of their own run them beside the program's, launches of
// a stream one after another.
#include "fake_driver.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "layout/messages.h"

extern "C" void lane_messages(const chroma2::MessagesJob* job, uint32_t blocks, bool linked);

namespace {

struct Run {
  std::thread thread;
  bool done = false;
};

std::mutex lock;
std::condition_variable ended;
std::map<void*, std::shared_ptr<Run>> last;  // by stream

void wait_for(std::unique_lock<std::mutex>& held, const std::shared_ptr<Run>& run) {
  ended.wait(held, [&run] { return run->done; });
}

}  // namespace

int fake::start_staying(const chroma2::MessagesJob& job, uint32_t blocks, uint32_t threads, bool linked, void* stream) {
  if (blocks == 0 || threads != 32 * (job.workers + 1) || job.launch == 0 || job.stage_bytes % 16 != 0) return 1;
  std::lock_guard<std::mutex> guard(lock);
  const std::shared_ptr<Run> before = last[stream], run = std::make_shared<Run>();
  last[stream] = run;
  run->thread = std::thread([before, run, job, blocks, linked] {
    {
      std::unique_lock<std::mutex> held(lock);
      if (before) wait_for(held, before);
      if (before && before->thread.joinable()) before->thread.join();
    }
    lane_messages(&job, blocks, linked);
    std::lock_guard<std::mutex> held(lock);
    run->done = true;
    ended.notify_all();
  });
  return 0;
}

bool fake::is_staying(void* stream) {
  std::lock_guard<std::mutex> guard(lock);
  const auto found = last.find(stream);
  return found != last.end() && !found->second->done;
}

void fake::wait_for_staying(void* stream) {
  std::unique_lock<std::mutex> held(lock);
  const auto found = last.find(stream);
  if (found == last.end()) return;
  const std::shared_ptr<Run> run = found->second;
  wait_for(held, run);
  if (run->thread.joinable()) run->thread.join();
  last.erase(stream);
}

// Pipelines as a program sees them: steps of a kernel between a copy up and a copy down of the same size, with a kernel that
// takes as long as one of the copies, ten times as long and a tenth of it, in synchronous and in asynchronous mode; and what
// a step costs its thread. Blocks are written and read in place. The number of rounds that makes a kernel so long goes to a
// file, for other programs that do the same work.
//
//     g++ -std=c++20 -O2 -Iinclude benches/pipeline.cpp -o pipeline -Llib -lchroma2
//     pipeline FATBIN ROUNDS_FILE [small]      small: only blocks of kilobytes

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "program.h"

namespace {

constexpr uint32_t kBlocks = 264;

chroma2_kernel* kernel;

struct Outcome {
  double step, submit, busy;  // seconds a step: of the clock, in submissions, and of the caller but for waits
  double stages[3];           // of the device's clock, where that is timed
};

Outcome run(uint64_t bytes, uint32_t rounds, uint32_t mode, uint32_t form, uint64_t steps, bool timing,
            uint32_t depth = 3) {
  const uint64_t units = bytes / 16;
  chroma2_argument arguments[6] = {
      {CHROMA2_ARGUMENT_KIND_CONFIG, 0, nullptr}, {CHROMA2_ARGUMENT_KIND_TELEMETRY, 0, nullptr},
      {CHROMA2_ARGUMENT_KIND_STATE, 0, nullptr},  {CHROMA2_ARGUMENT_KIND_VALUE, 8, &units},
      {CHROMA2_ARGUMENT_KIND_VALUE, 8, &units},   {CHROMA2_ARGUMENT_KIND_VALUE, 4, &rounds}};
  auto config = make<chroma2_pipeline_config>();
  config.kernel = kernel;
  config.config_bytes = config.telemetry_bytes = bytes;
  config.state_bytes = 4;
  config.mode = mode;
  config.form = form;
  config.timing = timing;
  config.depth = depth;
  config.grid_x = kBlocks;
  config.block_x = 256;
  config.arguments = arguments;
  config.argument_count = 6;
  chroma2_pipeline* pipeline = nullptr;
  check(chroma2_pipeline_create(&config, &pipeline));
  const auto stats = [&] {
    auto now = make<chroma2_pipeline_stats>();
    check(chroma2_pipeline_get_stats(pipeline, &now));
    return now;
  };
  auto result = make<chroma2_pipeline_result>();
  const void* telemetry = nullptr;
  const auto go = [&](uint64_t count) {
    for (uint64_t i = 0; i < count; ++i) {
      void* place = nullptr;
      check(chroma2_pipeline_reserve(pipeline, UINT64_MAX, &place));
      *static_cast<float*>(place) = static_cast<float>(i);
      check(chroma2_pipeline_submit(pipeline, nullptr, UINT64_MAX, nullptr));
      if (mode == CHROMA2_PIPELINE_MODE_SYNCHRONOUS || i + 1 >= depth) {
        check(chroma2_pipeline_view(pipeline, UINT64_MAX, &telemetry, &result));
        check(chroma2_pipeline_release(pipeline));  // else the next reservation waits for its block for ever
      }
    }
    do {
      check(chroma2_pipeline_view(pipeline, UINT64_MAX, &telemetry, &result));
    } while (result.ready);
  };
  go(steps / 10 + 10);
  const auto before = stats();
  const auto start = Clock::now();
  go(steps);
  const double seconds = since(start);
  const auto after = stats();
  check(chroma2_pipeline_destroy(pipeline));
  const double n = static_cast<double>(steps);
  return {seconds / n,
          (after.submit_seconds - before.submit_seconds) / n,
          (seconds - (after.wait_seconds - before.wait_seconds)) / n,
          {(after.upload_seconds - before.upload_seconds) / n, (after.kernel_seconds - before.kernel_seconds) / n,
           (after.download_seconds - before.download_seconds) / n}};
}

// The fastest of some.
double best(uint64_t bytes, uint32_t rounds, uint32_t mode, uint32_t form, uint64_t steps, uint32_t depth = 3) {
  double seconds = 1e9;
  for (int i = 0; i < 3; ++i) seconds = std::min(seconds, run(bytes, rounds, mode, form, steps, false, depth).step);
  return seconds;
}

}  // namespace

int main(int count, char** given) {
  const bool small = count == 4 && std::string(given[3]) == "small";
  demand(count == 3 || small, "usage: pipeline FATBIN ROUNDS_FILE [small]");
  auto options = make<chroma2_context_config>();
  options.backend = CHROMA2_BACKEND_CUDA;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&options, &context));
  std::ifstream file(given[1], std::ios::binary);
  const std::string code{std::istreambuf_iterator<char>(file), {}};
  auto config = make<chroma2_module_config>();
  config.code = code.data();
  config.code_bytes = code.size();
  config.kind = CHROMA2_CODE_BINARY;
  chroma2_module* module = nullptr;
  check(chroma2_module_create(context, &config, &module));
  check(chroma2_module_get_kernel(module, "bench_step", &kernel));
  std::ofstream rounds_file(given[2]);

  constexpr uint32_t sync = CHROMA2_PIPELINE_MODE_SYNCHRONOUS, async = CHROMA2_PIPELINE_MODE_ASYNCHRONOUS;
  std::printf(
      "| block | kernel : copy | up, kernel, down us | limit us | form | synchronous us | asynchronous us | gain | of the limit "
      "| depth 6 us |\n");
  std::printf("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
  for (const uint64_t bytes : {1ull << 20, 1ull << 24, 1ull << 26}) {
    if (small) break;
    const uint64_t steps = bytes > 1 << 24 ? 40 : bytes > 1 << 20 ? 150 : 2000;
    const auto idle = run(bytes, 0, sync, CHROMA2_PIPELINE_FORM_STREAMS, steps / 4, true);
    const auto slow = run(bytes, 100000, sync, CHROMA2_PIPELINE_FORM_STREAMS, steps / 10 + 5, true);
    const double copy = (idle.stages[0] + idle.stages[2]) / 2, each = (slow.stages[1] - idle.stages[1]) / 100000;
    for (const double ratio : {1.0, 10.0, 0.1}) {
      const auto rounds = static_cast<uint32_t>(std::max(0.0, (ratio * copy - idle.stages[1]) / each));
      rounds_file << bytes << ' ' << ratio << ' ' << rounds << ' ' << steps << '\n';
      const auto timed = run(bytes, rounds, sync, CHROMA2_PIPELINE_FORM_STREAMS, steps / 4, true);
      const double limit = std::max({timed.stages[0], timed.stages[1], timed.stages[2]});
      for (const uint32_t form : {1u, 2u}) {
        const double plain = best(bytes, rounds, sync, form, steps),
                     overlapped = best(bytes, rounds, async, form, steps),
                     deeper = best(bytes, rounds, async, form, steps, 6);
        std::printf("| %llu KB | %g | %.1f, %.1f, %.1f | %.1f | %s | %.1f | %.1f | %.2f | %.0f %% | %.1f |\n",
                    static_cast<unsigned long long>(bytes >> 10), ratio, timed.stages[0] * 1e6, timed.stages[1] * 1e6,
                    timed.stages[2] * 1e6, limit * 1e6, form == 1 ? "streams" : "graphs", plain * 1e6, overlapped * 1e6,
                    plain / overlapped, 100 * limit / overlapped, deeper * 1e6);
        std::fflush(stdout);
      }
    }
  }
  std::printf(
      "\n| block | form | mode | step us | in submissions us | caller but for waits us |\n| --- | --- | --- | --- | --- | --- |\n");
  for (const uint64_t bytes : {1024ull, 10240ull, 65536ull}) {
    for (const uint32_t form : {1u, 2u}) {
      for (const uint32_t mode : {sync, async}) {
        const auto made = run(bytes, 0, mode, form, 20000, false);
        std::printf("| %llu B | %s | %s | %.2f | %.2f | %.2f |\n", static_cast<unsigned long long>(bytes),
                    form == 1 ? "streams" : "graphs", mode == sync ? "synchronous" : "asynchronous", made.step * 1e6,
                    made.submit * 1e6, made.busy * 1e6);
        std::fflush(stdout);
      }
    }
  }
  check(chroma2_kernel_destroy(kernel));
  check(chroma2_module_destroy(module));
  check(chroma2_context_destroy(context));
}

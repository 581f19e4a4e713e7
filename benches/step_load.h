// Steps of a pipeline as a load: three blocks, written and read in place, by the kernel of benches/pipeline_kernel.h or a
// function of the processor that does the same.
#pragma once
#include <algorithm>

#include "load.h"

// As the kernel has it.
struct Unit {
  float x, y, z, w;
};

constexpr uint32_t kBlocks = 264, kThreads = 256;

inline uint32_t step_on_processor(const chroma2_kernel_call* call) {
  const auto* config = static_cast<const Unit*>(call->config);
  auto* telemetry = static_cast<Unit*>(call->telemetry);
  const auto rounds = *static_cast<const uint32_t*>(call->arguments[5]);
  for (uint64_t i = 0; i < call->config_bytes / sizeof(Unit); ++i) {
    const Unit sum = config[i];
    float x = sum.x + sum.y + sum.z + sum.w;
    for (uint32_t round = 0; i == 0 && round < rounds; ++round) x = x * 0.999f + 0.25f;
    telemetry[i] = {x, sum.y, sum.z, sum.w};
    if (i == 0) *static_cast<float*>(call->state) += x;
  }
  return 0;
}

class StepLoad : public Load {
 public:
  // At most one unit for each thread of the kernel, so that the telemetry has what the configuration had.
  static constexpr uint64_t kMost = sizeof(Unit) * kBlocks * kThreads;

  StepLoad(Watch& watch, const std::string& where, const chroma2_kernel* kernel, uint64_t bytes, uint32_t rounds)
      : Load(watch, "pipeline of " + where), where_(where), units_(bytes / sizeof(Unit)) {
    const uint64_t units = units_;
    const chroma2_argument arguments[6] = {
        {CHROMA2_ARGUMENT_KIND_CONFIG, 0, nullptr}, {CHROMA2_ARGUMENT_KIND_TELEMETRY, 0, nullptr},
        {CHROMA2_ARGUMENT_KIND_STATE, 0, nullptr},  {CHROMA2_ARGUMENT_KIND_VALUE, 8, &units},
        {CHROMA2_ARGUMENT_KIND_VALUE, 8, &units},   {CHROMA2_ARGUMENT_KIND_VALUE, 4, &rounds}};
    auto config = make<chroma2_pipeline_config>();
    config.kernel = kernel;
    config.config_bytes = config.telemetry_bytes = units_ * sizeof(Unit);
    config.state_bytes = sizeof(float);
    config.grid_x = kBlocks;
    config.block_x = kThreads;
    config.arguments = arguments;
    config.argument_count = 6;
    check(chroma2_pipeline_create(&config, &pipeline_));
  }
  ~StepLoad() override { check(chroma2_pipeline_destroy(pipeline_)); }

  void account() const override {
    auto stats = make<chroma2_pipeline_stats>();
    check(chroma2_pipeline_get_stats(pipeline_, &stats));
    if (stats.submitted != submitted_ || stats.taken != taken_ || taken_ != submitted_ || stats.failed != 0)
      fail("pipeline of %s: %s; the library has counted %llu, %llu and %llu failed", where_.c_str(), state().c_str(),
           static_cast<unsigned long long>(stats.submitted), static_cast<unsigned long long>(stats.taken),
           static_cast<unsigned long long>(stats.failed));
  }

 private:
  static constexpr uint64_t kDepth = 3, kMarks = 16;

  // Units that have the step's number: the first, the last and some between.
  uint64_t marked(uint64_t which) const { return which * (units_ - 1) / (kMarks - 1); }
  // Numbers that floats have exactly.
  static float number(uint64_t step) { return static_cast<float>(step % (1 << 24)); }

  void begin() override {
    threads_.emplace_back([this] {
      while (runs_) {
        void* place = nullptr;
        check(chroma2_pipeline_reserve(pipeline_, UINT64_MAX, &place));
        auto* config = static_cast<Unit*>(place);
        if (std::find(written_.begin(), written_.end(), place) == written_.end()) {
          for (uint64_t i = 0; i < units_; ++i) config[i] = {0, 0, number(i), number(i * 7919)};
          written_.push_back(place);
        }
        for (uint64_t i = 0; i < kMarks; ++i) config[marked(i)].y = number(submitted_);
        check(chroma2_pipeline_submit(pipeline_, nullptr, UINT64_MAX, nullptr));
        ++submitted_;
        if (submitted_ - taken_ == kDepth) take();
      }
      while (taken_ < submitted_) take();
    });
  }

  void take() {
    auto result = make<chroma2_pipeline_result>();
    const void* place = nullptr;
    check(chroma2_pipeline_view(pipeline_, UINT64_MAX, &place, &result));
    const uint64_t step = taken_;
    if (result.ready != 1 || result.step != step || result.code != 0)
      fail("pipeline of %s: step %llu came with code %u where step %llu was next", where_.c_str(),
           static_cast<unsigned long long>(result.step), result.code, static_cast<unsigned long long>(step));
    const auto* telemetry = static_cast<const Unit*>(place);
    bool right = true;
    for (uint64_t i = 0; i < kMarks; ++i) right = right && telemetry[marked(i)].y == number(step);
    for (uint64_t i = 0; step % 64 < kDepth && i < units_; ++i)
      right = right && telemetry[i].z == number(i) && telemetry[i].w == number(i * 7919);
    if (!right)
      fail("pipeline of %s: step %llu has other telemetry", where_.c_str(), static_cast<unsigned long long>(step));
    check(chroma2_pipeline_release(pipeline_));
    ++taken_;
    part_.add(1);
  }

  std::string state() const override {
    return std::to_string(submitted_) + " steps submitted, " + std::to_string(taken_) + " taken";
  }

  const std::string where_;
  const uint64_t units_;
  chroma2_pipeline* pipeline_ = nullptr;
  std::vector<void*> written_;  // blocks that have more than what an earlier step left there
  std::atomic<uint64_t> submitted_{0}, taken_{0};
};

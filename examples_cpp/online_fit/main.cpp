// A solver with a kernel of its own (fit_step.h) in a pipeline: each step sends a batch of measurements up and gets the fit's
// state back. First in synchronous mode, as a loop of copy, launch, copy would do it, then in asynchronous mode, where the
// copies of one step and the program's work for the next hide behind the kernel. Both give the same numbers.
//
//     cmake -S . -B build -DCMAKE_PREFIX_PATH=PREFIX_OF_LIBCHROMA2 && cmake --build build && build/online_fit
//
// usage: online_fit [auto | cpu | cuda]
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

#include <chroma2.hpp>

#include "fit_step.h"

namespace {

constexpr double kLength = 25.0, kLight = 9.0, kUnit = 20.0;  // m, the logarithm of the light, m
constexpr std::uint64_t kSteps = 2000;

std::uint32_t on_processor(const chroma2_kernel_call* call) {
  fit_step(static_cast<const fit_config*>(call->config), static_cast<fit_telemetry*>(call->telemetry),
           static_cast<fit_state*>(call->state), call->step);
  return 0;
}

// On a GPU the same code, compiled at run time.
chroma2::kernel kernel_on(const chroma2::context& context) {
  if (!chroma2::has_stream_management(context)) return {context, on_processor};
  std::ostringstream text;
  text << std::ifstream(FIT_STEP).rdbuf();
  return chroma2::module(context, CHROMA2_CODE_SOURCE, text.str(), {"--fmad=false"}).kernel("fit_step");
}

// Measurements of a step, from a simple generator.
void measure(fit_config& config, std::uint64_t step) {
  std::uint64_t number = 0x9e3779b97f4a7c15u * (step + 1);
  const auto uniform = [&number] {
    number = number * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>(number >> 11) * 0x1p-53;
  };
  config.rate = 0.02;
  for (int i = 0; i < FIT_BATCH; ++i) {
    const double distance = 1.0 + 39.0 * uniform();
    config.distance[i] = static_cast<float>(distance / kUnit - 1.0);
    config.intensity[i] = static_cast<float>(kLight - distance / kLength + 0.2 * (uniform() - 0.5));
  }
}

struct outcome {
  std::vector<fit_telemetry> steps;
  double seconds, efficiency;
};

outcome run(const chroma2::kernel& kernel, std::uint32_t mode) {
  auto config = chroma2::make<chroma2_pipeline_config>();
  config.mode = mode;
  config.config_bytes = sizeof(fit_config);
  config.telemetry_bytes = sizeof(fit_telemetry);
  config.state_bytes = sizeof(fit_state);
  config.block_x = FIT_LANES;
  config.timing = 1;
  const chroma2::pipeline pipeline(kernel, config, chroma2::arguments().config().telemetry().state().step());

  outcome made{};
  const auto take = [&](const chroma2_pipeline_result& result, const fit_telemetry* telemetry) {
    if (result.ready) made.steps.push_back(*telemetry);
    return result.ready != 0;
  };
  const auto start = std::chrono::steady_clock::now();
  fit_telemetry telemetry;
  for (std::uint64_t step = 0; step < kSteps; ++step) {
    measure(*pipeline.reserve<fit_config>(), step);  // written where the copy takes it from
    take(pipeline.step(nullptr, &telemetry), &telemetry);
  }
  chroma2_pipeline_result result;
  while (take(result = pipeline.wait(&telemetry), &telemetry)) {
  }
  made.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  made.efficiency = pipeline.stats().efficiency;
  return made;
}

}  // namespace

int main(int count, char** given) try {
  auto options = chroma2::make<chroma2_context_config>();
  const std::string backend = count > 1 ? given[1] : "";
  if (backend == "cpu") {
    options.backend = CHROMA2_BACKEND_CPU;
  } else if (backend == "cuda") {
    options.backend = CHROMA2_BACKEND_CUDA;
  } else if (!backend.empty() && backend != "auto") {
    std::fprintf(stderr, "usage: online_fit [auto | cpu | cuda]\n");
    return 2;
  }
  const chroma2::context context(options);
  const chroma2::kernel kernel = kernel_on(context);

  const outcome plain = run(kernel, CHROMA2_PIPELINE_MODE_SYNCHRONOUS);
  const outcome overlapped = run(kernel, CHROMA2_PIPELINE_MODE_ASYNCHRONOUS);
  const fit_telemetry& last = plain.steps.back();
  const double length = -kUnit / last.slope;
  std::printf("%llu steps of %d measurements: synchronous %.3f s, asynchronous %.3f s (%.2f times; efficiency %.2f)\n",
              static_cast<unsigned long long>(kSteps), FIT_BATCH, plain.seconds, overlapped.seconds,
              plain.seconds / overlapped.seconds, overlapped.efficiency);
  std::printf("attenuation length %.2f m (%.0f), light %.3f (%.0f), rms %.3f\n", length, kLength,
              last.offset + kUnit / length, kLight, std::sqrt(last.loss));
  if (plain.steps.size() != kSteps || overlapped.steps.size() != kSteps ||
      std::memcmp(plain.steps.data(), overlapped.steps.data(), kSteps * sizeof(fit_telemetry)) != 0) {
    std::printf("the modes differ\n");
    return 1;
  }
  std::printf("both modes give the same %llu results\n", static_cast<unsigned long long>(kSteps));
  return std::fabs(length - kLength) < 0.5 ? 0 : 1;
} catch (const chroma2::error& error) {
  std::fprintf(stderr, "online_fit: %s\n", error.what());
  return 1;
}

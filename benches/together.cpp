// Photons, a message queue and a pipeline on the same devices: the rate of each alone, in pairs, and of all three at once, and
// the share of its rate that each keeps. All that comes back is checked: events against those of the processor, messages
// against their keys, steps against their order. Ends with 1 where something is wrong, or makes no progress for 30 s.
//
//     g++ -std=c++17 -O2 -Iinclude benches/together.cpp -o together -Llib -lchroma2 -pthread
//     together cuda|cpu [OPTION=VALUE]...
//
//     kernel=FATBIN    of benches/pipeline_kernel.cu; without it the pipeline's kernel is a function of the processor
//     scene=FILE       a scene file, with a source at its origin; without it a box of water with sensors
//     devices=1        how many, or all. Each has a context, a session, a queue and a pipeline
//     session=each     or one: one session on all devices
//     seconds=3        of each row but the last
//     together=20      of the last row
//     photons=1048576  of an event
//     bytes=1048576    of a step's blocks
//     slots=8192       of a message queue
//     rounds=8000      of the kernel's loop: 20 us on an H200, as a copy of 1 MiB takes
#include <fstream>
#include <iterator>
#include <map>
#include <memory>

#include "detector.h"
#include "message_load.h"
#include "photon_load.h"
#include "step_load.h"

namespace {

using Options = std::map<std::string, std::string>;

// What all loads of a kind do, on all devices.
struct Kind {
  double scale = 1;  // of the unit that is printed
  std::vector<std::unique_ptr<Load>> loads;
  double alone = 0;
};

chroma2_context* make_context(uint32_t backend, const std::vector<uint32_t>& devices) {
  auto config = make<chroma2_context_config>();
  config.backend = backend;
  config.devices = devices.data();
  config.device_count = devices.size();
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&config, &context));
  return context;
}

// The places of GPUs that can be used.
std::vector<uint32_t> gpus() {
  uint64_t count = 0;
  check(chroma2_device_get_count(&count));
  std::vector<uint32_t> found;
  for (uint32_t i = 1; i < count; ++i) {
    auto device = make<chroma2_device>();
    check(chroma2_device_get_info(i, &device));
    if (device.usable != 0) found.push_back(i);
  }
  return found;
}

chroma2_kernel* make_kernel(const chroma2_context* context, uint32_t device, const std::string& file) {
  chroma2_kernel* kernel = nullptr;
  if (file.empty()) {
    check(chroma2_kernel_create(context, step_on_processor, nullptr, &kernel));
    return kernel;
  }
  std::ifstream stream(file, std::ios::binary);
  const std::string code{std::istreambuf_iterator<char>(stream), {}};
  if (code.empty()) fail("%s cannot be read, or is empty", file.c_str());
  auto config = make<chroma2_module_config>();
  config.code = code.data();
  config.code_bytes = code.size();
  config.kind = CHROMA2_CODE_BINARY;
  config.device = device;
  chroma2_module* module = nullptr;
  check(chroma2_module_create(context, &config, &module));
  check(chroma2_module_get_kernel(module, "bench_step", &kernel));
  check(chroma2_module_destroy(module));
  return kernel;
}

void pause(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

// The kinds whose bits `which` has, at once, for so many seconds: a row.
void measure(std::vector<Kind>& kinds, unsigned which, double seconds) {
  const char* const names[] = {"photons", "messages", "pipeline"};
  std::vector<std::vector<uint64_t>> before(kinds.size()), after(kinds.size());
  const auto each = [&](auto&& act) {
    for (size_t k = 0; k < kinds.size(); ++k)
      for (auto& load : kinds[k].loads)
        if ((which >> k & 1) != 0) act(k, *load);
  };
  each([](size_t, Load& load) { load.start(); });
  pause(std::min(0.5, seconds / 4));
  each([&](size_t k, Load& load) { before[k].push_back(load.done()); });
  const auto start = Clock::now();
  pause(seconds);
  // Until each has done something, or Watch ends the program.
  for (bool moved = false; !moved;) {
    moved = true;
    for (auto& column : after) column.clear();
    each([&](size_t k, Load& load) {
      after[k].push_back(load.done());
      moved = moved && after[k].back() > before[k][after[k].size() - 1];
    });
    if (!moved) pause(0.05);
  }
  const double took = since(start);
  // All stop at once, and then each is waited for.
  each([](size_t, Load& load) { load.ask_to_stop(); });
  each([](size_t, Load& load) { load.stop(); });
  each([](size_t, Load& load) { load.account(); });

  std::string label;
  for (size_t k = 0; k < kinds.size(); ++k)
    if ((which >> k & 1) != 0) label += (label.empty() ? "" : " + ") + std::string(names[k]);
  std::printf("| %s |", label.c_str());
  for (size_t k = 0; k < kinds.size(); ++k) {
    double sum = 0, least = 1e300;
    for (size_t i = 0; i < before[k].size(); ++i) {
      const double rate = static_cast<double>(after[k][i] - before[k][i]) / took * kinds[k].scale;
      sum += rate;
      least = std::min(least, rate);
    }
    if (before[k].empty()) {
      std::printf("  |  |");
      continue;
    }
    if (kinds[k].alone == 0) kinds[k].alone = sum;
    std::printf(" %.4g", sum);
    if (before[k].size() > 1) std::printf(" (%.4g)", least);
    std::printf(" | %.0f %% |", 100 * sum / kinds[k].alone);
  }
  std::printf("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
  const std::string backend = count > 1 ? words[1] : "";
  const char* const usage = "usage: together cuda|cpu [OPTION=VALUE]...; options: benches/together.cpp";
  demand(backend == "cuda" || backend == "cpu", usage);
  Options options = {{"kernel", ""},    {"scene", ""},      {"devices", "1"},       {"session", "each"},
                     {"seconds", "3"},  {"together", "20"}, {"photons", "1048576"}, {"bytes", "1048576"},
                     {"slots", "8192"}, {"rounds", "8000"}};
  for (int i = 2; i < count; ++i) {
    const std::string word = words[i];
    const auto found = options.find(word.substr(0, word.find('=')));
    demand(found != options.end() && word.find('=') != std::string::npos, usage);
    found->second = word.substr(word.find('=') + 1);
  }
  const auto integer = [&](const char* name) { return std::strtoull(options[name].c_str(), nullptr, 10); };
  const double seconds = std::atof(options["seconds"].c_str()), all_seconds = std::atof(options["together"].c_str());
  demand(seconds > 0 && all_seconds > 0, "seconds and together are numbers above 0");
  const uint64_t photons = integer("photons"), bytes = integer("bytes");
  demand(photons > 0 && bytes >= 256 && bytes <= StepLoad::kMost, "photons is at least 1, bytes 256 to 1081344");
  const char* const scene = options["scene"].empty() ? nullptr : options["scene"].c_str();
  const bool cuda = backend == "cuda", one = options["session"] == "one";
  std::vector<uint32_t> devices = {0};
  if (cuda) {
    devices = gpus();
    const size_t most = options["devices"] == "all" ? std::max<size_t>(devices.size(), 1) : integer("devices");
    if (most == 0 || most > devices.size())
      fail("devices=%s, and there are %zu GPUs that can be used", options["devices"].c_str(), devices.size());
    devices.resize(most);
  }

  Watch watch;
  std::vector<chroma2_context*> contexts;
  std::vector<chroma2_geometry*> geometries;
  std::vector<chroma2_session*> sessions;
  std::vector<chroma2_kernel*> kernels;
  const auto open = [&](uint32_t which, const std::vector<uint32_t>& on) {
    contexts.push_back(make_context(which, on));
    geometries.push_back(detector(contexts.back(), scene));
    auto config = make<chroma2_session_config>();
    if (which == CHROMA2_BACKEND_CUDA) config.placement = CHROMA2_PLACEMENT_DEVICE;
    sessions.emplace_back();
    check(chroma2_session_create(contexts.back(), geometries.back(), &config, &sessions.back()));
  };

  const auto start = Clock::now();
  open(CHROMA2_BACKEND_CPU, {});
  const std::vector<Expected> expected = expect(sessions[0], photons);
  std::printf("# Photons, messages and a pipeline together: %s, %zu device%s, %s session%s\n\n",
              cuda ? "CUDA" : "the processor", devices.size(), devices.size() > 1 ? "s" : "", one ? "one" : "a",
              one ? "" : " each");
  std::printf(
      "%s; events of %llu photons, %zu hits (the processor took %.2f s for %llu); steps of %llu bytes, by %s\n\n",
      scene ? scene : "a box of water", static_cast<unsigned long long>(photons), expected[0].photon.size(),
      since(start), static_cast<unsigned long long>(kEvents), static_cast<unsigned long long>(bytes),
      options["kernel"].empty() ? "a function of the processor" : options["kernel"].c_str());
  std::fflush(stdout);

  std::vector<Kind> kinds(3);
  kinds[0].scale = kinds[1].scale = 1e-6;
  const uint32_t kind = cuda ? CHROMA2_BACKEND_CUDA : CHROMA2_BACKEND_CPU;
  const auto rounds = static_cast<uint32_t>(integer("rounds"));
  for (size_t i = 0; i < devices.size(); ++i) {
    const bool first = i == 0 || !one;
    if (first) open(kind, !cuda ? std::vector<uint32_t>{} : one ? devices : std::vector<uint32_t>{devices[i]});
    const std::string where = cuda ? "device " + std::to_string(devices[i]) : "the processor";
    kernels.push_back(make_kernel(contexts.back(), devices[i], options["kernel"]));
    if (first) {
      auto load = std::make_unique<PhotonLoad>(watch, one ? "all devices" : where, sessions.back(), photons, expected);
      load->compare_alone();
      kinds[0].loads.push_back(std::move(load));
    }
    kinds[1].loads.push_back(
        std::make_unique<MessageLoad>(watch, where, contexts.back(), devices[i], integer("slots")));
    kinds[2].loads.push_back(std::make_unique<StepLoad>(watch, where, kernels.back(), bytes, rounds));
  }

  const char* const least = devices.size() > 1 ? " (least of a device)" : "";
  std::printf("| running | photons M/s%s | kept | messages M/s%s | kept | steps/s%s | kept |\n", least, least, least);
  std::printf("|---|---|---|---|---|---|---|\n");
  for (const unsigned which : {1u, 2u, 4u, 3u, 5u, 6u}) measure(kinds, which, seconds);
  measure(kinds, 7, all_seconds);

  std::printf("\n");
  const char* const names[] = {"photons", "messages", "steps"};
  for (size_t k = 0; k < kinds.size(); ++k) {
    uint64_t done = 0;
    for (const auto& load : kinds[k].loads) done += load->done();
    std::printf("%s%llu %s", k > 0 ? ", " : "", static_cast<unsigned long long>(done), names[k]);
  }
  std::printf(": all as they must be, in %.1f s\n", since(start));
  kinds.clear();
  for (chroma2_kernel* kernel : kernels) check(chroma2_kernel_destroy(kernel));
  for (chroma2_session* session : sessions) check(chroma2_session_destroy(session));
  for (chroma2_geometry* geometry : geometries) check(chroma2_geometry_destroy(geometry));
  for (chroma2_context* context : contexts) check(chroma2_context_destroy(context));
  if (chroma2_live_handles() != 0)
    fail("%llu handles are left", static_cast<unsigned long long>(chroma2_live_handles()));
}

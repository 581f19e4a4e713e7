// The queue's functions for kernels on a GPU:
//
//     gpu_queue histories FILE [CASES [RINGS]]   histories for `queue_check gpu::histories_of_a_gpu`
//     gpu_queue stress [OPERATIONS]              10^9: items of all sizes, each once and whole
//     gpu_queue contention [ITEMS]                    very many threads for very few items
//     gpu_queue small FILE                       little of all that, for compute-sanitizer
#include <cstring>

#include "contention.cuh"
#include "histories.cuh"
#include "stress.cuh"

int main(int argc, char** argv) {
  auto number = [&](int i, uint64_t otherwise) { return argc > i ? std::strtoull(argv[i], nullptr, 10) : otherwise; };
  int processors;
  CUDA(cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, 0));
  uint32_t sms = static_cast<uint32_t>(processors);
  const char* what = argc > 1 ? argv[1] : "";
  if (std::strcmp(what, "histories") == 0 && argc > 2) {
    histories::write(argv[2], static_cast<uint32_t>(number(3, 96)), static_cast<uint32_t>(number(4, 2 * sms)));
  } else if (std::strcmp(what, "stress") == 0) {
    stress::all(number(2, 1000000000), 8 * sms);
  } else if (std::strcmp(what, "contention") == 0) {
    contention::all(contention::resident(sms, 256), 256, static_cast<uint32_t>(number(2, 4000)));
  } else if (std::strcmp(what, "small") == 0 && argc > 2) {
    histories::write(argv[2], 48, 1);
    stress::few(200, 4);
    contention::all(4, 64, 50);
  } else {
    std::fprintf(stderr,
                 "usage: gpu_queue histories FILE [CASES [RINGS]] | stress [OPERATIONS] | contention | small FILE\n");
    return 2;
  }
  return 0;
}

// A program's own kernel over the library's queues: an electromagnetic shower in its simplest form
// (Heitler 1944). A particle above the critical energy splits into two of half its energy, which go back into
// the queue of those to be worked on; the others go into a second queue, from which the host takes
// them. One launch does all generations.
//
//     cmake -S . -B build -DCMAKE_PREFIX_PATH=... && cmake --build build && build/device_queue
//     nvcc -std=c++17 main.cu -o device_queue $(pkg-config --cflags --libs chroma2)
#include <chroma2.h>
#include <chroma2/device_queue.cuh>

#include <cstdio>
#include <cstdlib>
#include <vector>

struct Particle {
  float energy;  // MeV
  uint32_t generation;
};

constexpr float kCritical = 78.0f;  // of electrons in water, MeV (PDG)

// Particles that are in the queue or in somebody's hands. An empty queue alone does not mean that the
// shower is over: others may be about to push.
__device__ unsigned long long outstanding;

__global__ void shower(chroma2_queue_view active_view, chroma2_queue_view done_view) {
  chroma2::Queue<Particle> active(active_view), done(done_view);
  while (atomicAdd(&outstanding, 0ull) != 0) {
    Particle particle;
    if (!active.try_pop_warp(particle)) {
      __nanosleep(200);
      continue;
    }
    if (particle.energy <= kCritical) {
      while (!done.try_push_warp(particle)) __nanosleep(200);  // the host makes room
      atomicAdd(&outstanding, ~0ull);                          // one less
      continue;
    }
    Particle half = {particle.energy / 2, particle.generation + 1};
    atomicAdd(&outstanding, 1ull);  // two more and one less, before they are there
    for (int i = 0; i < 2; ++i)
      while (!active.try_push_warp(half)) __nanosleep(200);
  }
}

static void check(chroma2_status status, const char* what) {
  if (status == CHROMA2_STATUS_OK) return;
  std::fprintf(stderr, "%s: %s\n", what, chroma2_last_error_message());
  std::exit(1);
}
static void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  std::fprintf(stderr, "%s: %s\n", what, cudaGetErrorString(error));
  std::exit(1);
}

static chroma2_queue* make_queue(const chroma2_context* context, uint64_t capacity, const char* name) {
  chroma2_queue_config config = {};
  config.struct_size = sizeof config;
  config.capacity = capacity;
  config.item_size = sizeof(Particle);
  config.name = name;
  chroma2_queue* queue = nullptr;
  check(chroma2_queue_create(context, &config, &queue), name);
  return queue;
}

static chroma2_queue_view view_of(const chroma2_queue* queue) {
  chroma2_queue_view view = {};
  view.struct_size = sizeof view;
  check(chroma2_queue_get_view(queue, &view), "view");
  return view;
}

static chroma2_queue_batch batch_of(Particle* particles, size_t count) {
  chroma2_queue_batch batch = {};
  batch.struct_size = sizeof batch;
  batch.data = particles;
  batch.count = count;
  batch.item_size = sizeof(Particle);
  return batch;
}

int main() {
  chroma2_context_config config = {};
  config.struct_size = sizeof config;
  config.backend = CHROMA2_BACKEND_CUDA;
  chroma2_context* context = nullptr;
  check(chroma2_context_create(&config, &context), "a GPU");
  chroma2_queue* active = make_queue(context, 1 << 20, "active");
  chroma2_queue* done = make_queue(context, 1 << 12, "done");  // less than will come: the host drains it meanwhile

  Particle first = {1.0e6f, 0};  // 1 TeV
  uint64_t count = 0;
  chroma2_queue_batch start = batch_of(&first, 1);
  check(chroma2_queue_push(active, &start, UINT64_MAX, &count), "push");
  const unsigned long long one = 1;
  check(cudaMemcpyToSymbol(outstanding, &one, sizeof one), "outstanding");
  cudaStream_t stream;
  check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "stream");
  shower<<<16, 128, 0, stream>>>(view_of(active), view_of(done));
  check(cudaGetLastError(), "launch");

  std::vector<Particle> particles(1024);
  double energy = 0;
  size_t found = 0;
  uint32_t generations = 0;
  for (bool over = false; !over;) {
    over = cudaStreamQuery(stream) == cudaSuccess;  // asked first: what is there after it, is all
    do {
      chroma2_queue_batch batch = batch_of(particles.data(), particles.size());
      check(chroma2_queue_try_pop(done, &batch, &count), "pop");
      for (uint64_t i = 0; i < count; ++i) {
        energy += particles[i].energy;
        if (particles[i].generation > generations) generations = particles[i].generation;
      }
      found += count;
    } while (count != 0);
  }
  check(cudaStreamSynchronize(stream), "shower");
  std::printf("%zu particles of %g MeV in all after %u generations\n", found, energy, generations);
  check(chroma2_queue_destroy(active), "destroy");
  check(chroma2_queue_destroy(done), "destroy");
  check(chroma2_context_destroy(context), "destroy");
  return found == 16384 && energy == 1.0e6 && generations == 14 ? 0 : 1;
}

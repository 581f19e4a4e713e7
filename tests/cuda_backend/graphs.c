/* Operations of queues that are captured into graphs, on a stand-in driver: each launch does them anew. */
#include "left.h"
#include "../c/queues.h"

#define ITEMS 20000

static int (*begin)(void *, int), (*end)(void *, void **), (*instantiate)(void **, void *, unsigned long long);
static int (*launch)(void *, void *), (*destroy)(void *), (*destroy_graph)(void *), (*synchronize)(void *);
static void *const stream = (void *)(uintptr_t)4096;

static void *graph_of_capture(void) {
  void *graph = NULL, *exec = NULL;
  CHECK(end(stream, &graph) == 0 && instantiate(&exec, graph, 0) == 0 && destroy_graph(graph) == 0);
  return exec;
}

static void replayed(void) {
  chroma2_queue *queue = make(65536, 8);
  const size_t bytes = ITEMS * sizeof(uint64_t);
  uint64_t *from = (uint64_t *)on_device(NULL, bytes), *to = (uint64_t *)pinned(bytes), round, i, length = 0;
  chroma2_queue_result *pushed = (chroma2_queue_result *)pinned(sizeof *pushed);
  chroma2_queue_result *popped = (chroma2_queue_result *)pinned(sizeof *popped);
  chroma2_queue_batch in = batch_of(from, ITEMS, 8), out = batch_of(to, ITEMS, 8);
  void *push, *pop;
  in.device = 1;
  CHECK_OK(chroma2_queue_push_async(queue, &in, stream, 1, pushed)); /* the stream has a place */
  CHECK_OK(chroma2_queue_reset(queue));
  CHECK(begin(stream, 0) == 0);
  pushed->serial = 0;
  CHECK_OK(chroma2_queue_push_async(queue, &in, stream, 5, pushed));
  push = graph_of_capture();
  CHECK(begin(stream, 0) == 0);
  CHECK_OK(chroma2_queue_pop_async(queue, &out, stream, 6, popped));
  pop = graph_of_capture();
  CHECK_OK(chroma2_queue_get_length(queue, &length));
  CHECK(length == 0 && pushed->serial == 0 && popped->serial == 0); /* a capture does nothing */
  for (round = 0; round < 4; ++round) {
    const uint64_t went = round < 3 ? ITEMS : 65536 - 3 * ITEMS;
    for (i = 0; i < ITEMS; ++i) from[i] = round << 32 | i;
    memset(pushed, 0, sizeof *pushed);
    CHECK(launch(push, NULL) == 0);
    CHECK(pushed->went == went && pushed->refused == (round == 3) && pushed->serial == 5);
  }
  for (round = 0; round < 4; ++round) {
    const uint64_t went = round < 3 ? ITEMS : 65536 - 3 * ITEMS;
    memset(popped, 0, sizeof *popped);
    CHECK(launch(pop, NULL) == 0);
    CHECK(popped->went == went && popped->refused == (round == 3) && popped->serial == 6);
    for (i = 0; i < went; ++i) CHECK(to[i] == (round << 32 | i));
  }
  CHECK_OK(chroma2_queue_push_async(queue, &in, stream, 9, pushed)); /* and the stream goes on */
  CHECK(pushed->went == ITEMS && pushed->serial == 9);
  CHECK(destroy(push) == 0 && destroy(pop) == 0);
  off_device(from);
  unpinned(to);
  unpinned(pushed);
  unpinned(popped);
  CHECK_OK(chroma2_queue_destroy(queue));
}

/* A program captures a stream, and uses the library for other things meanwhile. */
static void beside_a_capture(void) {
  chroma2_queue *queue = make(65536, 8), *other, *spawn;
  uint64_t *items = (uint64_t *)pinned(ITEMS * sizeof *items), length = 0, went = 0;
  chroma2_queue_result *result = (chroma2_queue_result *)pinned(sizeof *result);
  const chroma2_queue_batch small = batch_of(items, 8, 8), large = batch_of(items, ITEMS, 8);
  void *push;
  CHECK(begin(stream, 0) == 0);
  CHECK_OK(chroma2_queue_push_async(queue, &small, stream, 5, result));
  other = make(65536, 8);
  spawn = make(16, 8);
  CHECK_OK(chroma2_queue_push(other, &small, UINT64_MAX, &went));
  CHECK_OK(chroma2_queue_push(other, &large, UINT64_MAX, &went));
  CHECK_OK(chroma2_queue_run_persistent(other, spawn, queue, NULL, NULL));
  CHECK_OK(chroma2_queue_get_length(queue, &length));
  CHECK(length == ITEMS + 8);
  CHECK_OK(chroma2_queue_destroy(other));
  CHECK_OK(chroma2_queue_destroy(spawn));
  push = graph_of_capture();
  CHECK(launch(push, NULL) == 0 && result->serial == 5);
  CHECK_OK(chroma2_queue_get_length(queue, &length));
  CHECK(length == ITEMS + 16 && destroy(push) == 0);
  unpinned(items);
  unpinned(result);
  CHECK_OK(chroma2_queue_destroy(queue));
}

static void refused(void) {
  chroma2_queue *queue = make(64, 8);
  uint64_t *items = (uint64_t *)pinned(64), length = 0;
  chroma2_queue_result *result = (chroma2_queue_result *)pinned(sizeof *result);
  const chroma2_queue_batch batch = batch_of(items, 8, 8);
  void *graph = NULL;
  CHECK(begin(stream, 0) == 0);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "stream: is the legacy one",
              chroma2_queue_push_async(queue, &batch, NULL, 1, result));
  CHECK(synchronize(stream) == 900);
  CHECK_FAILS(CHROMA2_STATUS_INVALID_STATE, "stream: its capture into a graph has failed",
              chroma2_queue_push_async(queue, &batch, stream, 1, result));
  CHECK(end(stream, &graph) == 901 && !graph);
  CHECK(result->serial == 0);
  CHECK_OK(chroma2_queue_push_async(queue, &batch, NULL, 1, result)); /* nothing stays of it */
  CHECK_OK(chroma2_queue_get_length(queue, &length));
  CHECK(result->serial == 1 && length == 8);
  unpinned(items);
  unpinned(result);
  CHECK_OK(chroma2_queue_destroy(queue));
}

int main(void) {
  chroma2_context_config config;
  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.threads = 1;
  config.backend = CHROMA2_BACKEND_CUDA;
  CHECK_OK(chroma2_context_create(&config, &context));
  *(void **)&begin = of_driver("cuStreamBeginCapture_v2");
  *(void **)&end = of_driver("cuStreamEndCapture");
  *(void **)&instantiate = of_driver("cuGraphInstantiateWithFlags");
  *(void **)&launch = of_driver("cuGraphLaunch");
  *(void **)&destroy = of_driver("cuGraphExecDestroy");
  *(void **)&destroy_graph = of_driver("cuGraphDestroy");
  *(void **)&synchronize = of_driver("cuStreamSynchronize");
  replayed();
  beside_a_capture();
  refused();
  CHECK_OK(chroma2_context_destroy(context));
  nothing_is_left();
  return 0;
}

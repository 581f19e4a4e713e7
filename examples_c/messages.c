/* Waveforms in, charges out, through a message queue with a function of the program: on a GPU by a kernel that stays there,
   else by threads of the processor. One text is the function for both. */
#include <chroma2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRY(call)                                                       \
  do {                                                                  \
    if ((call) != CHROMA2_STATUS_OK) {                                  \
      fprintf(stderr, "%s: %s\n", #call, chroma2_last_error_message()); \
      exit(1);                                                          \
    }                                                                   \
  } while (0)

/* The function as C, and as a text for the GPU's compiler. */
#define BOTH(...) \
  __VA_ARGS__     \
  static const char text[] = "#include <chroma2/message.h>\nextern \"C\" __device__ " #__VA_ARGS__;

enum { SAMPLES = 128, CHANNELS = 1000 };

/* The sum of a waveform above its first sample, which is the baseline. A waveform of no sample has failed: code 1. On a GPU the
   lanes of a warp call it together; here the first does all, as 128 samples are few. */
BOTH(uint32_t chroma2_process(chroma2_message *message) {
  const uint16_t *samples = (const uint16_t *)message->input;
  uint32_t i;
  int32_t sum = 0;
  if (message->input_bytes < 2) return 1;
  if (message->lane != 0) return 0;
  for (i = 0; i < message->input_bytes / 2; ++i) sum += (int32_t)samples[i] - (int32_t)samples[0];
  *(int32_t *)message->output = sum;
  message->output_bytes = 4;
  return 0;
})

/* A pulse whose charge is the channel's number. */
static void make(uint16_t *waveform, int channel) {
  int i;
  for (i = 0; i < SAMPLES; ++i) waveform[i] = 200;
  for (i = 0; i < channel; ++i) ++waveform[20 + i % 40];
}

int main(void) {
  static uint16_t waveforms[CHANNELS][SAMPLES];
  static chroma2_message_result results[CHANNELS];
  static int32_t charges[CHANNELS];
  static uint64_t ids[CHANNELS], keys[CHANNELS];
  chroma2_context *context = NULL;
  chroma2_message_queue *queue = NULL;
  chroma2_context_info info;
  chroma2_message_queue_config config;
  chroma2_message_batch batch;
  chroma2_message_queue_left left;
  chroma2_message_result one;
  uint64_t count = 0, got = 0, id = 0, i;

  TRY(CHROMA2_CHECK_VERSION());
  TRY(chroma2_context_create(NULL, &context));
  memset(&info, 0, sizeof info);
  info.struct_size = sizeof info;
  TRY(chroma2_context_get_info(context, &info));

  memset(&config, 0, sizeof config);
  config.struct_size = sizeof config;
  config.capacity = 4096;
  config.input_bytes = sizeof waveforms[0];
  config.output_bytes = 4;
  config.operation = CHROMA2_MESSAGE_OPERATION_FUNCTION;
  if (info.backend == CHROMA2_BACKEND_CUDA) {
    config.program =
        text; /* compiled by NVRTC; without that, nvcc -rdc=true -fatbin makes a program for program_kind 2 */
    config.program_bytes = strlen(text);
    config.program_kind = CHROMA2_MESSAGE_PROGRAM_SOURCE;
  } else {
    config.function = chroma2_process;
  }
  TRY(chroma2_message_queue_create(context, &config, &queue));

  /* All waveforms by one call; the key goes along, here the channel. */
  for (i = 0; i < CHANNELS; ++i) make(waveforms[i], (int)i), keys[i] = i;
  memset(&batch, 0, sizeof batch);
  batch.struct_size = sizeof batch;
  batch.data = waveforms;
  batch.count = CHANNELS;
  batch.bytes = sizeof waveforms[0];
  batch.keys = keys;
  TRY(chroma2_message_queue_enqueue_batch(queue, &batch, UINT64_MAX, ids, &count));

  /* Results as they come, in any order: each says whose it is. */
  while (got < CHANNELS) {
    uint64_t now = 0;
    TRY(chroma2_message_queue_dequeue_batch(queue, charges + got, 4, results + got, CHANNELS - got, UINT64_MAX, &now));
    got += now;
  }
  for (i = 0; i < CHANNELS; ++i)
    if (results[i].code != 0 || (uint64_t)charges[i] != results[i].key) return fprintf(stderr, "a wrong charge\n"), 1;

  /* One message, whose result is asked for by its id; it fails, since it has no samples. */
  TRY(chroma2_message_queue_enqueue(queue, NULL, 0, 7, UINT64_MAX, &id));
  TRY(chroma2_message_queue_wait_result(queue, id, charges, sizeof charges[0], UINT64_MAX, &one));
  printf("%d charges; a message of %u bytes ended with code %u\n", CHANNELS, one.bytes, one.code);

  memset(&left, 0, sizeof left);
  left.struct_size = sizeof left;
  TRY(chroma2_message_queue_shut_down(queue, UINT64_MAX, &left));
  chroma2_message_queue_destroy(queue);
  chroma2_context_destroy(context);
  return left.unprocessed != 0;
}

/* A function of messages, as C and as CUDA C++: tests give it to queues on the processor and on GPUs. What it does is
   said by the message's first byte. */
#ifndef MESSAGE_FUNCTION_H
#define MESSAGE_FUNCTION_H

enum { PLAIN, FAILS, FAILS_AT_FIRST, UNTIL_STOPPED, UNTIL_TOLD, TOO_LONG };

#define MESSAGE_FUNCTION_TEXT(...) #__VA_ARGS__
#define MESSAGE_FUNCTION(use)                                                                                   \
  use({                                                                                                         \
    const unsigned char *in = (const unsigned char *)message->input;                                            \
    unsigned char *out = (unsigned char *)message->output;                                                      \
    const unsigned kind = message->input_bytes > 0 ? in[0] : 0;                                                 \
    unsigned i;                                                                                                 \
    for (i = message->lane; i < message->input_bytes; i += message->lanes) out[i] = (unsigned char)(in[i] + 1); \
    message->output_bytes = message->input_bytes;                                                               \
    if (kind == 1) return 7;                                                                                    \
    if (kind == 2 && message->attempt < in[1]) return 100 + message->attempt;                                   \
    while (kind == 3 && !*(const volatile unsigned *)message->stop) {                                           \
    }                                                                                                           \
    while (kind == 4 && !*(const volatile unsigned *)message->user) {                                           \
    }                                                                                                           \
    if (kind == 5) message->output_bytes = message->output_room + 1;                                            \
    return 0;                                                                                                   \
  })

#define MESSAGE_FUNCTION_CODE(...) __VA_ARGS__
#if !defined(__CUDACC__)
static inline uint32_t message_function(chroma2_message *message) MESSAGE_FUNCTION(MESSAGE_FUNCTION_CODE)
#endif

#define MESSAGE_FUNCTION_SOURCE                                                                                                 \
  "#include <chroma2/message.h>\nextern \"C\" __device__ uint32_t chroma2_process(chroma2_message *message) " MESSAGE_FUNCTION( \
      MESSAGE_FUNCTION_TEXT)

#endif
